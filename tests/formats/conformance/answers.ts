import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { amountText, type Money } from "../../../src/domain/money.ts";
import { type CollectedStatements, readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { samplesFolder } from "../../support/iso20022-schema.ts";

/** What another program says of a file, and what this one does, line by line: an entry with its dates and amount, a balance. */
export interface Comparison {
  readonly file: string;
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
}

/** @returns undefined where no answer lies beside the file that is understood here */
export async function compareWithAnswer(folder: string, file: string): Promise<Comparison | undefined> {
  const base = path.join(samplesFolder, folder, file);
  const bare = base.replace(/\.[^./]+$/, "");
  const golden = path.join(path.dirname(base), path.basename(base).replace(/^test-/, "golden-").concat(".pydata"));
  const read = async (): Promise<CollectedStatements> => {
    const bytes = readFileSync(base);
    const format = detectFormat(bytes.subarray(0, 4096));
    return format?.kind === "statements" ? readStatements(format, bytes) : { statements: [], findings: [] };
  };
  if (file.startsWith("genkgo/") && existsSync(`${bare}.json`)) return { file, theirs: genkgo(readFileSync(`${bare}.json`, "utf8")), ours: entriesOf(await read(), true) };
  if (file.startsWith("betterplace/") && existsSync(`${bare}.yml`) && readFileSync(`${bare}.yml`, "utf8").includes("MT940::StatementLine\n")) return { file, theirs: rubyYaml(readFileSync(`${bare}.yml`, "utf8")), ours: entriesOf(await read(), false) };
  if (file.startsWith("wolph/") && existsSync(`${bare}.yml`)) return { file, theirs: pythonYaml(readFileSync(`${bare}.yml`, "utf8")), ours: entriesOf(await read(), false) };
  if (file.startsWith("myflow/") && existsSync(`${bare}.json`)) return { file, theirs: myflow(readFileSync(`${bare}.json`, "utf8")), ours: entriesOf(await read(), false) };
  if (file.startsWith("webschik/") && existsSync(`${bare}.json`)) return { file, theirs: webschik(readFileSync(`${bare}.json`, "utf8")), ours: entriesOf(await read(), false) };
  if (file.startsWith("oca/") && existsSync(golden)) {
    const statements = (await read()).statements;
    return { file, theirs: odoo(readFileSync(golden, "utf8")), ours: statements.flatMap((each) => each.entries.flatMap((entry) => entry.details.length > 1 ? entry.details.map((detail) => plain(amountText(detail.amount ?? entry.amount))) : [plain(amountText(entry.amount))])) };
  }
  return undefined;
}

function entriesOf({ statements }: CollectedStatements, withReferences: boolean): string[] {
  return statements.flatMap((each) => each.entries.map((entry) => {
    const first = entry.details[0];
    return [withReferences ? (entry.bookingDate ?? "-") : (entry.valueDate ?? "-"), amountOf(entry.amount), ...(withReferences ? [first?.endToEndId ?? "-", first?.remittance.join(" ") || (first?.creditorReference ?? "-")] : [])].join(" ");
  }));
}

const amountOf = (money: Money) => plain(amountText(money));
/** Without needless zeros, so that two programs' ways of writing compare. */
const plain = (text: string) => { const [whole = "0", fraction = ""] = text.replace(/^\+/, "").split("."); const rest = fraction.replace(/0+$/, ""); const value = `${whole.replace(/^(-?)0+(?=\d)/, "$1")}${rest === "" ? "" : `.${rest}`}`; return value === "-0" ? "0" : value; };

interface GenkgoEntry {
  readonly getAmount: { readonly getAmount: string; readonly getCurrency: { readonly getCode: string } };
  readonly getCreditDebitIndicator: string;
  readonly getBookingDate: { readonly "0": string } | null;
  readonly getTransactionDetail: { readonly getReference: { readonly getEndToEndId: string | null } | null; readonly getRemittanceInformation: { readonly getUnstructuredBlocks: readonly (string | { readonly getMessage: string })[]; readonly getMessage: string | null } | null } | null;
}
/** A decoder in PHP; amounts in minor units of the currency. */
function genkgo(text: string): string[] {
  const { getEntries } = JSON.parse(text) as { readonly getEntries: readonly GenkgoEntry[] };
  return getEntries.map((entry) => {
    const { getAmount: minor, getCurrency: { getCode: currency } } = entry.getAmount;
    const detail = entry.getTransactionDetail;
    const size = amountText({ minor: BigInt(minor), currency: currency as Money["currency"] });
    return [entry.getBookingDate?.["0"].slice(0, 10) ?? "-", plain(size), detail?.getReference?.getEndToEndId ?? "-", textOf(detail?.getRemittanceInformation ?? undefined) || "-"].join(" ");
  });
}

/** A block that was told before stands as a mark. */
function textOf(information: { readonly getUnstructuredBlocks: readonly (string | { readonly getMessage: string })[]; readonly getMessage: string | null } | undefined): string {
  const blocks = information?.getUnstructuredBlocks.filter((block) => typeof block !== "string").map((block) => block.getMessage) ?? [];
  return blocks.length > 0 ? blocks.join(" ") : (information?.getMessage ?? "");
}

/** Objects of a parser in Ruby; amounts in cents. */
function rubyYaml(text: string): string[] {
  return text.split(/^\s*- (?:- )?!ruby/m).filter((item) => item.startsWith("/object:MT940::StatementLine\n")).map((item) => {
    const field = (name: string) => new RegExp(`^ *${name}: :?(\\S+)$`, "m").exec(item)?.[1] ?? "?";
    const out = /^(debit|return_credit)$/.test(field("funds_code"));
    return `${field("date")} ${plain(amountText({ minor: BigInt(field("amount")) * (out ? -1n : 1n), currency: "EUR" as Money["currency"] }))}`;
  });
}

/** Objects of a parser in Python as YAML, of which only the fields of each transaction are taken: dates are four bytes in base64. */
function pythonYaml(text: string): string[] {
  const dates = new Map<string, string>();
  const start = text.search(/^transactions:/m);
  const items = start < 0 ? [] : text.slice(start).split(/^- /m).slice(1);
  return items.map((item) => {
    const amount = /decimal\.Decimal\s+- '?(-?[\d.]+)'?/.exec(item)?.[1] ?? "?";
    for (const [, anchor = "", base64 = ""] of item.matchAll(/&(id\d+) !!python\/object\/apply:mt940\.models\.Date\s+- !!binary \|\s+(\S+)/g)) dates.set(anchor, dayOf(base64));
    const date = /^ {4}date: (?:&\S+ )?(?:\*(\S+)|!!python\/object\/apply:mt940\.models\.Date\s+- !!binary \|\s+(\S+))/m.exec(item);
    const day = date?.[1] !== undefined ? (dates.get(date[1]) ?? "-") : date?.[2] === undefined ? "-" : dayOf(date[2]);
    return `${day} ${plain(amount)}`;
  });
}

function dayOf(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  return `${String(bytes.readUInt16BE(0)).padStart(4, "0")}-${String(bytes[2]).padStart(2, "0")}-${String(bytes[3]).padStart(2, "0")}`;
}

/** Fields of a parser in JavaScript; not all of its files are JSON to the letter. */
function myflow(text: string): string[] {
  return (text.match(/\{[^{}]*\}/g) ?? []).filter((item) => item.includes('"value_date"')).map((item) => {
    const field = (name: string) => new RegExp(`"${name}":\\s*"([^"]*)"`).exec(item)?.[1] ?? "?";
    return `${field("value_date").slice(0, 10)} ${/^(debit|return_credit)$/.test(field("funds_code")) ? plain(`-${field("amount")}`) : plain(field("amount"))}`;
  });
}

/** `isExpense` false is a reversal, which goes the other way. */
function webschik(text: string): string[] {
  const statements = JSON.parse(text) as readonly { readonly transactions: readonly { readonly isCredit: boolean; readonly isExpense: boolean; readonly amount: number; readonly valueDate: string }[] }[];
  return statements.flatMap((each) => each.transactions.map((one) => `${one.valueDate} ${plain((one.isCredit === one.isExpense ? one.amount : -one.amount).toFixed(2))}`));
}

/** What an importer in Python made of it: one amount for each payment. */
function odoo(text: string): string[] {
  return [...text.matchAll(/'amount': (-?[\d.]+)/g)].map(([, amount = ""]) => plain(amount));
}
