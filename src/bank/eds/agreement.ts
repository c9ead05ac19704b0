import { AppError } from "../../domain/errors.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";

/** What the bank has agreed with a partner about signing at the bank. */
export interface EdsAgreement {
  /** Orders with too few signatures wait at the bank for the others. Without it they are refused. */
  readonly eds: boolean;
  /** So many signatures an order needs, unless its account needs more. */
  readonly signaturesRequired: number;
}

/** How the bank handles orders that wait, for all partners. */
export interface EdsSettings {
  /** Days until an order that nobody releases is deleted. */
  readonly deletedAfterDays: number;
  /** HVT gives the file of the order. Banks that keep it back give the digest and the payments one by one. */
  readonly givesOrderData: boolean;
  /** Payees' names are compared with the owners of accounts at this bank, also for order types that do not ask for it. */
  readonly payeeCheck: boolean;
}
export type EdsSettingName = "deleted-after-days" | "gives-order-data" | "payee-check";
const settingKey = (name: EdsSettingName): string => `eds-${name}`;

const signaturesMax = 9;
const daysMax = 365;

export function edsAgreement(database: BankDatabase, partnerId: string): EdsAgreement {
  const row = database.get<{ eds: bigint; signatures_required: bigint }>("SELECT eds, signatures_required FROM partner WHERE partner_id = ?", partnerId);
  return { eds: row?.eds === 1n, signaturesRequired: Number(row?.signatures_required ?? 1n) };
}

/** The most that any order of the partner can need. */
export function signaturesRequiredMost(database: BankDatabase, partnerId: string): number {
  const most = database.get<{ most: bigint | null }>("SELECT max(signatures_required) AS most FROM account WHERE partner_id = ?", partnerId)?.most ?? 0n;
  return Math.max(edsAgreement(database, partnerId).signaturesRequired, Number(most));
}

/** What an order that debits these accounts needs: the most that one of them, or the partner, wants. */
export function signaturesRequiredFor(database: BankDatabase, partnerId: string, accounts: readonly string[]): number {
  let required = edsAgreement(database, partnerId).signaturesRequired;
  for (const number of accounts) {
    const row = database.get<{ signatures_required: bigint | null }>("SELECT signatures_required FROM account WHERE number = ? AND partner_id = ?", number, partnerId);
    required = Math.max(required, Number(row?.signatures_required ?? 0n));
  }
  return required;
}

/** @throws AppError bank/`no-such-partner` `wrong-number` */
export function setEdsAgreement(database: BankDatabase, partnerId: string, agreement: Partial<EdsAgreement>): EdsAgreement {
  if (agreement.signaturesRequired !== undefined) checkCount(agreement.signaturesRequired, signaturesMax);
  const { eds, signaturesRequired } = { ...edsAgreement(database, partnerId), ...agreement };
  const { changes } = database.run("UPDATE partner SET eds = ?, signatures_required = ? WHERE partner_id = ?", eds ? 1 : 0, signaturesRequired, partnerId);
  if (changes === 0) throw new AppError("bank", "no-such-partner", `There is no partner ${partnerId}.`, { meaning: "Nothing was changed.", next: "List them: bank partner list." });
  return edsAgreement(database, partnerId);
}

/** @throws AppError bank/`no-such-account` `wrong-number` */
export function setAccountSignatures(database: BankDatabase, number: string, signaturesRequired: number): void {
  checkCount(signaturesRequired, signaturesMax);
  const { changes } = database.run("UPDATE account SET signatures_required = ? WHERE number = ? AND partner_id IS NOT NULL", signaturesRequired, number.replace(/\s/g, "").toUpperCase());
  if (changes === 0) throw new AppError("bank", "no-such-account", `There is no account ${number} of a partner at the practice bank.`, { meaning: "Nothing was changed.", next: "List them: bank account list." });
}

export function edsSettings(database: BankDatabase): EdsSettings {
  const read = (name: EdsSettingName): string | undefined => readSetting(database, settingKey(name));
  return { deletedAfterDays: Number(read("deleted-after-days") ?? "14"), givesOrderData: read("gives-order-data") !== "no", payeeCheck: read("payee-check") === "yes" };
}

/** @throws AppError bank/`wrong-number` */
export function setEdsSettings(database: BankDatabase, settings: Partial<EdsSettings>): EdsSettings {
  const { deletedAfterDays, givesOrderData, payeeCheck } = settings;
  const write = (name: EdsSettingName, value: string): void => writeSetting(database, settingKey(name), value);
  if (deletedAfterDays !== undefined) {
    checkCount(deletedAfterDays, daysMax);
    write("deleted-after-days", String(deletedAfterDays));
  }
  if (givesOrderData !== undefined) write("gives-order-data", givesOrderData ? "yes" : "no");
  if (payeeCheck !== undefined) write("payee-check", payeeCheck ? "yes" : "no");
  return edsSettings(database);
}

function checkCount(count: number, most: number): void {
  if (!Number.isSafeInteger(count) || count < 1 || count > most) throw new AppError("bank", "wrong-number", `${count} is not a whole number from 1 to ${most}.`, { meaning: "Nothing was changed." });
}
