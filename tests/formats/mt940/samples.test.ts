import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { CurrencyCode } from "../../../src/domain/ids.ts";
import { amountText } from "../../../src/domain/money.ts";
import { readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { mt940 } from "../../../src/formats/mt940/format.ts";
import { haveSamples, samplesFolder } from "../../support/iso20022-schema.ts";
import { fragments, statementFiles } from "./sample-table.ts";

const folder = resolve(samplesFolder, "mt940");
const read = (file: string) => readFileSync(resolve(folder, file));

describe.skipIf(!haveSamples)("real files (../shared/samples/mt940)", () => {
  test("the table names every file there is", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.(sta|txt|mt940x?|mta)$/i.test(file));
    expect([...Object.keys(statementFiles), ...Object.keys(fragments)].sort()).toEqual(files.sort());
  });

  test.each(Object.entries(statementFiles))("%s", async (file, [entries, sum, verdict]) => {
    const bytes = read(file);
    expect(detectFormat(bytes.subarray(0, 4096))?.id).toBe("mt940");
    const { statements } = await readStatements(mt940, bytes);
    const all = statements.flatMap((each) => each.entries);
    expect(all).toHaveLength(entries);
    expect(amountText({ minor: all.reduce((total, each) => total + each.amount.minor, 0n), currency: "EUR" as CurrencyCode })).toBe(sum);
    expect(statements.map(({ balanced }) => (balanced === null ? "?" : balanced ? "=" : "!")).join("")).toBe(verdict);
  });

  test.each(Object.entries(fragments))("%s: every entry is given or refused by its line", async (file, expected) => {
    const bytes = read(file);
    const { statements, findings } = await readStatements(mt940, bytes);
    const refused = findings.filter((finding) => finding.code === "entry-unreadable");
    expect(statements.flatMap((each) => each.entries).length + refused.length).toBe(expected);
    const lines = bytes.toString("latin1").split(/@@|\r\n|\n|\r/);
    for (const { line } of refused) expect(lines[(line ?? 0) - 1]).toMatch(/^:61:/);
    if (statements.every((each) => each.entries.length === 0)) expect(findings.length).toBeGreaterThan(0);
  });
});

interface Answer {
  readonly transaction_ref_no: string;
  readonly account_id: string;
  readonly statement_no: string;
  readonly opening_balance: AnswerBalance;
  readonly closing_balance: AnswerBalance;
  readonly statement_lines: readonly {
    readonly value_date: string; readonly entry_date: string | null; readonly amount: string; readonly ext_debit_credit_indicator: string;
    readonly transaction_type_ident_code: unknown; readonly customer_ref: string; readonly bank_ref: string | null;
  }[];
}
interface AnswerBalance { readonly is_intermediate: boolean; readonly debit_credit_indicator: string; readonly date: string; readonly iso_currency_code: string; readonly amount: string }

/** The answers of a parser in another language lie beside the files: amounts and dates line by line. */
describe.skipIf(!haveSamples)("as another program reads them (../shared/samples/mt940/svenstaro-rs)", () => {
  const answers = haveSamples ? readdirSync(resolve(folder, "svenstaro-rs"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json")) : [];
  test.each(answers)("%s", async (file) => {
    const messages = JSON.parse(read(`svenstaro-rs/${file}`).toString()) as readonly Answer[];
    const { statements } = await readStatements(mt940, read(`svenstaro-rs/${file.replace(/json$/, "sta")}`));
    const expected = messages.flatMap((message) => message.statement_lines).map((line) => ({
      valueDate: line.value_date, bookingDate: line.entry_date ?? line.value_date, amount: fixed(line.amount),
      reference: line.customer_ref.trim() === "NONREF" ? undefined : line.customer_ref.trim(), bankReference: line.bank_ref ?? undefined,
    }));
    expect(statements.flatMap((each) => each.entries).map((each) => ({
      valueDate: each.valueDate, bookingDate: each.bookingDate, amount: amountText(each.amount).replace("-", ""), reference: each.entryReference, bankReference: each.bankReference,
    }))).toEqual(expected);
    // Pages are one statement here: the first one's opening, the last one's closing balance.
    const wholes = messages.filter((message, index) => !message.opening_balance.is_intermediate || message.statement_no !== messages[index - 1]?.statement_no);
    expect(statements.map((each) => signedText(each.balances[0]?.amount))).toEqual(wholes.map((each) => signed(each.opening_balance)));
    const ends = messages.filter((message, index) => !message.closing_balance.is_intermediate || message.statement_no !== messages[index + 1]?.statement_no);
    expect(statements.map((each) => signedText(each.balances.findLast((one) => one.type === "CLBD" || one.type === "ITBD")?.amount))).toEqual(ends.map((each) => signed(each.closing_balance)));
  });
  const fixed = (text: string) => { const [whole = "0", fraction = ""] = text.split("."); return `${whole.replace(/^0+(?=\d)/, "")}.${fraction.padEnd(2, "0")}`; };
  const signed = (balance: AnswerBalance) => (balance.debit_credit_indicator === "Debit" && Number(balance.amount) !== 0 ? "-" : "") + fixed(balance.amount);
  const signedText = (money: Parameters<typeof amountText>[0] | undefined) => (money === undefined ? undefined : amountText(money));
});

/** Messages cut out of another program's tests; type and number of :61: stand in the files. */
describe.skipIf(!haveSamples)("SWIFT messages (../shared/samples/swift-fin)", () => {
  const fin = resolve(samplesFolder, "swift-fin");
  const files = haveSamples ? readdirSync(fin, { recursive: true, encoding: "utf8" }).filter((file) => /\.(fin|rje)$/.test(file)) : [];
  test.each(files)("%s: a statement is read whole, anything else is named and not read as one", async (file) => {
    const bytes = readFileSync(resolve(fin, file));
    const { statements, findings } = await readStatements(mt940, bytes);
    const entries = statements.flatMap((each) => each.entries).length;
    const types = [...new Set([...bytes.toString("latin1").matchAll(/\{2:[IO](\d{3})/g)].map((match) => match[1]))];
    if (types.every((type) => type === "940" || type === "950") && types.length > 0) {
      expect(entries + findings.filter((each) => each.code === "entry-unreadable").length).toBe([...bytes.toString("latin1").matchAll(/^:61:/gm)].length);
    } else {
      expect(detectFormat(bytes.subarray(0, 4096))?.id).not.toBe("mt940");
      expect(statements).toEqual([]);
      if (types.length > 0) expect(findings.map((each) => each.code)).toContain("other-format");
    }
  });
});
