import { accountText } from "../../domain/account-number.ts";
import type { Money } from "../../domain/money.ts";
import type { EntryDetail } from "../../domain/statement.ts";
import { readAccount, readAgent, readParty } from "../iso20022/party.ts";
import type { Fields } from "../xml/fields.ts";
import { statementFields as at } from "./fields.ts";

/** Side of the payment on which the counterparty stands. */
type Side = "debtor" | "creditor";

/**
 * One TxDtls.
 * @param entryAmount signed, of the line it belongs to
 * @param ownAccount the account holder's, who is never the counterparty
 * @param entry the line's own fields, where it is open
 * @param amountAt reads an amount of the detail with its direction
 */
export function readDetail(
  fields: Fields,
  entryAmount: Money | undefined,
  ownAccount: string,
  entry: Fields | undefined,
  amountAt: (slot: { amount: number; currency: number }, direction: string | undefined) => Money | undefined,
): EntryDetail {
  const slots = at.detail;
  const detail: { -readonly [K in keyof EntryDetail]: EntryDetail[K] } = { remittance: fields.list(slots.remittance) };
  const direction = fields.token(slots.direction);
  const own = fields.token(slots.amount) !== undefined;
  if (own || fields.token(slots.transactionAmount) !== undefined) {
    const amount = amountAt(own ? slots : { amount: slots.transactionAmount, currency: slots.transactionCurrency }, direction);
    if (amount !== undefined) detail.amount = amount;
  }
  for (const name of ["endToEndId", "messageId", "paymentInformationId", "instructionId", "transactionId", "bankReference"] as const) {
    const value = fields.get(slots[name]);
    if (value !== undefined) detail[name] = value;
  }
  const isReversal = entry !== undefined && /^(true|1)$/.test(entry.token(at.entry.reversal) ?? "");
  const isDebit = ((detail.amount ?? entryAmount)?.minor ?? 0n) < 0n;
  // A reversal names debtor and creditor of the payment that is reversed.
  const expected: Side = isDebit !== isReversal ? "creditor" : "debtor";
  takeCounterparty(detail, fields, expected, ownAccount);
  const reference = fields.list(slots.reference)[0];
  if (reference !== undefined) detail.creditorReference = reference;
  const returnReason = fields.token(slots.returnReason);
  if (returnReason !== undefined) detail.returnReason = returnReason;
  return detail;
}

/** Takes the side that the direction tells; the other one when that is empty and is not the account holder. */
function takeCounterparty(detail: { -readonly [K in keyof EntryDetail]: EntryDetail[K] }, fields: Fields, expected: Side, ownAccount: string): void {
  for (const side of [expected, expected === "debtor" ? "creditor" : "debtor"] as const) {
    const party = readParty(fields, side === "debtor" ? at.debtor : at.creditor);
    const account = readAccount(fields, side === "debtor" ? at.debtorAccount : at.creditorAccount);
    const bic = readAgent(fields, side === "debtor" ? at.debtorAgent : at.creditorAgent)?.bic;
    if (party === undefined && account === undefined && (side !== expected || bic === undefined)) continue;
    if (account !== undefined && accountText(account) === ownAccount) continue;
    if (party !== undefined) detail.counterparty = party;
    if (account !== undefined) detail.counterpartyAccount = account;
    if (bic !== undefined) detail.counterpartyBic = bic;
    return;
  }
}
