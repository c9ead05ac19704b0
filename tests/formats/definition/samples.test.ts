import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { accountText } from "../../../src/domain/account-number.ts";
import { amountText, type Money } from "../../../src/domain/money.ts";
import type { Batch, Transaction } from "../../../src/domain/order.ts";
import { type CollectedStatements, readOrder, readStatements } from "../../../src/formats/collect.ts";
import { detectFormat, formatById } from "../../../src/formats/detect.ts";
import type { OrderFormat, StatementFormat } from "../../../src/formats/format.ts";
import { haveSamples, samplesFolder } from "../../support/iso20022-schema.ts";
import { cfonbFiles, codaFiles, norma43Files, type StatementFacts } from "./sample-table.ts";

const bytesOf = (file: string) => readFileSync(resolve(samplesFolder, file));
const answerOf = (file: string): unknown => JSON.parse(bytesOf(file).toString("utf8"));
const filesOf = (folder: string, pattern: RegExp) => (haveSamples ? readdirSync(resolve(samplesFolder, folder), { recursive: true, encoding: "utf8" }).filter((file) => pattern.test(file)).sort() : []);
const errorsOf = (findings: readonly { severity: string; code: string }[]) => findings.filter(({ severity }) => severity === "error").map(({ code }) => code);

function orders(id: string): OrderFormat {
  const format = formatById(id);
  if (format?.kind !== "orders") throw new Error(`${id} is no format of orders`);
  return format;
}
function statements(id: string): StatementFormat {
  const format = formatById(id);
  if (format?.kind !== "statements") throw new Error(`${id} is no format of statements`);
  return format;
}

interface Payment { readonly batch: Batch; readonly transaction: Transaction }
async function paymentsOf(id: string, file: string) {
  const bytes = bytesOf(file);
  expect(detectFormat(bytes.subarray(0, 4096))?.id, file).toBe(id);
  let charset: string | undefined;
  const read = await readOrder({ ...orders(id), read: (content, sink) => orders(id).read(content, { ...sink, charset: (name) => { charset = name; } }) }, bytes);
  const payments: Payment[] = read.batches.flatMap(({ batch, transactions }) => transactions.map((transaction) => ({ batch, transaction })));
  return { ...read, payments, charset };
}
const ibanOf = (account: Transaction["creditorAccount"]) => (account === undefined ? undefined : accountText(account));
const sumOf = (amounts: readonly Money[]) => amounts.reduce((sum, each) => sum + each.minor, 0n);
/** As parts of `10900028-80000000-12345674`, or short ones: compared by what they are an account of. */
const hungarian = (digits: string) => digits.padEnd(24, "0");

interface UgiroAnswer {
  readonly duplum: string; readonly initiatorId: string; readonly created: string; readonly serial: string; readonly debtorIban: string; readonly debitDate: string; readonly initiatorName: string; readonly currency: string;
  readonly items: readonly { readonly amount: number; readonly iban: string; readonly clientId: string; readonly name: string; readonly address: string; readonly accountOwner: string; readonly remittance: string }[];
  readonly count: number; readonly total: number; readonly encoding: string;
}

