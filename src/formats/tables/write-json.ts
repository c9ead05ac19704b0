import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import { accountText } from "../../domain/account-number.ts";
import { amountText } from "../../domain/money.ts";
import type { Balance, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import type { StatementDocument } from "../format.ts";

const blockChars = 32 * 1024;

/** The statements as `kontor inspect --json` has them, and what the bank says besides. Amounts are exact decimal strings; absent is null. */
export async function* writeJson(statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  for await (const line of jsonLines(statements)) {
    text += `${textOf(line)}\n`;
    if (text.length < blockChars) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text);
}

/** Compares a file with its statements, line by line: memory is flat. @returns what differs first */
export async function jsonDiffers(written: AsyncIterable<Uint8Array>, statements: Iterable<StatementDocument>): Promise<string | undefined> {
  const back = createInterface({ input: Readable.from(written), crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  let number = 0;
  try {
    for await (const line of jsonLines(statements)) {
      number++;
      const { value: found, done } = await back.next();
      if (done === true) return `The written file ends before line ${number}.`;
      if (!says(found, line)) return `Line ${number} of the written file says something else than was to be written.`;
    }
    return (await back.next()).done === true ? undefined : "The written file holds more than what was to be written.";
  } finally {
    await back.return?.();
  }
}

/** A line of the file: what opens and closes lists, or a value between them. Together they are one JSON text. */
interface JsonLine {
  readonly before: string;
  readonly values?: object;
  readonly after: string;
}
const entriesFollow = ', "entries": [';

async function* jsonLines(statements: Iterable<StatementDocument>): AsyncGenerator<JsonLine> {
  let before = "";
  yield { before: '{"statements": [', after: "" };
  for (const { header, balances, entries } of statements) {
    yield { before, values: statementValues(header, balances), after: entriesFollow };
    before = "";
    for await (const entry of entries) {
      yield { before, values: entryValues(entry), after: "}" };
      before = ",";
    }
    yield { before: "]}", after: "" };
    before = ",";
  }
  yield { before: "]}", after: "" };
}

function textOf({ before, values, after }: JsonLine): string {
  return before + (values === undefined ? "" : `{${Object.entries(values).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(", ")}`) + after;
}

/** True when JSON's own reader finds the values in it, and around them nothing but what belongs there. */
function says(text: string, { before, values, after }: JsonLine): boolean {
  if (values === undefined) return text === before;
  if (!text.startsWith(before) || !text.endsWith(after)) return false;
  try {
    return isDeepStrictEqual(JSON.parse(`${text.slice(before.length, -after.length)}}`), values);
  } catch {
    return false; // it is no JSON any more
  }
}

function statementValues(header: StatementHeader, balances: readonly Balance[]): object {
  return {
    account: accountText(header.account), currency: header.currency ?? null, id: header.statementId, number: header.sequenceNumber ?? null, kind: header.kind ?? "statement",
    owner: header.ownerName ?? null, from: header.fromDate ?? null, to: header.toDate ?? null, opening: balanceOf(balances, "OPBD", "PRCD"), closing: balanceOf(balances, "CLBD", "ITBD"),
    balances: balances.map((each) => ({ type: each.type, amount: amountText(each.amount), currency: each.amount.currency, date: each.date })),
  };
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
