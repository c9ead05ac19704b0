import { type AccountNumber, isBic, parseHungarianAccount, hungarianIban, parseIban } from "../../domain/account-number.ts";
import type { EntryDetail } from "../../domain/statement.ts";

/** What the information to the account owner says of one entry. */
export interface Information {
  /** German business transaction code, three digits. */
  readonly transactionCode?: string;
  /** Sub-field 10. */
  readonly primaNota?: string;
  /** Posting text and what has no place of its own, as the bank wrote it. */
  readonly additional: readonly string[];
  readonly detail: EntryDetail;
}

type Detail = { -readonly [K in keyof EntryDetail]: EntryDetail[K] };

/** Keywords of the SEPA data model in the purpose (DK Annex 3, 8.2). `IBAN` and `BIC` are the other side's. */
const keywords: ReadonlySet<string> = new Set(["EREF", "KREF", "MREF", "BREF", "RREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "PURP", "RTRN"]);
const plus = 0x2b;
const keywordInside = /(?:^| )(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RTRN)\+ ?/g;
/** Codes between slashes, as Dutch and some other banks write them. */
const slashCode = /\/(TRTP|CSID|NAME|MARF|REMI|IBAN|BIC|EREF|PREF|RTRN|ORDP|BENM|CNTP|ADDR|SVCL|ISDT|PURP|ULTB|ULTD|ULTC|OCMT|CHGS|FX|ID|SWOC|SWOD|TR|BUSP|CDTRREFTP|CDTRREF)\//g;

/** @param lines of the field, the first without its tag */
export function readInformation(lines: readonly string[]): Information {
  // The sign between the sub-fields is the bank's choice; the lines are cut at 65 anywhere, so they are joined without a blank.
  const first = lines[0] ?? "";
  if (isUsualStart(first)) return subFields(lines.length === 1 ? first : lines.join(""), first.slice(0, 3), "?");
  const structured = /^(?:(\d{3})([^A-Za-z0-9\s])|([?><~|^*#!@$§;=˙`]))(?=[0-36]\d)/.exec(first);
  if (structured !== null) return subFields(lines.join(""), structured[1], structured[2] ?? structured[3] ?? "?");
  const joined = lines.join("");
  if (/^\/[A-Z]{2,10}\//.test(joined) && joined.match(slashCode) !== null) return slashes(joined);
  const remittance = lines.map((line) => line.trim()).filter((line) => line !== "");
  return { additional: [], detail: { remittance } };
}

/** `166?00…`, as nearly all banks begin. */
function isUsualStart(text: string): boolean {
  const tens = text.charCodeAt(4);
  return text.charCodeAt(3) === 0x3f && isDigit(text.charCodeAt(0)) && isDigit(text.charCodeAt(1)) && isDigit(text.charCodeAt(2)) && ((tens >= 0x30 && tens <= 0x33) || tens === 0x36) && isDigit(text.charCodeAt(5));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function subFields(text: string, code: string | undefined, mark: string): Information {
  const purpose: string[] = [], name: string[] = [], additional: string[] = [];
  let primaNota: string | undefined, bank = "", account = "", iban = "";
  // By hand, without a pattern: a large statement has ten sub-fields in each of a million entries.
  for (let at = nextSubField(text, mark, 0); at >= 0; ) {
    const next = nextSubField(text, mark, at + 3);
    const value = text.slice(at + 3, next < 0 ? undefined : next);
    const tens = text.charCodeAt(at + 1), ones = text.charCodeAt(at + 2);
    if (tens === 0x32 || tens === 0x36) purpose.push(value);
    else if (tens === 0x31) primaNota = value.trim();
    else if (tens === 0x33 && ones === 0x30) bank = value.trim();
    else if (tens === 0x33 && ones === 0x31) account = value.trim();
    else if (tens === 0x33 && (ones === 0x32 || ones === 0x33)) name.push(value);
    else if (tens === 0x33 && ones === 0x38) iban = value.trim();
    else pushFilled(additional, value); // 00 is the posting text, 34 the text key's addition; 35 to 37 are not given out
    at = next;
  }
  const detail = purposeDetail(purpose, additional);
  const wholeName = (name.length === 1 ? (name[0] ?? "") : name.reduce((whole, part) => (whole.length % 27 === 0 ? whole + part : `${whole} ${part}`), "")).trim();
  if (wholeName !== "") detail.counterparty = detail.counterparty === undefined ? { name: wholeName } : { ...detail.counterparty, name: wholeName };
  takeAccount(detail, bank, account === "" ? iban : account);
  if (account !== "" && iban !== "" && iban !== account) additional.push(iban);
  const information: { -readonly [K in keyof Information]: Information[K] } = { additional, detail };
  if (code !== undefined) information.transactionCode = code;
  if (primaNota !== undefined && primaNota !== "") information.primaNota = primaNota;
  return information;
}

/** @returns where the next of ?00, ?10, ?20 to ?29, ?30 to ?38 and ?60 to ?69 begins, -1 when there is none */
function nextSubField(text: string, mark: string, from: number): number {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
    const tens = text.charCodeAt(at + 1), ones = text.charCodeAt(at + 2);
    if (!(ones >= 0x30 && ones <= 0x39)) continue;
    if (tens === 0x32 || tens === 0x36 || ((tens === 0x30 || tens === 0x31) && ones === 0x30) || (tens === 0x33 && ones <= 0x38)) return at;
  }
  return -1;
}

function purposeDetail(purpose: readonly string[], additional: string[]): Detail {
  const detail: Detail & { remittance: string[] } = { remittance: [] };
  const told = additional.length;
  let key = "", value = "";
  let hasPurpose = false;
  for (const piece of purpose) {
    const next = keyOf(piece);
    if (next === "" && key !== "") {
      value += piece;
      continue;
    }
    takeKeyword(detail, additional, key, value);
    key = next;
    value = next === "" ? piece : piece.slice(piece.charCodeAt(next.length + 1) === 0x20 ? next.length + 2 : next.length + 1);
    hasPurpose ||= next === "SVWZ";
  }
  takeKeyword(detail, additional, key, value);
  // Some banks cut the text without care for the keywords: then they are looked for anywhere, behind a blank.
  if (hasPurpose || purpose.length === 0) return detail;
  const text = purpose.join("");
  if (!text.includes("SVWZ+")) return detail;
  additional.length = told;
  return keywordsAnywhere(text, additional);
}

function keywordsAnywhere(text: string, additional: string[]): Detail {
  const detail: Detail & { remittance: string[] } = { remittance: [] };
  const found = [...text.matchAll(keywordInside)];
  takeKeyword(detail, additional, "", text.slice(0, found[0]?.index));
  for (const [index, match] of found.entries()) takeKeyword(detail, additional, match[1] ?? "", text.slice(match.index + match[0].length, found[index + 1]?.index));
  return detail;
}

/** Puts what stands behind a keyword to its place; what has none is kept beside. */
function takeKeyword(detail: Detail & { remittance: string[] }, additional: string[], key: string, raw: string): void {
  const value = raw.trim();
  if (value === "") return;
  if (key === "" || key === "SVWZ") detail.remittance.push(value);
  else if (key === "EREF" && detail.endToEndId === undefined) detail.endToEndId = value;
  else if (key === "KREF" && detail.paymentInformationId === undefined) detail.paymentInformationId = value;
  else if (key === "BREF" && detail.bankReference === undefined) detail.bankReference = value;
  else if (key === "IBAN" && detail.counterpartyAccount === undefined) detail.counterpartyAccount = accountNumber(value);
  else if (key === "BIC" && isBic(value)) detail.counterpartyBic = value;
  else if (key === "RTRN" && detail.returnReason === undefined) detail.returnReason = value;
  else additional.push(`${key}+${value}`);
}

/** The keyword that a piece begins with, empty for none. */
function keyOf(piece: string): string {
  const length = piece.charCodeAt(4) === plus ? 4 : piece.charCodeAt(3) === plus ? 3 : 0;
  if (length === 0) return "";
  const key = piece.slice(0, length);
  return keywords.has(key) ? key : "";
}

function slashes(text: string): Information {
  const additional: string[] = [];
  const detail: Detail = { remittance: [] };
  const remittance: string[] = [];
  const found = [...text.matchAll(slashCode)];
  const before = text.slice(0, found[0]?.index).trim();
  if (before !== "") additional.push(before);
  found.forEach((match, index) => {
    const value = text.slice(match.index + match[0].length, found[index + 1]?.index).trim().replace(/\/$/, "");
    const key = match[1] ?? "";
    if (value === "") return;
    if (key === "REMI") remittance.push(value.replace(/^(USTD|STRD)\/\//, ""));
    else if (key === "EREF") detail.endToEndId = value;
    else if (key === "NAME") detail.counterparty = { ...detail.counterparty, name: value };
    else if (key === "IBAN") detail.counterpartyAccount = accountNumber(value);
    else if (key === "BIC" && isBic(value)) detail.counterpartyBic = value;
    else if (key === "PREF") detail.paymentInformationId = value;
    else if (key === "RTRN") detail.returnReason = value;
    else if (key === "CNTP") {
      const [account = "", bic = "", name = ""] = value.split("/");
      if (account !== "") detail.counterpartyAccount = accountNumber(account);
      if (isBic(bic)) detail.counterpartyBic = bic;
      if (name !== "") detail.counterparty = { name };
    } else additional.push(`/${key}/${value}`);
  });
  return { additional, detail: { ...detail, remittance } };
}

function takeAccount(detail: Detail, bank: string, account: string): void {
  const hasBic = bank !== "" && isBic(bank);
  if (hasBic) detail.counterpartyBic = bank;
  const number = account === "" ? undefined : accountNumber(account);
  if (number === undefined && (bank === "" || hasBic)) return;
  if (number?.kind === "iban" || bank === "" || hasBic) {
    if (number !== undefined) detail.counterpartyAccount = number;
  } else detail.counterpartyAccount = { kind: "other", value: `${bank}/${account}` };
}

/** An IBAN, a Hungarian number in its own form, or the text as it is: sixteen digits of another country are not taken for Hungarian. */
export function accountNumber(text: string): AccountNumber {
  const iban = parseIban(text);
  if (iban !== undefined) return { kind: "iban", iban };
  if (/^\d{8}-\d{8}(-\d{8})?$/.test(text)) {
    const hungarian = parseHungarianAccount(text);
    if (hungarian.ok) return { kind: "iban", iban: hungarianIban(hungarian.digits24) };
  }
  return { kind: "other", value: text };
}

function pushFilled(list: string[], value: string): void {
  const text = value.trim();
  if (text !== "") list.push(text);
}
