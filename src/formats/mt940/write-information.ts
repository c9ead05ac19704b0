import { parseIban } from "../../domain/account-number.ts";
import type { StatementEntry } from "../../domain/statement.ts";
import { problem } from "./write-problem.ts";

const pieceChars = 27;
const lineChars = 65;
const purposeNumbers = ["20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "60", "61", "62", "63"];
const keywordStart = /^(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RTRN)\+/;

/**
 * The information to the account owner in German sub-fields, or nothing where there is nothing to say.
 * @throws AppError format/… when it does not fit: 14 pieces of 27 characters for the purpose, 54 for the name
 */
export function writeInformation(entry: StatementEntry, transactionCode: string | undefined, primaNota: string | undefined): string {
  const [detail, another] = entry.details;
  if (another !== undefined) throw problem("field-not-in-format", "MT940 holds one payment for an entry, and this entry has several.", ":86:");
  if (detail === undefined && entry.additionalInformation === undefined && transactionCode === undefined) return "";
  if (detail?.amount !== undefined || detail?.messageId !== undefined || detail?.instructionId !== undefined || detail?.transactionId !== undefined || detail?.creditorReference !== undefined) {
    throw problem("field-not-in-format", "MT940 has no place for the payment's own amount, message, instruction or transaction id, nor for a structured reference.", ":86:");
  }
  if (detail?.counterparty?.address !== undefined || detail?.counterparty?.id !== undefined) throw problem("field-not-in-format", "MT940 has no place for the other party's address or id.", ":86:");
  const fields: [number: string, value: string][] = [];
  if (entry.additionalInformation !== undefined) fields.push(["00", plain(entry.additionalInformation, pieceChars)]);
  if (primaNota !== undefined) fields.push(["10", plain(primaNota, 10)]);
  const purpose = purposePieces(detail);
  if (purpose.length > purposeNumbers.length) throw problem("field-too-long", "The text of this payment is longer than the 378 characters that MT940 has for it.", ":86:");
  for (const [index, piece] of purpose.entries()) fields.push([purposeNumbers[index] ?? "63", piece]);
  if (detail?.counterpartyBic !== undefined) fields.push(["30", plain(detail.counterpartyBic, 12)]);
  const account = detail?.counterpartyAccount;
  if (account?.kind === "iban") fields.push(["31", account.iban]);
  else if (account !== undefined) {
    if (parseIban(account.value) !== undefined || account.scheme !== undefined) throw problem("field-not-in-format", "MT940 has no place for the kind of an account number.", ":86:");
    fields.push(["31", plain(account.value, 34)]);
  }
  if (detail?.counterparty !== undefined) {
    const name = plain(detail.counterparty.name ?? "", 2 * pieceChars);
    fields.push(["32", name.slice(0, pieceChars)]);
    if (name.length > pieceChars) fields.push(["33", name.slice(pieceChars)]);
  }
  if (fields.length === 0) fields.push(["00", ""]);
  const mark = markFor(fields);
  return folded(`${transactionCode ?? "999"}${mark}${fields.map(([number, value]) => `${number}${value}`).join(mark)}`);
}

function purposePieces(detail: StatementEntry["details"][number] | undefined): string[] {
  if (detail === undefined) return [];
  const { endToEndId, paymentInformationId, bankReference, returnReason, remittance } = detail;
  const keyed = [["EREF", endToEndId], ["KREF", paymentInformationId], ["BREF", bankReference], ["RTRN", returnReason]] as const;
  const pieces: string[] = [];
  for (const [key, value] of keyed) if (value !== undefined) pieces.push(...cut(`${key}+${plain(value, 378)}`));
  if (remittance.length > 1) throw problem("field-not-in-format", "MT940 holds one text for an entry, and this payment has several.", ":86:");
  if (remittance[0] !== undefined) pieces.push(...cut(`SVWZ+${plain(remittance[0], 378)}`));
  return pieces;
}

/** Pieces of at most 27 characters, none of which begins as a keyword does. */
function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== ""; ) {
    let length = Math.min(pieceChars, rest.length);
    while (length > 1 && (keywordStart.test(rest.slice(length)) || isHalfPair(rest, length))) length--;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return pieces;
}

/** A sign that the text itself does not hold before two digits. */
function markFor(fields: readonly (readonly [string, string])[]): string {
  const mark = ["?", ">", "~", "|", "^", "*"].find((each) => fields.every(([, value]) => !value.includes(each)));
  if (mark === undefined) throw problem("field-wrong", "This text holds every sign that may stand between the parts of an MT940.", ":86:");
  return mark;
}

/** Lines of at most 65 characters; none begins with a sign that would end the field, or is blank. */
function folded(text: string): string {
  const lines: string[] = [];
  let room = lineChars - ":86:".length;
  for (let rest = text; rest !== ""; room = lineChars) {
    let length = Math.min(room, rest.length);
    while (length > 1 && length < rest.length && (/^[:\-{$]/.test(rest.slice(length)) || isHalfPair(rest, length) || rest.slice(length, length + lineChars).trim() === "")) length--;
    lines.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return `:86:${lines.join("\r\n")}\r\n`;
}

function isHalfPair(text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text[at] ?? "");
}

function plain(text: string, charsMax: number): string {
  if (text === "") throw problem("field-missing", "An empty text has no form in MT940.", ":86:");
  if (text.length > charsMax) throw problem("field-too-long", `This text is longer than the ${charsMax} characters that MT940 has for it.`, ":86:");
  if (/[\p{Cc}@]{2}|\p{Cc}/u.test(text) || text.trim() !== text) throw problem("field-wrong", "This text holds line breaks or control characters, or blanks at its ends, which MT940 cannot carry.", ":86:");
  return text;
}