describe.skipIf(!haveSamples)("UGIRO (../shared/samples/hu-ugiro)", () => {
  test.each(filesOf("hu-ugiro", /^[^/]*\.121$/))("%s is what its answer says", async (name) => {
    const answer = answerOf(`hu-ugiro/${name}.expected.json`) as UgiroAnswer;
    const { header, payments, findings, charset } = await paymentsOf("ugiro-atutal", `hu-ugiro/${name}`);
    expect(errorsOf(findings)).toEqual([]);
    expect(charset?.toLowerCase()).toBe(answer.encoding);
    expect(header).toMatchObject({ messageId: `${answer.initiatorId}-${answer.created.replaceAll("-", "")}-${answer.serial}`, createdAt: `${answer.created}T00:00:00`, initiatingParty: { name: answer.initiatorName, id: answer.initiatorId } });
    expect(payments.map(({ batch, transaction }) => ({
      debtor: ibanOf(batch.debtorAccount), date: batch.requestedExecutionDate, amount: amountText(transaction.amount), currency: transaction.amount.currency, iban: ibanOf(transaction.creditorAccount), clientId: transaction.endToEndId,
      name: transaction.creditor.name, client: transaction.ultimateCreditor?.name ?? transaction.creditor.name, address: transaction.creditor.address?.addressLines.join(" ") ?? "", remittance: transaction.remittance.unstructured.join(" "),
    }))).toEqual(answer.items.map((item) => ({
      debtor: answer.debtorIban, date: answer.debitDate, amount: `${item.amount}.00`, currency: answer.currency, iban: item.iban, clientId: item.clientId, name: item.accountOwner, client: item.name, address: item.address, remittance: item.remittance,
    })));
    expect(payments).toHaveLength(answer.count);
    expect(sumOf(payments.map(({ transaction }) => transaction.amount))).toBe(BigInt(answer.total) * 100n);
    expect(payments[0]?.batch.instructionPriority).toBe(answer.duplum === "@" ? "HIGH" : undefined);
    expect(findings.some(({ severity, field }) => severity === "warning" && field === "head/F212.copy")).toBe(answer.duplum === "1");
  });

  const codes: Readonly<Record<string, string>> = {
    "bom_utf8.121": "charset-not-allowed", "count_mismatch.121": "count-differs", "decimals.121": "wrong-amount", "missing_trailer.121": "end-missing", "short_record.121": "record-short", "total_mismatch.121": "control-sum-differs", "zero_amount.121": "amount-not-positive",
  };
  test.each(filesOf("hu-ugiro/bad", /\.121$/))("bad/%s is not accepted, for its own defect", async (name) => {
    expect(answerOf(`hu-ugiro/bad/${name}.expected.json`)).toMatchObject({ accept: false });
    const { findings, payments } = await paymentsOf("ugiro-atutal", `hu-ugiro/bad/${name}`);
    expect(errorsOf(findings)).toContain(codes[name]);
    expect(payments.length + findings.filter(({ code }) => code === "transaction-unreadable").length).toBe(name === "zero_amount.121" ? 3 : 4);
  });
});

interface BankAnswer {
  readonly encoding?: string; readonly debit?: string;
  readonly items: readonly { readonly debtor?: string; readonly creditor?: string; readonly account?: string; readonly name: string; readonly note?: string; readonly narrative?: readonly string[]; readonly amount: string; readonly currency?: string; readonly valueDate?: string; readonly express?: string; readonly id?: string; readonly bic?: string }[];
}

describe.skipIf(!haveSamples)("Hungarian banks (../shared/samples/hu-bank)", () => {
  const cases: readonly (readonly [file: string, id: string, answer: string])[] = [
    ["ERSTE_DO.HUF", "payord-do", "KH_DO_cp852.HUF.expected.json"], ["ERSTE_IN.FX", "payord-in-erste", "ERSTE_IN.FX.expected.json"], ["HVB_ok.PAY", "unicredit-pay", "HVB_ok.PAY.expected.json"],
    ["UNICREDIT_trailer.PAY", "unicredit-pay", "UNICREDIT_trailer.PAY.expected.json"], ["KH_simplified.HUF.csv", "kh-huf-csv", "KH_simplified.HUF.csv.expected.json"],
  ];
  test("every file has its case", () => {
    expect(filesOf("hu-bank", /\.(HUF|FX|PAY|csv)$/)).toEqual(cases.map(([file]) => file).sort());
  });
  test.each(cases)("%s is what its answer says", async (file, id, answerFile) => {
    const answer = answerOf(`hu-bank/${answerFile}`) as BankAnswer;
    const { payments, findings, charset } = await paymentsOf(id, `hu-bank/${file}`);
    expect(errorsOf(findings)).toEqual([]);
    const amount = (text: string) => (text.includes(".") ? text : `${text}.00`);
    const digitsOf = (text: string) => (/^[A-Z]{2}/.test(text) ? text.slice(4) : hungarian(text));
    const plain = (iban: string | undefined) => iban?.slice(4);
    expect(payments.map(({ batch, transaction }) => ({ debtor: plain(ibanOf(batch.debtorAccount)), creditor: plain(ibanOf(transaction.creditorAccount)), name: transaction.creditor.name, note: transaction.remittance.unstructured.join(" "), amount: amountText(transaction.amount) })))
      .toEqual(answer.items.map((item) => ({ debtor: digitsOf(item.debtor ?? answer.debit ?? ""), creditor: digitsOf(item.creditor ?? item.account ?? ""), name: item.name, note: item.note ?? item.narrative?.join(" ") ?? "", amount: amount(item.amount) })));
    for (const [index, item] of answer.items.entries()) {
      const payment = payments[index];
      expect(payment?.batch.requestedExecutionDate).toBe(item.valueDate ?? "2026-11-23");
      if (item.currency !== undefined) expect(payment?.transaction.amount.currency).toBe(item.currency);
      if (item.bic !== undefined) expect(payment?.transaction.creditorAgent?.bic).toBe(item.bic);
      if (id === "payord-do") expect([payment?.transaction.instructionId, payment?.batch.serviceLevel]).toEqual([item.id, item.express === "VIBER" ? "URGP" : undefined]);
      if (id === "kh-huf-csv") expect(payment?.transaction.endToEndId).toBe(item.id);
    }
    const taken = { "ERSTE_DO.HUF": "windows-1250", "ERSTE_IN.FX": "US-ASCII", "HVB_ok.PAY": "CP852", "UNICREDIT_trailer.PAY": "windows-1250", "KH_simplified.HUF.csv": "ISO-8859-2" };
    expect(charset).toBe(taken[file as keyof typeof taken]);
  });

  interface Vector { readonly input: string; readonly valid: boolean; readonly iban?: string }
  test.each((haveSamples ? (answerOf("hu-bank/account_vectors.json") as Vector[]) : []).filter(({ input }) => input.length <= 28))("account $input in a PAYORD record", async ({ input, valid, iban }) => {
    const line = bytesOf("hu-bank/ERSTE_DO.HUF").subarray(0, 941);
    line.write(input.padEnd(47), 219, "latin1");
    const { batches, findings } = await readOrder(orders("payord-do"), line);
    expect(findings.some(({ code }) => code === "wrong-account")).toBe(!valid);
    if (valid) expect(ibanOf(batches[0]?.transactions[0]?.creditorAccount)).toBe(iban ?? input);
  });
});

