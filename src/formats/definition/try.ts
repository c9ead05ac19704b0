import { accountText } from "../../domain/account-number.ts";
import type { Finding } from "../../domain/finding.ts";
import { addMoney, amountText, type Money } from "../../domain/money.ts";
import type { IsoDate } from "../../domain/ids.ts";
import type { Format } from "../format.ts";
import { defineFormat } from "./format.ts";

/** One payment, entry or status as a preview shows it. */
export interface PreviewRow {
  /** 1-based line where it begins; 0 where the format does not tell. */
  readonly line: number;
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  readonly date: IsoDate | undefined;
  /** The other side. */
  readonly name: string | undefined;
  readonly account: string | undefined;
  readonly text: string;
  readonly reference: string | undefined;
}

/** What a definition makes of a sample. */
export interface Trial {
  readonly formats: readonly Format[];
  readonly charset: string | undefined;
  readonly rows: readonly PreviewRow[];
  /** Of all, also those that are not among the rows. */
  readonly count: number;
  /** Of all, by currency. */
  readonly sums: readonly Money[];
  readonly ownAccounts: readonly string[];
  readonly balanced: readonly (boolean | null)[];
  readonly findings: readonly Finding[];
}

/**
 * Reads a sample by a definition that is being made.
 * @param json the definition; anything
 * @param rowsMax rows of the preview
 * @returns all that is wrong with the definition, or what was read with it
 */
export async function tryDefinition(json: unknown, bytes: Uint8Array, rowsMax = 200): Promise<{ readonly ok: true; readonly trial: Trial } | { readonly ok: false; readonly findings: readonly Finding[] }> {
  const defined = defineFormat(json);
  if (!defined.ok) return defined;
  const [format] = defined.formats;
  if (format === undefined) return { ok: false, findings: [] };
  const rows: PreviewRow[] = [], findings: Finding[] = [], balanced: (boolean | null)[] = [];
  const own = new Set<string>();
  const sums = new Map<string, Money>();
  let count = 0;
  let date: IsoDate | undefined;
  let charset: string | undefined;
  const row = (line: number, amount: Money | undefined, rest: Omit<PreviewRow, "line" | "amount" | "currency">) => {
    const sum = amount === undefined ? undefined : sums.get(amount.currency);
    if (amount !== undefined) sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
    if (++count <= rowsMax) rows.push({ line, amount: amount === undefined ? undefined : amountText(amount), currency: amount?.currency, ...rest });
  };
  const finding = (each: Finding) => { if (findings.length < 1000) findings.push(each); };
  const common = { finding, charset: (name: string) => { charset = name; } };
  const content = once(bytes);
  if (format.kind === "orders") {
    await format.read(content, {
      ...common, header: () => undefined,
      batch: (batch) => { own.add(accountText(batch.debtorAccount)); date = batch.requestedExecutionDate; },
      transaction: (each, line) => row(line, each.amount, { date, name: each.creditor.name, account: each.creditorAccount === undefined ? undefined : accountText(each.creditorAccount), text: each.remittance.unstructured.join(" "), reference: each.endToEndId === "NOTPROVIDED" ? undefined : each.endToEndId }),
    });
  } else if (format.kind === "statements") {
    await format.read(content, {
      ...common, statement: (header) => { own.add(accountText(header.account)); }, balance: () => undefined, statementEnd: (verdict) => { balanced.push(verdict); },
      entry: (each, line) => row(line, each.amount, {
        date: each.bookingDate ?? each.valueDate, name: each.details[0]?.counterparty?.name, account: each.details[0]?.counterpartyAccount === undefined ? undefined : accountText(each.details[0].counterpartyAccount),
        text: [...(each.details[0]?.remittance ?? []), each.additionalInformation ?? ""].join(" ").trim(), reference: each.bankReference ?? each.entryReference,
      }),
    });
  } else if (format.kind === "status") {
    await format.read(content, { ...common, header: () => undefined, batchStatus: () => undefined, transactionStatus: (each) => row(0, undefined, { date: undefined, name: undefined, account: undefined, text: [each.status, ...each.reasons.flatMap(({ text }) => text)].join(" "), reference: each.originalEndToEndId }) });
  }
  return { ok: true, trial: { formats: defined.formats, charset, rows, count, sums: [...sums.values()], ownAccounts: [...own], balanced, findings } };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
