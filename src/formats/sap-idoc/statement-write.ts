import { type AccountNumber, accountText, parseIban } from "../../domain/account-number.ts";
import { amountText, type Money } from "../../domain/money.ts";
import { type StatementEntry, statementKind } from "../../domain/statement.ts";
import type { StatementDocument } from "../format.ts";
import { problem } from "../mt940/write-problem.ts";
import { XmlWriter } from "../xml/xml-writer.ts";
import { amountQualifiers, dateQualifiers } from "./fields.ts";
import { sapTextChars } from "./values.ts";

/**
 * Writes statements as FINSTA01, one IDoc each, streaming.
 * @throws AppError format/… when a field does not fit or has no place: nothing is cut or left out
 */
export async function* writeFinsta(statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const xml = new XmlWriter();
  let count = 0;
  xml.open("FINSTA01");
  for (const { header, balances, entries } of statements) {
    count++;
    if (statementKind(header) !== "statement") throw problem("other-kind", "FINSTA01 is a statement; a report or a notice of the day is none.", "E1IDKU1");
    refuse(header.createdAt !== undefined || header.fromDate !== undefined || header.toDate !== undefined || header.ownerName !== undefined, "the owner's name, the period and the time of making", "E1IDKU1");
    const number = header.sequenceNumber ?? header.statementId;
    const opening = balances.find((each) => each.type === "OPBD"), closing = balances.find((each) => each.type === "CLBD");
    if (opening === undefined || closing === undefined) throw problem("field-missing", "A FINSTA01 must have an opening and a closing balance.", "MOAQUAL");
    refuse(balances.length > 2 || opening.date !== closing.date, "balances but one of opening and one of closing, of one date", "MOAQUAL");
    xml.line();
    xml.open("IDOC", 'BEGIN="1"');
    segment(xml, "EDI_DC40", [["IDOCTYP", "FINSTA01", 30], ["MESTYP", "FINSTA", 30]]);
    xml.open("E1IDKU1", 'SEGMENT="1"');
    xml.leaf("BGMREF", number, 35, "BGMREF");
    segment(xml, "E1EDK03", [["IDDAT", dateQualifiers.statement, 3], ["DATUM", closing.date.replaceAll("-", ""), 8]]);
    segment(xml, "E1IDB02", [...accountFields(header.account), ["FIIKWAER", header.currency, 3]]);
    let position = 0, debits = 0n, credits = 0n;
    for await (const entry of entries) {
      writeEntry(xml, entry, ++position);
      if (entry.amount.minor < 0n) debits -= entry.amount.minor;
      else credits += entry.amount.minor;
      if (xml.full) yield xml.take();
    }
    xml.line();
    xml.open("E1IDPF1", 'SEGMENT="1"');
    xml.leaf("LINLINEIT", String(position + 1).padStart(6, "0"), 6);
    const { currency } = opening.amount;
    writeAmount(xml, amountQualifiers.opening, opening.amount);
    writeAmount(xml, amountQualifiers.closing, closing.amount);
    writeAmount(xml, amountQualifiers.debits, { minor: debits, currency });
    writeAmount(xml, amountQualifiers.credits, { minor: credits, currency });
    xml.close("E1IDPF1");
    xml.close("E1IDKU1");
    xml.close("IDOC");
  }
  if (count === 0) throw problem("field-missing", "There is no statement to write.", "E1IDKU1");
  xml.line();
  xml.close("FINSTA01");
  xml.line();
  yield xml.take();
}

