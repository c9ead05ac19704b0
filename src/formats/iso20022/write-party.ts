import type { AccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { Agent, Party, PostalAddress } from "../../domain/order.ts";
import type { XmlWriter } from "../xml/xml-writer.ts";

/** How a version writes a bank's BIC. */
export interface BicStyle {
  readonly bic: "BIC" | "BICFI";
  readonly bicPattern: RegExp;
}

/** Nm, PstlAdr, Id of a party, in the schema's order. @param inside element between the party's and its fields (`Pty` since camt.053.001.08) */
export function writeParty(xml: XmlWriter, element: string, party: Party, inside?: string): void {
  xml.open(element);
  if (inside !== undefined) xml.open(inside);
  xml.leaf("Nm", party.name, 140, `${element}/Nm`);
  if (party.address !== undefined) writeAddress(xml, element, party.address);
  if (party.id !== undefined && party.id !== "") {
    xml.open("Id");
    xml.open("OrgId");
    xml.open("Othr");
    xml.leaf("Id", party.id, 35, `${element}/Id`);
    xml.close("Othr");
    xml.close("OrgId");
    xml.close("Id");
  }
  if (inside !== undefined) xml.close(inside);
  xml.close(element);
}

function writeAddress(xml: XmlWriter, element: string, address: PostalAddress): void {
  xml.open("PstlAdr");
  xml.leaf("StrtNm", address.streetName, 70, `${element}/PstlAdr/StrtNm`);
  xml.leaf("BldgNb", address.buildingNumber, 16, `${element}/PstlAdr/BldgNb`);
  xml.leaf("PstCd", address.postCode, 16, `${element}/PstlAdr/PstCd`);
  xml.leaf("TwnNm", address.townName, 35, `${element}/PstlAdr/TwnNm`);
  leafLike(xml, "Ctry", address.country, /^[A-Z]{2}$/, `${element}/PstlAdr/Ctry`, "two capital letters");
  if (address.addressLines.length > 7) throw tooMany(`${element}/PstlAdr/AdrLine`, 7);
  for (const line of address.addressLines) xml.leaf("AdrLine", line, 70, `${element}/PstlAdr/AdrLine`);
  xml.close("PstlAdr");
}

/** FinInstnId of a bank; `NOTPROVIDED` where it is left to the executing bank to find it. */
export function writeAgent(xml: XmlWriter, element: string, agent: Agent, style: BicStyle): void {
  xml.open(element);
  xml.open("FinInstnId");
  leafLike(xml, style.bic, agent.bic, style.bicPattern, `${element}/FinInstnId/${style.bic}`, "a BIC");
  if (agent.clearingMemberId !== undefined) {
    xml.open("ClrSysMmbId");
    xml.leaf("MmbId", agent.clearingMemberId, 35, `${element}/FinInstnId/ClrSysMmbId/MmbId`);
    xml.close("ClrSysMmbId");
  }
  xml.leaf("Nm", agent.name, 140, `${element}/FinInstnId/Nm`);
  if (isOpen(agent)) {
    xml.open("Othr");
    xml.leaf("Id", "NOTPROVIDED");
    xml.close("Othr");
  }
  xml.close("FinInstnId");
  xml.close(element);
}

/** True when nothing is said of the bank. */
export function isOpen(agent: Agent): boolean {
  return agent.bic === undefined && agent.name === undefined && agent.clearingMemberId === undefined;
}

export function writeAccount(xml: XmlWriter, element: string, account: AccountNumber, currency?: string): void {
  xml.open(element);
  writeAccountId(xml, element, account);
  leafLike(xml, "Ccy", currency, /^[A-Z]{3}$/, `${element}/Ccy`, "three capital letters");
  xml.close(element);
}

/** Id: IBAN, or Othr with its scheme. */
export function writeAccountId(xml: XmlWriter, element: string, account: AccountNumber): void {
  xml.open("Id");
  if (account.kind === "iban") xml.leaf("IBAN", account.iban);
  else {
    xml.open("Othr");
    required(account.value, `${element}/Id/Othr/Id`);
    xml.leaf("Id", account.value, 34, `${element}/Id/Othr/Id`);
    writeCode(xml, "SchmeNm", account.scheme, 4, `${element}/Id/Othr/SchmeNm`);
    xml.close("Othr");
  }
  xml.close("Id");
}

/** A choice of Cd (an external code of at most `codeMax` characters) and Prtry. */
export function writeCode(xml: XmlWriter, element: string, code: string | undefined, codeMax: number, field = element): void {
  if (code === undefined || code === "") return;
  xml.open(element);
  xml.leaf(code.length <= codeMax ? "Cd" : "Prtry", code, 35, field);
  xml.close(element);
}

/** A leaf whose text the schema describes by a pattern. @throws AppError format/`wrong-field` */
export function leafLike(xml: XmlWriter, name: string, text: string | undefined, pattern: RegExp, field: string, what: string): void {
  if (text === undefined) return;
  if (!pattern.test(text)) {
    throw new AppError("format", "wrong-field", `${field} must be ${what}. Correct it.`, { meaning: "No file was made.", context: { field } });
  }
  xml.leaf(name, text);
}

/** @throws AppError format/`field-missing` */
export function required(text: string | undefined, field: string): string {
  if (text === undefined || text === "") {
    throw new AppError("format", "field-missing", `${field} is empty, but the format must have it. Fill it in.`, { meaning: "No file was made.", context: { field } });
  }
  return text;
}

function tooMany(field: string, max: number): AppError {
  return new AppError("format", "too-many-lines", `${field}: at most ${max} lines fit. Shorten it.`, { meaning: "No file was made.", context: { field, max } });
}
