import { type AccountNumber, accountText, isBic } from "../../domain/account-number.ts";
import { amountText, type Money } from "../../domain/money.ts";
import type { Agent, Batch, OrderHeader, Party, Transaction } from "../../domain/order.ts";
import type { OrderBatchSource } from "../format.ts";
import { accountNumber } from "../mt940/information.ts";
import { problem } from "../mt940/write-problem.ts";

const blockChars = 32 * 1024;
const bearers = { DEBT: "OUR", CRED: "BEN", SHAR: "SHA" } as const;

/**
 * Writes an order as MT101, one message for each batch. Nothing is cut or left out.
 * @throws AppError format/… where a field does not fit or has no place in the format
 */
export async function* writeMt101(header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  let count = 0;
  for await (const { batch, transactions } of batches) {
    count++;
    requireTransfer(batch, "MT101");
    text += line("20", reference(header.messageId, "20"));
    if (batch.paymentInformationId !== header.messageId) text += line("21R", reference(batch.paymentInformationId, "21R"));
    text += line("28D", "1/1");
    text += party("50H", batch.debtor, batch.debtorAccount);
    text += agent("52", batch.debtorAgent);
    text += line("30", shortDate(batch.requestedExecutionDate));
    let payments = 0;
    for await (const transaction of transactions) {
      payments++;
      refuse(transaction.instructionId !== undefined || transaction.uetr !== undefined, "an instruction id and a UETR", "21");
      text += line("21", reference(transaction.endToEndId, "21"));
      text += line("32B", amount(transaction.amount));
      text += payment(batch, transaction);
      if (text.length >= blockChars) {
        yield encoder.encode(text);
        text = "";
      }
    }
    if (payments === 0) throw problem("no-transactions", "A batch without payments cannot be written. Leave it out.", ":21:");
    text += "-\r\n";
  }
  if (count === 0) throw problem("no-transactions", "An order without payments cannot be written.", ":21:");
  yield encoder.encode(text);
}

/**
 * Writes each payment as an MT103 in a file of its messages, in the form in which a bank takes them (RJE: `$` between them).
 * @throws AppError as above
 */
export async function* writeMt103(_header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  let count = 0;
  for await (const { batch, transactions } of batches) {
    requireTransfer(batch, "MT103");
    for await (const transaction of transactions) {
      refuse(transaction.endToEndId !== "NOTPROVIDED", "an end-to-end id beside its own text (/ROC/ in the remittance)", "70");
      text += `${count++ === 0 ? "" : "$\r\n"}{1:F01}{2:I103}${transaction.uetr === undefined ? "" : `{3:{121:${transaction.uetr}}}`}{4:\r\n`;
      text += line("20", reference(transaction.instructionId ?? batch.paymentInformationId, "20"));
      if (transaction.instructionId !== undefined && transaction.instructionId !== batch.paymentInformationId) refuse(true, "a batch of several payments", "20");
      text += line("23B", "CRED");
      text += line("32A", `${shortDate(batch.requestedExecutionDate)}${amount(transaction.amount)}`);
      text += party("50K", batch.debtor, batch.debtorAccount);
      text += agent("52", batch.debtorAgent);
      text += payment(batch, transaction);
      text += "-}\r\n";
      if (text.length >= blockChars) {
        yield encoder.encode(text);
        text = "";
      }
    }
  }
  if (count === 0) throw problem("no-transactions", "An order without payments cannot be written.", ":20:");
  yield encoder.encode(text);
}

function requireTransfer(batch: Batch, format: string): void {
  if (batch.collection !== undefined) throw problem("wrong-direction", `Batch ${batch.paymentInformationId} collects money, and ${format} pays.`, ":50:");
  const { serviceLevel, localInstrument, categoryPurpose, instructionPriority, ultimateDebtor, debtorAccountCurrency, batchBooking } = batch;
  refuse([serviceLevel, localInstrument, categoryPurpose, instructionPriority, ultimateDebtor, debtorAccountCurrency, batchBooking].some((each) => each !== undefined), "service level, priority, purpose of the batch, batch booking, currency of the account and parties behind it", "23E");
}

/** What both have in common behind the amount. */
function payment(batch: Batch, transaction: Transaction): string {
  refuse(transaction.ultimateDebtor !== undefined || transaction.ultimateCreditor !== undefined || transaction.purpose !== undefined || transaction.mandate !== undefined, "ultimate parties and purpose codes", "50");
  const { unstructured, creditorReference, creditorReferenceType } = transaction.remittance;
  refuse(creditorReference !== undefined || creditorReferenceType !== undefined || unstructured.length > 1, "structured references, and more than one text", "70");
  let text = transaction.creditorAgent === undefined ? "" : agent("57", transaction.creditorAgent);
  text += party("59", transaction.creditor, transaction.creditorAccount);
  if (unstructured[0] !== undefined) text += line("70", folded(unstructured[0], "70").join("\r\n"));
  const bearer = transaction.chargeBearer ?? batch.chargeBearer;
  if (bearer === undefined) throw problem("field-missing", "A SWIFT payment must say who bears the charges (DEBT, CRED or SHAR). Fill it in.", ":71A:");
  if (bearer === "SLEV") throw problem("field-not-in-format", "SWIFT payments do not know charges by the scheme's rules (SLEV): choose SHAR, DEBT or CRED.", ":71A:");
  return text + line("71A", bearers[bearer]);
}

