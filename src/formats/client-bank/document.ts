import type { AccountNumber } from "../../domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { type Money, parseAmount, parseCurrency } from "../../domain/money.ts";
import type { Agent, Party } from "../../domain/order.ts";
import { parseIsoDate } from "../dates.ts";
import { accountNumber } from "../mt940/information.ts";
import { currencyOfAccount, names } from "./fields.ts";

/** A section: its fields by name, the first of each. */
export type Section = ReadonlyMap<string, string>;

/** Longer is no section of the format: without a bound a file of anything else would be held. */
export const sectionFieldsMax = 500;

/** DD.MM.YYYY. */
export function dayOf(text: string | undefined): IsoDate | undefined {
  const match = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text ?? "");
  return match === null ? undefined : parseIsoDate(`${match[3]}-${match[2]}-${match[1]}`);
}

export function moneyOf(text: string | undefined, currency: CurrencyCode): Money | undefined {
  const parsed = parseAmount((text ?? "").replace(",", "."), currency);
  return parsed.ok ? parsed.money : undefined;
}

/** The rouble where the account does not say another currency. */
export function currencyOf(account: string | undefined): CurrencyCode {
  const code = /^\d{5}(\d{3})\d{12}$/.exec(account ?? "")?.[1];
  return parseCurrency((code === undefined ? undefined : currencyOfAccount[code]) ?? "RUB") ?? ("RUB" as CurrencyCode);
}

export interface DocumentSide {
  readonly party: Party;
  readonly account: AccountNumber | undefined;
  readonly agent: Agent | undefined;
}

/** @param side of the document; where a party has its account with another bank, that is its settlement account */
export function sideOf(section: Section, side: "payer" | "payee"): DocumentSide {
  const taken = side === "payer"
    ? { name: names.payerName, full: names.payer, taxId: names.payerTaxId, account: names.payerAccount, settlement: names.payerSettlement, bank: names.payerBank, code: names.payerBankCode }
    : { name: names.payeeName, full: names.payee, taxId: names.payeeTaxId, account: names.payeeAccount, settlement: names.payeeSettlement, bank: names.payeeBank, code: names.payeeBankCode };
  const name = section.get(taken.name) ?? (section.get(taken.full) ?? "").replace(/^ИНН \d{10,12}\s+/, "");
  const taxId = section.get(taken.taxId);
  const account = section.get(taken.account) ?? section.get(taken.settlement);
  const code = section.get(taken.code), bank = section.get(taken.bank);
  const agent: { clearingMemberId?: string; name?: string } = {};
  if (code !== undefined) agent.clearingMemberId = code;
  if (bank !== undefined) agent.name = bank;
  return {
    party: taxId === undefined ? { name } : { name, id: taxId },
    account: account === undefined ? undefined : accountNumber(account),
    agent: Object.keys(agent).length === 0 ? undefined : agent,
  };
}

/** НазначениеПлатежа, or its parts 1 to 6. */
export function purposeOf(section: Section): string | undefined {
  const parts = [1, 2, 3, 4, 5, 6].map((part) => section.get(`${names.purpose}${part}`)).filter((each) => each !== undefined);
  return section.get(names.purpose) ?? (parts.length === 0 ? undefined : parts.join(" "));
}
