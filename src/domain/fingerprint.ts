import { hash } from "node:crypto";
import { type AccountNumber, accountText, hungarianIban, parseHungarianAccount } from "./account-number.ts";
import type { Batch, Transaction } from "./order.ts";

/**
 * The fingerprint of what an order pays, to notice the same content sent twice, whatever the file around it.
 *
 * In it, per payment: debtor account, creditor account, creditor's name (folded), amount, currency, end-to-end id, remittance.
 * Not in it: message, batch and instruction ids, UETR, creation time, execution date, grouping into batches, order of payments,
 * addresses, banks' codes (the account decides), charges and purposes, layout. So last month's payroll exported again with new ids for
 * the file and a new date is caught. Next month's payroll is another one because its end-to-end ids or its remittance
 * ("salary 2026-11") or an amount differ; when truly nothing differs, asking the operator is right.
 * A collection also has its mandate's id in it, and is never the same as a payment.
 * An end-to-end id made anew at each export escapes; without it in, every repeated rent would raise an alarm that soon nobody reads.
 *
 * Payments are hashed one by one and the hashes summed modulo 2^256, then the sum and the count are hashed: constant memory, one
 * hash a payment, free of order, and two equal payments are not the same as one or none. It guards against mistakes; somebody who
 * wants to pay twice need only change a letter of the remittance.
 */
export class ContentFingerprint {
  /** The sum, little-endian limbs of 32 bits. */
  readonly #sum = new Uint32Array(8);
  #count = 0;
  /** The debtor's part is the same for the whole batch. */
  #batch: Batch | undefined;
  #debtor = "";

  add(batch: Batch, transaction: Transaction): void {
    if (batch !== this.#batch) {
      this.#batch = batch;
      this.#debtor = `${batch.collection === undefined ? "" : "collects "}${accountKey(batch.debtorAccount)}`;
    }
    const digest = hash("sha256", this.#debtor + paymentText(transaction), "buffer");
    let carry = 0;
    for (let i = 0; i < 8; i++) {
      const limb = (this.#sum[i] ?? 0) + digest.readUInt32LE(i * 4) + carry;
      this.#sum[i] = limb; // the array keeps the low 32 bits
      carry = limb > 0xffff_ffff ? 1 : 0;
    }
    this.#count++;
  }

  /** Lower-case hex, 64 digits. More may be added afterwards. */
  finish(): string {
    return hash("sha256", `kontor content 1\n${this.#count}\n${this.#sum.join(" ")}`, "hex");
  }
}

/** One field a line; folding leaves no line breaks inside a field, so fields cannot run into each other. */
function paymentText(transaction: Transaction): string {
  const { creditorAccount, remittance, mandate } = transaction;
  return `
${creditorAccount === undefined ? "" : accountKey(creditorAccount)}
${foldName(transaction.creditor.name)}
${transaction.amount.minor} ${transaction.amount.currency}
${transaction.endToEndId === "NOTPROVIDED" ? "" : foldText(transaction.endToEndId)}
${foldText(remittance.unstructured.join(" "))}
${foldText(remittance.creditorReference ?? "").replaceAll(" ", "")}${mandate === undefined ? "" : `\n${foldText(mandate.mandateId)}`}`;
}

/** A Hungarian number in a file that has no IBAN is the same account as its IBAN. */
function accountKey(account: AccountNumber): string {
  if (account.kind === "iban") return accountText(account);
  const hungarian = parseHungarianAccount(account.value);
  return hungarian.ok ? hungarianIban(hungarian.digits24) : foldText(account.value).replace(/[ -]/g, "");
}

/** Letters and digits without case and accents: a name that passed through a bank's charset on the way is the same name. */
function foldName(name: string): string {
  if (isAscii.test(name)) return name.toLowerCase().replace(/[^a-z0-9]+/g, "");
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** One case, one blank between words, none around. */
function foldText(text: string): string {
  if (isAscii.test(text) && !text.includes("  ")) return text.toUpperCase().trim(); // most texts: nothing to replace
  return text.normalize("NFKC").toUpperCase().replace(/[\s\p{Cc}]+/gu, " ").trim();
}

const isAscii = /^[\x20-\x7e]*$/;