/** Name and address in lines, or in coded lines where town or country stand apart. */
function party(tag: "50H" | "50K" | "59", { name, address, id }: Party, account: AccountNumber | undefined): string {
  const first = account === undefined ? "" : `/${accountLine(account, tag)}\r\n`;
  if (tag === "50H" && account === undefined) throw problem("field-missing", "The account is missing.", `:${tag}:`);
  refuse(id !== undefined && !isBic(name), "ids of parties", tag);
  if (address === undefined || (address.townName === undefined && address.country === undefined && address.streetName === undefined && address.buildingNumber === undefined && address.postCode === undefined)) {
    const lines = [fitting(name, 35, tag), ...(address?.addressLines ?? []).map((each) => fitting(each, 35, tag))];
    if (lines.length > 4) throw problem("too-many-lines", "Name and address have four lines together.", `:${tag}:`);
    if (/^\//.test(lines[0] ?? "")) throw problem("field-wrong", "A name must not begin with /.", `:${tag}:`);
    if (id !== undefined) return line(tag === "59" ? "59A" : tag === "50H" ? "50G" : "50A", `${first}${lines.join("\r\n")}`);
    return line(tag, `${first}${lines.join("\r\n")}`);
  }
  const { country, townName, addressLines } = address;
  refuse(address.streetName !== undefined || address.buildingNumber !== undefined || address.postCode !== undefined, "street, house number and post code in fields of their own: put them into lines", tag);
  if (country === undefined) throw problem("field-missing", "An address with a town must have a country.", `:${tag}:`);
  const lines = [`1/${fitting(name, 33, tag)}`, ...addressLines.map((each) => `2/${fitting(each, 33, tag)}`), `3/${fitting(townName === undefined ? country : `${country}/${townName}`, 33, tag)}`];
  if (lines.length > 4) throw problem("too-many-lines", "Name and address have four lines together.", `:${tag}:`);
  return line(tag === "59" ? "59F" : "50F", `${first}${lines.join("\r\n")}`);
}

function agent(tag: "52" | "57", { bic, name, clearingMemberId }: Agent): string {
  const code = clearingMemberId === undefined ? "" : `//${fitting(clearingMemberId, 34, tag)}\r\n`;
  if (bic !== undefined) {
    refuse(name !== undefined, "the name of a bank beside its BIC", tag);
    if (!isBic(bic)) throw problem("field-wrong", "This is no BIC.", `:${tag}A:`);
    return line(`${tag}A`, `${code}${bic}`);
  }
  if (name === undefined && code === "") return "";
  if (name === undefined) return line(`${tag}C`, code.trimEnd());
  return line(`${tag}D`, `${code}${fitting(name, 35, tag)}`);
}

function accountLine(account: AccountNumber, tag: string): string {
  refuse(account.kind === "other" && account.scheme !== undefined, "the kind of an account number", tag);
  const text = accountText(account);
  if (account.kind === "other" && accountNumber(text).kind === "iban") throw problem("field-not-in-format", "This account number would be read back as an IBAN.", `:${tag}:`);
  if (text === "-") throw problem("field-wrong", "The account is missing.", `:${tag}:`);
  return fitting(text, 34, tag);
}

function reference(value: string, tag: string): string {
  const text = fitting(value, 16, tag);
  if (/^\/|\/$|\/\//.test(text)) throw problem("field-wrong", "A reference must not begin or end with / nor hold //.", `:${tag}:`);
  return text;
}

function amount(money: Money): string {
  const text = amountText(money);
  const comma = text.includes(".") ? text.replace(".", ",") : `${text},`;
  if (money.minor <= 0n) throw problem("amount-not-positive", "A payment must be of more than zero.", ":32:");
  if (comma.length > 15) throw problem("field-too-long", "An amount has at most 15 characters.", ":32:");
  return `${money.currency}${comma}`;
}

function shortDate(date: string): string {
  const year = Number(date.slice(0, 4));
  if (!(year >= 1980 && year <= 2079)) throw problem("field-wrong", "SWIFT writes years with two digits, for 1980 to 2079.", ":30:");
  return date.slice(2, 4) + date.slice(5, 7) + date.slice(8, 10);
}

function folded(text: string, tag: string): string[] {
  fitting(text, 140, tag);
  const lines = text.match(/.{1,35}/gs) ?? [];
  if (lines.some((each, at) => at > 0 && /^[:\-$]|^ *$|^ | $/.test(each))) throw problem("field-wrong", "This text would be broken where SWIFT cannot break it (a line must not begin with a colon, a hyphen or a blank, nor end with one). Change its wording.", `:${tag}:`);
  if (/ $/.test(lines[0] ?? "") && lines.length > 1) throw problem("field-wrong", "This text would be broken at a blank, which SWIFT loses. Change its wording.", `:${tag}:`);
  return lines;
}

/** Characters of the SWIFT set X, on one line, without blanks at its ends. */
function fitting(text: string, charsMax: number, tag: string): string {
  if (text === "") throw problem("field-missing", "A field that must be there is empty. Fill it in.", `:${tag}:`);
  if (text.length > charsMax) throw problem("field-too-long", `"${text.slice(0, 40)}" has ${text.length} characters; ${charsMax} are allowed. Shorten it.`, `:${tag}:`);
  if (!/^[A-Za-z0-9/\-?:().,'+ ]*$/.test(text)) throw problem("illegal-character", `"${text.replace(/[^\x20-\x7e]/g, "?").slice(0, 40)}" holds characters that SWIFT does not carry. Write it with plain letters.`, `:${tag}:`);
  if (text.trim() !== text || /^[:-]/.test(text)) throw problem("field-wrong", "A text must not begin with a blank, a colon or a hyphen, nor end with a blank.", `:${tag}:`);
  return text;
}

function refuse(isThere: boolean, what: string, tag: string): void {
  if (isThere) throw problem("field-not-in-format", `SWIFT payments have no place for ${what}.`, `:${tag}:`);
}

function line(tag: string, value: string): string {
  return `:${tag}:${value}\r\n`;
}
