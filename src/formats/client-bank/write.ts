import { accountText, type AccountNumber } from "../../domain/account-number.ts";
import { amountText, type Money } from "../../domain/money.ts";
import type { Agent, OrderHeader, Party } from "../../domain/order.ts";
import { statementKind } from "../../domain/statement.ts";
import type { OrderBatchSource, StatementDocument } from "../format.ts";
import { problem } from "../mt940/write-problem.ts";
import { accountNumber } from "../mt940/information.ts";
import { currencyOf } from "./document.ts";
import { names } from "./fields.ts";

/** The 256 signs of windows-1251, each beside its byte. */
const bytes1251: ReadonlyMap<string, number> = new Map([...new TextDecoder("windows-1251").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map((sign, byte) => [sign, byte] as const));

const blockChars = 32 * 1024;

/** @throws AppError format/… where a field does not fit or has no place in the format */
export async function* writeClientBankOrders(header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): AsyncGenerator<Uint8Array> {
  let text = headOf(header.createdAt);
  let count = 0;
  for await (const { batch, transactions } of batches) {
    if (batch.collection !== undefined) throw problem("wrong-direction", "This format pays; a collection has no form in it.", names.documentStart);
    const payer = batch.debtor;
    text += field(names.account, accountOf(batch.debtorAccount));
    for await (const { endToEndId, amount, creditor, creditorAccount, creditorAgent, remittance } of transactions) {
      count++;
      if (amount.minor <= 0n) throw problem("amount-not-positive", "A payment must be of more than zero.", names.amount);
      requireCurrency(amount, batch.debtorAccount);
      text += `${names.documentStart}=Платежное поручение\r\n`;
      text += field(names.number, required(endToEndId, names.number)) + field(names.date, day(batch.requestedExecutionDate)) + field(names.amount, amountText(amount));
      text += side(payer, batch.debtorAccount, batch.debtorAgent, "payer") + side(creditor, creditorAccount, creditorAgent, "payee");
      text += field(names.kind, "01");
      if (remittance.unstructured.length > 1 || remittance.creditorReference !== undefined) throw problem("field-not-in-format", "A payment has one text here, and no structured reference.", names.purpose);
      text += field(names.purpose, remittance.unstructured[0]);
      text += `${names.documentEnd}\r\n`;
      if (text.length < blockChars) continue;
      yield encoded(text);
      text = "";
    }
  }
  if (count === 0) throw problem("no-transactions", "An order without payments cannot be written.", names.documentStart);
  yield encoded(`${text}${names.end}\r\n`);
}

/** @throws AppError as above */
export async function* writeClientBankStatements(statements: Iterable<StatementDocument>, createdAt: string): AsyncGenerator<Uint8Array> {
  let text = headOf(createdAt);
  let count = 0;
  for (const { header, balances, entries } of statements) {
    if (count++ > 0) throw problem("field-not-in-format", "A file of this format holds the statement of one account.", names.accountStart);
    if (statementKind(header) !== "statement") throw problem("other-kind", "This format is a statement; a report or a notice of the day is none.", names.accountStart);
    const opening = balances.find((each) => each.type === "OPBD"), closing = balances.find((each) => each.type === "CLBD");
    if (opening === undefined || closing === undefined || balances.length > 2) throw problem("field-missing", "A statement of this format has an opening and a closing balance, and no other.", names.opening);
    requireCurrency(opening.amount, header.account);
    const own = accountOf(header.account);
    text += `${names.accountStart}\r\n`;
    text += field(names.from, day(opening.date)) + field(names.to, day(closing.date)) + field(names.account, own) + field(names.opening, amountText(opening.amount)) + field(names.closing, amountText(closing.amount));
    text += `${names.accountEnd}\r\n`;
    for await (const entry of entries) {
      const [detail, another] = entry.details;
      if (another !== undefined || entry.status !== "BOOK" || entry.reversal) throw problem("field-not-in-format", "An entry of this format is one booked payment, and no reversal.", names.documentStart);
      requireCurrency(entry.amount, header.account);
      const out = entry.amount.minor < 0n;
      const size = { minor: out ? -entry.amount.minor : entry.amount.minor, currency: entry.amount.currency };
      const date = day(required(entry.bookingDate, names.date));
      const holder: Party = { name: header.ownerName ?? "" };
      const other = detail?.counterparty ?? { name: "" };
      text += `${names.documentStart}=Платежное поручение\r\n`;
      text += field(names.number, entry.entryReference) + field(names.date, date) + field(names.amount, amountText(size));
      text += out ? side(holder, header.account, undefined, "payer") + field(names.debitedOn, date) + side(other, detail?.counterpartyAccount, undefined, "payee") : side(other, detail?.counterpartyAccount, undefined, "payer") + side(holder, header.account, undefined, "payee") + field(names.creditedOn, date);
      if ((detail?.remittance.length ?? 0) > 1) throw problem("field-not-in-format", "An entry has one text here.", names.purpose);
      text += `${field(names.purpose, detail?.remittance[0])}${names.documentEnd}\r\n`;
      if (text.length < blockChars) continue;
      yield encoded(text);
      text = "";
    }
  }
  if (count === 0) throw problem("field-missing", "There is no statement to write.", names.accountStart);
  yield encoded(`${text}${names.end}\r\n`);
}

function headOf(createdAt: string): string {
  const moment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(createdAt);
  return `${names.start}\r\n${field(names.version, "1.03")}${field(names.encoding, "Windows")}${field(names.sender, "Kontor")}${moment === null ? "" : field(names.createdOn, day(moment[1] ?? "")) + field(names.createdAt, moment[2])}`;
}

function side(party: Party, account: AccountNumber | undefined, agent: Agent | undefined, which: "payer" | "payee"): string {
  const [accountName, taxId, name, bank, code] = which === "payer" ? [names.payerAccount, names.payerTaxId, names.payerName, names.payerBank, names.payerBankCode] : [names.payeeAccount, names.payeeTaxId, names.payeeName, names.payeeBank, names.payeeBankCode];
  if (party.address !== undefined || agent?.bic !== undefined) throw problem("field-not-in-format", "This format has no place for addresses and BICs.", name);
  return field(accountName, account === undefined ? undefined : accountOf(account)) + field(taxId, party.id) + field(name, party.name) + field(bank, agent?.name) + field(code, agent?.clearingMemberId);
}

function accountOf(account: AccountNumber): string {
  const text = accountText(account);
  if (account.kind === "other" && (account.scheme !== undefined || accountNumber(text).kind === "iban")) throw problem("field-not-in-format", "This format has no place for the kind of an account number.", names.account);
  return text;
}

/** The account says the currency; another one would be read back as that. */
function requireCurrency({ currency }: Money, account: AccountNumber): void {
  if (currencyOf(accountText(account)) !== currency) throw problem("field-not-in-format", `In this format the account says the currency, and this one does not say ${currency}.`, names.amount);
}

function day(date: string): string {
  return `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`;
}

function required(text: string | undefined, name: string): string {
  if (text === undefined || text === "") throw problem("field-missing", "A field that must be there is empty. Fill it in.", name);
  return text;
}

function field(name: string, value: string | undefined): string {
  if (value === undefined || value === "") return "";
  if (/[\r\n]/.test(value) || value.trim() !== value) throw problem("field-wrong", "This text holds line breaks, or blanks at its ends, which the format cannot carry.", name);
  return `${name}=${value}\r\n`;
}

function encoded(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = bytes1251.get(text.charAt(i));
    if (byte === undefined) throw problem("illegal-character", `A text holds "${text.codePointAt(i)?.toString(16)}", a character that windows-1251 does not have. Write it with other letters.`, names.purpose);
    bytes[i] = byte;
  }
  return bytes;
}
