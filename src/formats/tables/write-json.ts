import { accountText } from "../../domain/account-number.ts";
import { amountText } from "../../domain/money.ts";
import type { Balance, StatementEntry } from "../../domain/statement.ts";
import type { StatementDocument } from "../format.ts";

const blockChars = 32 * 1024;

/** The statements as `kontor inspect --json` has them, and what the bank says besides. Amounts are exact decimal strings; absent is null. */
export async function* writeJson(statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '{"statements": [';
  let first = true;
  for (const { header, balances, entries } of statements) {
    text += `${first ? "" : ","}\n{${members({
      account: accountText(header.account), currency: header.currency ?? null, id: header.statementId, number: header.sequenceNumber ?? null, kind: header.kind ?? "statement",
      owner: header.ownerName ?? null, from: header.fromDate ?? null, to: header.toDate ?? null, opening: balanceOf(balances, "OPBD", "PRCD"), closing: balanceOf(balances, "CLBD", "ITBD"),
      balances: balances.map((each) => ({ type: each.type, amount: amountText(each.amount), currency: each.amount.currency, date: each.date })),
    })}, "entries": [`;
    first = false;
    let firstEntry = true;
    for await (const entry of entries) {
      text += `${firstEntry ? "" : ","}\n{${members(entryValues(entry))}}`;
      firstEntry = false;
      if (text.length < blockChars) continue;
      yield encoder.encode(text);
      text = "";
    }
    text += "\n]}";
  }
  yield encoder.encode(`${text}\n]}\n`);
}

function entryValues(entry: StatementEntry): object {
  return {
    amount: amountText(entry.amount), currency: entry.amount.currency, bookingDate: entry.bookingDate ?? null, valueDate: entry.valueDate ?? null, status: entry.status, reversal: entry.reversal,
    reference: entry.bankReference ?? entry.entryReference ?? null, code: entry.bankTransactionCode ?? null, information: entry.additionalInformation ?? null,
    details: entry.details.map((detail) => ({
      amount: detail.amount === undefined ? null : amountText(detail.amount), endToEndId: detail.endToEndId ?? null, name: detail.counterparty?.name ?? null,
      account: detail.counterpartyAccount === undefined ? null : accountText(detail.counterpartyAccount), bic: detail.counterpartyBic ?? null,
      remittance: detail.remittance.join(" ") || null, creditorReference: detail.creditorReference ?? null, returnReason: detail.returnReason ?? null,
    })),
  };
}

function balanceOf(balances: readonly Balance[], ...types: readonly string[]): object | null {
  const found = types.map((type) => balances.find((each) => each.type === type)).find((each) => each !== undefined);
  return found === undefined ? null : { amount: amountText(found.amount), currency: found.amount.currency, date: found.date };
}

function members(values: object): string {
  return Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(", ");
}