describe.skipIf(!haveSamples)("DTAUS (../shared/samples/dtaus)", () => {
  interface DtausAnswer { readonly count: number; readonly sumCents: number; readonly items: readonly { readonly blz: string; readonly account: string; readonly cents: number; readonly name: string; readonly purpose: string }[] }
  test.each(filesOf("dtaus", /\.dta$/))("%s is what its answer says", async (name) => {
    const answer = answerOf("dtaus/expected.json") as DtausAnswer;
    const { payments, findings } = await paymentsOf("dtaus", `dtaus/${name}`);
    expect(findings).toEqual([]);
    expect(payments.map(({ transaction }) => ({ blz: transaction.creditorAgent?.clearingMemberId, account: ibanOf(transaction.creditorAccount)?.split("/")[1], cents: Number(transaction.amount.minor), name: transaction.creditor.name, purpose: transaction.remittance.unstructured.join(" ") }))).toEqual(answer.items);
    expect(sumOf(payments.map(({ transaction }) => transaction.amount))).toBe(BigInt(answer.sumCents));
    expect(payments.every(({ batch }) => (batch.collection !== undefined) === name.includes("lastschrift"))).toBe(true);
  });
});

interface MultiCashAnswer {
  readonly statements: readonly { readonly bank: string; readonly account: string; readonly statement: number; readonly date: string; readonly currency: string; readonly opening: string; readonly closing: string; readonly entries: readonly { readonly amount: string; readonly valueDate: string; readonly bookDate: string; readonly note: string; readonly text: string; readonly partner: string; readonly partnerBank: string; readonly partnerAccount: string; readonly primaNota: string; readonly textKey: string }[] }[];
  readonly encoding: string;
}

