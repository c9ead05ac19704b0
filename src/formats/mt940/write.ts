import { accountText } from "../../domain/account-number.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { amountText, type Money } from "../../domain/money.ts";
import { type Balance, type StatementEntry, statementKind } from "../../domain/statement.ts";
import type { StatementDocument } from "../format.ts";
import { writeInformation } from "./write-information.ts";
import { problem } from "./write-problem.ts";

const blockChars = 32 * 1024;

/**
 * Writes statements as UTF-8 text with CR LF, streaming, one message each.
 * @throws AppError format/… where a field does not fit or has no place in the format: nothing is cut or left out
 */
export async function* writeMt940(statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = "";
  let count = 0;
  for (const { header, balances, entries } of statements) {
    count++;
    if (statementKind(header) !== "statement") throw problem("field-not-in-format", "MT940 is a statement; a report or a notice of the day is none.", ":20:");
    if (header.ownerName !== undefined || header.fromDate !== undefined || header.toDate !== undefined || header.createdAt !== undefined) {
      throw problem("field-not-in-format", "MT940 has no place for the owner's name, the period and the time of making.", ":20:");
    }
    if (header.account.kind === "other" && header.account.scheme !== undefined) throw problem("field-not-in-format", "MT940 has no place for the kind of an account number.", ":25:");
    const opening = balances.find((each) => each.type === "OPBD") ?? balances.find((each) => each.type === "PRCD");
    const closing = balances.find((each) => each.type === "CLBD") ?? balances.find((each) => each.type === "ITBD");
    if (opening === undefined || closing === undefined) throw problem("field-missing", "An MT940 must have an opening and a closing balance.", ":60F:");
    const currency = opening.amount.currency;
    text += line(":20:", within(header.statementId === "" ? "NONREF" : header.statementId, 16, ":20:"));
    text += line(":25:", within(accountText(header.account), 35, ":25:"));
    text += line(":28C:", numberText(header.sequenceNumber));
    text += balanceLine(":60F:", opening, currency);
    for await (const entry of entries) {
      text += entryLines(entry, currency);
      if (text.length >= blockChars) {
        yield encoder.encode(text);
        text = "";
      }
    }
    text += balanceLine(closing.type === "CLBD" ? ":62F:" : ":62M:", closing, currency);
    for (const each of balances) {
      if (each.type === "CLAV") text += balanceLine(":64:", each, currency);
      else if (each.type === "FWAV") text += balanceLine(":65:", each, currency);
      else if (each !== opening && each !== closing) throw problem("field-not-in-format", `MT940 has no place for a balance ${each.type}.`, ":62F:");
    }
    text += "-\r\n";
  }
  if (count === 0) throw problem("field-missing", "There is no statement to write.", ":20:");
  yield encoder.encode(text);
}

function entryLines(entry: StatementEntry, currency: string): string {
  if (entry.amount.currency !== currency) throw problem("field-not-in-format", "MT940 has one currency for a statement and its entries.", ":61:");
  if (entry.status !== "BOOK") throw problem("field-not-in-format", "MT940 holds booked entries only.", ":61:");
  if (entry.valueDate === undefined) throw problem("field-missing", "An entry of MT940 must have a value date.", ":61:");
  const { type, transactionCode, primaNota } = codeParts(entry.bankTransactionCode);
  const out = entry.amount.minor < 0n;
  const mark = entry.reversal ? (out ? "RC" : "RD") : out ? "D" : "C";
  const reference = within(entry.entryReference ?? "NONREF", 16, ":61:");
  if (reference.includes("//")) throw problem("field-wrong", "A reference in MT940 must not hold //.", ":61:");
  const bank = entry.bankReference === undefined ? "" : `//${within(entry.bankReference, 16, ":61:")}`;
  const dates = shortDate(entry.valueDate) + (entry.bookingDate === undefined ? "" : bookingDay(entry.valueDate, entry.bookingDate));
  return line(":61:", `${dates}${mark}${commaAmount(entry.amount)}${type}${reference}${bank}`) + writeInformation(entry, transactionCode, primaNota);
}

function codeParts(code: string | undefined): { readonly type: string; readonly transactionCode: string | undefined; readonly primaNota: string | undefined } {
  const match = /^([NFS][A-Z0-9]{3})(?:\+(\d{3})(?:\+(.{1,10}))?)?$/.exec(code ?? "NMSC");
  if (match === null) throw problem("field-not-in-format", "The bank's code of this entry has no form in MT940: NTRF or NTRF+166 are such forms.", ":61:");
  return { type: match[1] ?? "", transactionCode: match[2], primaNota: match[3] };
}

/** The year of the entry date is not written: a reader takes the day that is nearest. */
function bookingDay(value: IsoDate, booking: IsoDate): string {
  const months = (Number(booking.slice(0, 4)) - Number(value.slice(0, 4))) * 12 + Number(booking.slice(5, 7)) - Number(value.slice(5, 7));
  if (Math.abs(months) > 5) throw problem("field-not-in-format", "Booking date and value date lie more than half a year apart, which MT940 cannot say.", ":61:");
  return booking.slice(5, 7) + booking.slice(8, 10);
}

function balanceLine(tag: string, balance: Balance, currency: string): string {
  if (balance.amount.currency !== currency) throw problem("field-not-in-format", "MT940 has one currency for a statement and its balances.", tag);
  return line(tag, `${balance.amount.minor < 0n ? "D" : "C"}${shortDate(balance.date)}${currency}${commaAmount(balance.amount)}`);
}

function shortDate(date: IsoDate): string {
  const year = Number(date.slice(0, 4));
  if (year < 1980 || year > 2079) throw problem("field-not-in-format", "MT940 writes years with two digits, for 1980 to 2079.", ":61:");
  return date.slice(2, 4) + date.slice(5, 7) + date.slice(8, 10);
}

function commaAmount(amount: Money): string {
  const [whole = "0", fraction = ""] = amountText(amount.minor < 0n ? { minor: -amount.minor, currency: amount.currency } : amount).split(".");
  const text = `${whole},${fraction}`;
  if (text.length > 15) throw problem("field-too-long", "An amount in MT940 has at most 15 characters.", ":61:");
  return text;
}

function numberText(number: string | undefined): string {
  if (number === undefined || number === "") return "0";
  if (!/^\d{1,5}(\/\d{1,5})?$/.test(number)) throw problem("field-wrong", "A statement's number in MT940 has at most five digits.", ":28C:");
  return number;
}

function line(tag: string, value: string): string {
  return `${tag}${value}\r\n`;
}

function within(text: string, charsMax: number, field: string): string {
  if (text.length > charsMax) throw problem("field-too-long", `This text is longer than the ${charsMax} characters that MT940 has for it.`, field);
  if (/[\r\n]/.test(text) || text.trim() !== text) throw problem("field-wrong", "This text holds line breaks, or blanks at its ends, which MT940 cannot carry.", field);
  return text;
}
