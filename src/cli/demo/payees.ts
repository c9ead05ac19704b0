import { type AccountNumber, hungarianIban } from "../../domain/account-number.ts";
import type { CurrencyCode, Iban } from "../../domain/ids.ts";
import type { Transaction } from "../../domain/order.ts";

/** Invented people, firms and accounts: the same ones at every start. Bank codes 598 and BLZ 98800000 belong to nobody. */
const familyNames = ["Szabó", "Őri", "Kovács", "Tóth", "Nagy", "Horváth", "Varga", "Kiss", "Molnár", "Németh", "Farkas", "Balogh", "Papp", "Lakatos", "Takács", "Juhász"];
const givenNames = ["Ágnes", "Béla", "Csilla", "Dénes", "Éva", "Ferenc", "Gréta", "Henrik", "Ilona", "János", "Katalin", "László", "Mária", "Norbert", "Olga", "Péter"];
const firms = ["Spedition Nord GmbH", "Papier Ost KG", "Elektro Sued AG", "Kaffee am Markt OHG", "Druckhaus Linden GmbH", "Metallbau Weser KG", "Buero und Mehr GmbH", "Reinigung Blitz UG"];

/** Who pays the demo's customers. */
export const payers = ["Hafen Logistik AG", "Alföld Gabona Zrt.", "Kontorhaus Beratung GmbH", "Balaton Bútor Kft.", "Nordsee Handel KG", "Pannon Ital Zrt.", "Weinhaus Saale GmbH"];

/** A payee's IBAN at a bank that does not exist. @param index from 0 */
export function hungarianPayee(index: number): Iban {
  const bank = withCheckDigit("5980001");
  return hungarianIban(`${bank}${withCheckDigit(String(100_000 + index).padStart(15, "0"))}`);
}

export function germanPayee(index: number): Iban {
  const bban = `98800000${String(7_000_000 + index).padStart(10, "0")}`;
  const rest = BigInt(`${bban}131400`) % 97n; // D = 13, E = 14, 00 in place of the check digits (ISO 13616)
  return `DE${(98n - rest).toString().padStart(2, "0")}${bban}` as Iban;
}

/** Wages in whole forints, between 280,000 and 620,000. */
export function wages(count: number, month: string): Transaction[] {
  return Array.from({ length: count }, (_, index) => ({
    endToEndId: `BER-${month}-${String(index + 1).padStart(4, "0")}`,
    amount: { minor: BigInt(280_000 + ((index * 7_919) % 340_000)) * 100n, currency: "HUF" as CurrencyCode },
    creditor: { name: `${familyNames[index % 16]} ${givenNames[Math.floor(index / 16) % 16]}` },
    creditorAccount: { kind: "iban", iban: hungarianPayee(index) } as AccountNumber,
    remittance: { unstructured: [`Bér ${month}`] },
  }));
}

/** Suppliers' invoices in euro. */
export function invoices(count: number, first: number): Transaction[] {
  return Array.from({ length: count }, (_, index) => ({
    endToEndId: `RE-${first + index}`,
    amount: { minor: 12_550n + BigInt((index * 48_271) % 480_000), currency: "EUR" as CurrencyCode },
    creditor: { name: firms[index % firms.length] ?? "", address: { townName: "Bremen", country: "DE", addressLines: [] } },
    creditorAccount: { kind: "iban", iban: germanPayee(index % 40) } as AccountNumber,
    remittance: { unstructured: [`Rechnung ${first + index}`] },
  }));
}

/** Appends the 9-7-3-1 check digit of one half of a Hungarian account number. */
function withCheckDigit(digits: string): string {
  const weights = [9, 7, 3, 1];
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (weights[index % 4] ?? 0), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