describe.skipIf(!haveSamples)("MultiCash (../shared/samples/sap-multicash)", () => {
  test.each(haveSamples ? readdirSync(resolve(samplesFolder, "sap-multicash"), { withFileTypes: true }).filter((each) => each.isDirectory()).map(({ name }) => name) : [])("%s: both files together are what the answer says", async (folder) => {
    const answer = answerOf(`sap-multicash/${folder}/expected.json`) as MultiCashAnswer;
    const bytes = Buffer.concat([bytesOf(`sap-multicash/${folder}/AUSZUG.TXT`), bytesOf(`sap-multicash/${folder}/UMSATZ.TXT`)]);
    expect(detectFormat(bytes.subarray(0, 4096))?.id).toBe("multicash");
    const read = await readStatements(statements("multicash"), bytes);
    expect(read.findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(read.statements.map(({ header, balances, entries, balanced }) => ({
      account: accountText(header.account), statement: Number(header.sequenceNumber), date: header.toDate, currency: header.currency, opening: amountText(balances[0]!.amount), closing: amountText(balances[1]!.amount), balanced,
      entries: entries.map((entry) => ({
        amount: amountText(entry.amount), valueDate: entry.valueDate, bookDate: entry.bookingDate, note: entry.details[0]?.remittance.join("") ?? "", text: entry.additionalInformation, partner: entry.details[0]?.counterparty?.name ?? "",
        account: entry.details[0]?.counterpartyAccount === undefined ? "" : accountText(entry.details[0].counterpartyAccount), primaNota: entry.bankReference ?? "", textKey: entry.bankTransactionCode ?? "",
      })),
    }))).toEqual(answer.statements.map((each) => ({
      account: `${each.bank}/${each.account}`, statement: each.statement, date: each.date, currency: each.currency, opening: each.opening, closing: each.closing, balanced: true,
      entries: each.entries.map((entry) => ({ amount: entry.amount, valueDate: entry.valueDate, bookDate: entry.bookDate, note: entry.note, text: entry.text, partner: entry.partner, account: [entry.partnerBank, entry.partnerAccount].filter((part) => part !== "").join("/"), primaNota: entry.primaNota, textKey: entry.textKey })),
    })));
  });

  test("one of the two alone is read as far as it goes, and says what is missing", async () => {
    const auszug = await readStatements(statements("multicash"), bytesOf("sap-multicash/basic-yy/AUSZUG.TXT"));
    expect(auszug.statements.map(({ entries, balanced }) => [entries.length, balanced])).toEqual([[0, false], [0, false], [0, true]]);
    expect(auszug.findings.map(({ code }) => code)).toContain("count-differs");
    const umsatz = await readStatements(statements("multicash"), bytesOf("sap-multicash/basic-yy/UMSATZ.TXT"));
    expect(umsatz.statements.flatMap(({ entries }) => entries).length + umsatz.findings.filter(({ code }) => code === "entry-unreadable").length).toBe(4);
    expect(errorsOf(umsatz.findings)).toContain("record-out-of-place");
  });
});

/** Those folders have no answers beside the files: the table is by hand from the records. */
describe.each([["cfonb120", "cfonb120", /\.txt$/, cfonbFiles], ["coda", "coda", /\.(cod|txt)$/i, codaFiles], ["norma43", "n43", /\.(n43|txt)$/i, norma43Files]] as const)("%s (../shared/samples/%s)", (id, folder, pattern, table) => {
  test.skipIf(!haveSamples)("the table names every file there is", () => {
    expect(filesOf(folder, pattern)).toEqual(Object.keys(table).sort());
  });
  test.skipIf(!haveSamples).each(Object.entries(table))("%s", async (file, facts) => {
    const bytes = bytesOf(`${folder}/${file}`);
    expect(detectFormat(bytes.subarray(0, 4096))?.id).toBe(id);
    const read = await readStatements(statements(id), bytes);
    expect(factsOf(read)).toEqual(facts);
    // No entry is lost without a word: what is not read is named by its line.
    const lines = bytes.toString("latin1").split(/\r?\n/);
    const marks = { cfonb120: /^04/, coda: /^21....0000/, norma43: /^22/ }[id];
    expect(read.statements.flatMap(({ entries }) => entries).length + read.findings.filter(({ code }) => code === "entry-unreadable").length).toBe(lines.filter((line) => marks.test(line)).length);
  });
});

function factsOf({ statements: all, findings }: CollectedStatements): StatementFacts {
  const entries = all.flatMap((each) => each.entries);
  return {
    statements: all.map(({ header, balances, entries: own, balanced }) => `${accountText(header.account)} ${own.length} ${balances.map((each) => amountText(each.amount)).join(" > ")} ${balanced === null ? "?" : balanced ? "=" : "!"}`),
    sum: amountText({ minor: sumOf(entries.map((each) => each.amount)), currency: entries[0]?.amount.currency ?? ("EUR" as Money["currency"]) }),
    details: entries.reduce((sum, each) => sum + each.details.length, 0),
    errors: [...new Set(errorsOf(findings))].sort(),
  };
}