function writeEntry(xml: XmlWriter, entry: StatementEntry, position: number): void {
  refuse(entry.status !== "BOOK" || entry.reversal, "reversals and entries that are not booked", "E1IDPF1");
  refuse(entry.bankTransactionCode !== undefined || entry.additionalInformation !== undefined || entry.entryReference !== undefined, "codes of the bank, additional information and a second reference", "E1IDPF1");
  const [detail, another] = entry.details;
  refuse(another !== undefined, "several payments in one entry", "E1IDPF1");
  xml.line();
  xml.open("E1IDPF1", 'SEGMENT="1"');
  xml.leaf("LINLINEIT", String(position).padStart(6, "0"), 6);
  if (entry.bankReference !== undefined) segment(xml, "E1EDP02", [["QUALF", "009", 3], ["BELNR", entry.bankReference, 35]]);
  for (const [qualifier, date] of [[dateQualifiers.booking, entry.bookingDate], [dateQualifiers.value, entry.valueDate]] as const) {
    if (date !== undefined) segment(xml, "E1EDP03", [["IDDAT", qualifier, 3], ["DATUM", date.replaceAll("-", ""), 8]]);
  }
  if (detail !== undefined) {
    const { amount, endToEndId, messageId, paymentInformationId, instructionId, transactionId, bankReference, creditorReference, returnReason } = detail;
    refuse([amount, endToEndId, messageId, paymentInformationId, instructionId, transactionId, bankReference, creditorReference, returnReason].some((each) => each !== undefined), "ids, amount, reference and return reason of a single payment", "E1IDPF1");
    refuse(detail.counterparty?.address !== undefined || detail.counterparty?.id !== undefined, "the other party's address and id", "E1EDPA1");
    if (detail.counterparty !== undefined) segment(xml, "E1EDPA1", [["NAME1", fits(detail.counterparty.name, "NAME1"), 35]]);
    if (detail.counterpartyAccount !== undefined || detail.counterpartyBic !== undefined) {
      segment(xml, "E1IDB02", [...(detail.counterpartyAccount === undefined ? [] : accountFields(detail.counterpartyAccount)), ["FIISWIFT", detail.counterpartyBic, 11]]);
    }
    refuse(detail.remittance.length > 1, "more than one text", "E1IDT01");
    const text = detail.remittance[0];
    if (text !== undefined) {
      const pieces = fits(text, "E1IDT01").match(new RegExp(`.{1,${sapTextChars}}`, "gsu")) ?? [];
      if (pieces.length > 16 || pieces.some((piece, index) => (index > 0 && /^\s/.test(piece)) || /\s$/.test(piece))) throw problem("field-too-long", "This text has more than 1120 characters, or would be broken at a blank. Change its wording.", "E1IDT01");
      segment(xml, "E1IDT01", pieces.map((piece, index) => [`TXT${String(index + 1).padStart(2, "0")}`, piece, sapTextChars]));
    } else if (detail.counterparty === undefined && detail.counterpartyAccount === undefined && detail.counterpartyBic === undefined) refuse(true, "a payment without any word of it", "E1IDT01");
  }
  writeAmount(xml, amountQualifiers.entry, entry.amount);
  xml.close("E1IDPF1");
}

function accountFields(account: AccountNumber): (readonly [string, string | undefined, number])[] {
  refuse(account.kind === "other" && account.scheme !== undefined, "the kind of an account number", "FIIKONTO");
  if (account.kind === "iban") return [["FIIKONTO", account.iban, 35]];
  const text = fits(accountText(account), "FIIKONTO");
  const slash = text.indexOf("/");
  const [bankKey, number] = slash < 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (number === "" || bankKey === "" || parseIban(number) !== undefined) throw problem("field-wrong", "This account number would be read back as another one.", "FIIKONTO");
  return [["FIIBKENN", bankKey, 17], ["FIIKONTO", number, 35]];
}

function writeAmount(xml: XmlWriter, qualifier: string, money: Money): void {
  const size = amountText(money.minor < 0n ? { minor: -money.minor, currency: money.currency } : money);
  segment(xml, "E1IDPU5", [["MOAQUAL", qualifier, 3], ["MOABETR", `${size}${money.minor < 0n ? "-" : ""}`, 18], ["CUXWAERZ", money.currency, 3]]);
}

function segment(xml: XmlWriter, name: string, fields: readonly (readonly [name: string, value: string | undefined, max: number])[]): void {
  xml.open(name, 'SEGMENT="1"');
  for (const [field, value, max] of fields) xml.leaf(field, value, max, `${name}/${field}`);
  xml.close(name);
}

function fits(text: string, field: string): string {
  if (text === "" || text.trim() !== text || /[\t\n\r]| {2}/.test(text)) throw problem("field-wrong", "This text is empty, or holds line breaks or blanks that the format loses.", field);
  return text;
}

function refuse(isThere: boolean, what: string, field: string): void {
  if (isThere) throw problem("field-not-in-format", `FINSTA01 has no place for ${what}.`, field);
}
