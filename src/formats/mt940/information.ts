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
const keyword = /^(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RTRN)\+ ?/;
const keywordInside = /(?:^| )(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RTRN)\+ ?/g;
/** Codes between slashes, as Dutch and some other banks write them. */
const slashCode = /\/(TRTP|CSID|NAME|MARF|REMI|IBAN|BIC|EREF|PREF|RTRN|ORDP|BENM|CNTP|ADDR|SVCL|ISDT|PURP|ULTB|ULTD|ULTC|OCMT|CHGS|FX|ID|SWOC|SWOD|TR|BUSP|CDTRREFTP|CDTRREF)\//g;

/** @param lines of the field, the first without its tag */
export function readInformation(lines: readonly string[]): Information {
  // The sign between the sub-fields is the bank's choice; the lines are cut at 65 anywhere, so they are joined without a blank.
  const structured = /^(?:(\d{3})([^A-Za-z0-9\s])|([?><~|^*#!@$§;=˙`]))(?=[0-36]\d)/.exec(lines[0] ?? "");
  if (structured !== null) return subFields(lines.join(""), structured[1], structured[2] ?? structured[3] ?? "?");
  const joined = lines.join("");
  if (/^\/[A-Z]{2,10}\//.test(joined) && joined.match(slashCode) !== null) return slashes(joined);
  const remittance = lines.map((line) => line.trim()).filter((line) => line !== "");
  return { additional: [], detail: { remittance } };
}

function subFields(text: string, code: string | undefined, mark: string): Information {
  const at = new RegExp(`\\${mark}(00|10|2\\d|3[0-8]|6\\d)`, "g");
  const purpose: string[] = [], name: string[] = [], additional: string[] = [];
  let primaNota: string | undefined, bank = "", account = "", iban = "";
  const found = [...text.matchAll(at)];
  found.forEach((match, index) => {
    const value = text.slice(match.index + 3, found[index + 1]?.index);
    const number = match[1] ?? "";
    if (number === "00") pushFilled(additional, value);
    else if (number === "10") primaNota = value.trim();
    else if (number.startsWith("2") || number.startsWith("6")) purpose.push(value);
    else if (number === "30") bank = value.trim();
    else if (number === "31") account = value.trim();
    else if (number === "32" || number === "33") name.push(value);
    else if (number === "38") iban = value.trim();
    else pushFilled(additional, value); // 34 is the text key's addition, 35 to 37 are not given out
  });
  const detail = purposeDetail(purpose, additional);
  const wholeName = name.reduce((whole, part) => (whole.length % 27 === 0 ? whole + part : `${whole} ${part}`), "").trim();
  if (wholeName !== "") detail.counterparty = { ...detail.counterparty, name: wholeName };
  takeAccount(detail, bank, account === "" ? iban : account);
  if (account !== "" && iban !== "" && iban !== account) additional.push(iban);
  return { ...(code === undefined ? {} : { transactionCode: code }), ...(primaNota === undefined || primaNota === "" ? {} : { primaNota }), additional, detail };
}

function purposeDetail(purpose: readonly string[], additional: string[]): Detail {
  const parts: { key: string; value: string }[] = [];
  for (const piece of purpose) {
    const match = keyword.exec(piece);
    if (match !== null) parts.push({ key: match[1] ?? "", value: piece.slice(match[0].length) });
    else if (parts.length === 0 || parts.at(-1)?.key === "") parts.push({ key: "", value: piece });
    else {
      const last = parts.at(-1);
      if (last !== undefined) last.value += piece;
    }
  }
  // Some banks cut the text without care for the keywords: then they are looked for anywhere, behind a blank.
  if (!parts.some((part) => part.key === "SVWZ") && /SVWZ\+/.test(purpose.join(""))) {
    const text = purpose.join("");
    const found = [...text.matchAll(keywordInside)];
    parts.length = 0;
    if ((found[0]?.index ?? 0) > 0) parts.push({ key: "", value: text.slice(0, found[0]?.index) });
    for (const [index, match] of found.entries()) parts.push({ key: match[1] ?? "", value: text.slice(match.index + match[0].length, found[index + 1]?.index) });
  }
  const remittance: string[] = [];
  const detail: Detail = { remittance };
  for (const { key, value: raw } of parts) {
    const value = raw.trim();
    if (value === "") continue;
    if (key === "" || key === "SVWZ") remittance.push(value);
    else if (key === "EREF" && detail.endToEndId === undefined) detail.endToEndId = value;
    else if (key === "KREF" && detail.paymentInformationId === undefined) detail.paymentInformationId = value;
    else if (key === "BREF" && detail.bankReference === undefined) detail.bankReference = value;
    else if (key === "IBAN" && detail.counterpartyAccount === undefined) detail.counterpartyAccount = accountNumber(value);
    else if (key === "BIC" && isBic(value)) detail.counterpartyBic = value;
    else if (key === "RTRN" && detail.returnReason === undefined) detail.returnReason = value;
    else additional.push(`${key}+${value}`);
  }
  return detail;
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
  if (isBic(bank)) detail.counterpartyBic = bank;
  const number = account === "" ? undefined : accountNumber(account);
  if (number === undefined && (bank === "" || isBic(bank))) return;
  if (number?.kind === "iban" || bank === "" || isBic(bank)) {
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
