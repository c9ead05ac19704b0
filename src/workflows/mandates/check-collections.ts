import { accountText, formatAccount } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import type { IsoDate, IsoInstant, OrderId } from "../../domain/ids.ts";
import { keyOfMandate, mandateKey, type RegisterEntry } from "../../domain/mandate.ts";
import { amendmentToTell, isKnownToBank, lastDayOf, mandateStateOn } from "../../domain/mandate-rules.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Batch, Mandate, Transaction } from "../../domain/order.ts";
import { visibleLine } from "../../domain/text.ts";
import type { OrderFormat, OrderSink, Place } from "../../formats/format.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import { wantsConfirmedMandates } from "./confirm-mandates.ts";
import { foldName } from "../order-survey.ts";

/** Findings beyond this many are counted, not kept. */
const findingsMax = 300;

const prefix = "register-";

export const unconfirmedMandateCode = `${prefix}unconfirmed`;

/** True for what is found by comparing with the register of mandates: it is found anew at each check, as the register changes. */
export function isRegisterFinding({ code }: Finding): boolean {
  return code.startsWith(prefix);
}

/**
 * Reads an order of collections and compares each with the register of mandates.
 * @param about.of the order whose file it is, once it is in the store: its own collections are no repeats
 * @param about.since only what mandates say that were changed since then, or that cannot be collected under
 * @returns what is to be said, in the order of the file; of an empty register, that it is empty, once
 */
export async function registerFindings(store: CustomerStore, format: OrderFormat, content: AsyncIterable<Uint8Array>, about: About): Promise<readonly Finding[]> {
  const check = new CollectionCheck(store, about, { isEmpty: (await store.mandates.count()) === 0, confirms: wantsConfirmedMandates(await store.profile.get()) });
  await format.read(content, check);
  return check.finish();
}

interface About {
  readonly today: IsoDate;
  readonly of?: OrderId | undefined;
  readonly since?: IsoInstant | undefined;
}

/** One collection that waits to be compared. */
interface Waiting {
  readonly key: string;
  readonly batch: Batch;
  readonly transaction: Transaction;
  readonly mandate: Mandate;
  readonly position: number;
  readonly line: number;
  readonly at: Place | undefined;
}

class CollectionCheck implements OrderSink {
  readonly #store: CustomerStore;
  readonly #today: IsoDate;
  readonly #of: OrderId | undefined;
  readonly #since: IsoInstant | undefined;
  readonly #isEmpty: boolean;
  readonly #confirms: boolean;
  readonly #findings: Finding[] = [];
  /** Key and due date of what came before in the file. */
  readonly #seen = new Map<string, number>();
  #omitted = 0;
  #batch: Batch | undefined;
  #position = -1;
  #named = 0;
  #waiting: Waiting[] = [];

  constructor(store: CustomerStore, { today, of, since }: About, register: { readonly isEmpty: boolean; readonly confirms: boolean }) {
    this.#store = store;
    this.#today = today;
    this.#of = of;
    this.#since = since;
    this.#isEmpty = register.isEmpty;
    this.#confirms = register.confirms;
  }

  header(): void {}
  finding(): void {}

  batch(batch: Batch): void {
    this.#batch = batch;
  }

  transaction(transaction: Transaction, line: number, mandateAt?: Place): void {
    this.#position++;
    const batch = this.#batch;
    const { mandate } = transaction;
    const creditor = mandate?.creditorSchemeId ?? batch?.collection?.creditorSchemeId;
    if (batch?.collection === undefined || mandate === undefined || mandate.mandateId === "" || creditor === undefined) return;
    this.#named++;
    if (!this.#isEmpty) this.#waiting.push({ key: mandateKey(creditor, mandate.mandateId), batch, transaction, mandate, position: this.#position, line, at: mandateAt });
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const known = await this.#store.mandates.byKeys([...new Set(waiting.map(({ key }) => key))]);
    for (const one of waiting) {
      const entry = known.get(one.key);
      if (this.#since === undefined) this.#compareDays(one, entry);
      if (this.#since === undefined || (entry !== undefined && (entry.mandate.changedAt >= this.#since || mandateStateOn(entry, this.#today) !== "active"))) this.#compare(one, entry);
    }
  }

  async finish(): Promise<readonly Finding[]> {
    await this.flush();
    if (this.#isEmpty && this.#named > 0) {
      return [{ severity: "info", code: `${prefix}empty`, field: "MndtId", message: "The register of mandates is empty, so the mandates of this file were compared with nothing. Once it is imported, l at the order takes them in." }];
    }
    if (this.#omitted > 0) this.#findings.push({ severity: "info", code: `${prefix}more`, message: `${this.#omitted} more remarks about mandates are not shown.` });
    return this.#findings;
  }

  #compare(one: Waiting, entry: RegisterEntry | undefined): void {
    const { mandate: said, batch } = one;
    const reference = visibleLine(said.mandateId, 35);
    if (entry === undefined) {
      if (said.amendment?.originalMandateId === undefined) this.#tell(one, "warning", "unknown", "MndtId", `Mandate ${reference} is not in the register. Is it signed? l at the order takes it in.`);
      else this.#tell(one, "warning", "amended", "MndtId", `The file gives a mandate the new reference ${reference}. l at the order takes the amendment in.`);
      return;
    }
    const { mandate } = entry;
    const state = mandateStateOn(entry, this.#today);
    if (state === "expired") this.#tell(one, "error", "expired", "MndtId", `Mandate ${reference} expired on ${lastDayOf(entry.lastUsedOn)}: 36 months without a collection. Have a new one signed, and take this collection out.`);
    else if (state === "suspended") this.#tell(one, "error", "suspended", "MndtId", `Mandate ${reference} is suspended${mandate.stateReason === undefined ? "" : `: ${visibleLine(mandate.stateReason.replace(/\.$/, ""), 150)}`}. Resume it in the register, or take this collection out.`);
    else if (state !== "active") this.#tell(one, "error", state, "MndtId", `Mandate ${reference} is ${state.replace("-", " ")}: nothing can be collected under it. Take this collection out.`);
    const { unconfirmed } = mandate;
    if (this.#confirms && unconfirmed !== undefined && unconfirmed.at >= (this.#since ?? "")) this.#tell(one, "warning", "unconfirmed", "MndtId", `Mandate ${reference} of ${visibleLine(mandate.debtor.name, 50)} is not confirmed: entered or changed by ${unconfirmed.by.map((name) => visibleLine(name, 40)).join(" and ")}, and compared with the signed one by nobody else.`);
    if (keyOfMandate(mandate) !== one.key) this.#tell(one, "warning", "old-reference", "MndtId", `The mandate is ${visibleLine(mandate.mandateId, 35)} since it was amended; the file still calls it ${reference}.`);
    this.#compareData(one, entry);
    this.#compareSequence(one, entry, said.sequenceType ?? batch.collection?.sequenceType);
    const amendment = amendmentToTell(entry);
    if (amendment !== undefined && said.amendment === undefined) this.#tell(one, "warning", "amendment-missing", "AmdmntInd", `Mandate ${reference} was amended, and no collection has told the bank yet; this one does not, either.`);
  }

  #compareData(one: Waiting, { mandate }: RegisterEntry): void {
    const { transaction, mandate: said, batch } = one;
    const scheme = batch.localInstrument === "B2B" ? "B2B" : "CORE";
    if (scheme !== mandate.scheme) this.#tell(one, "error", "scheme", "LclInstrm", `The mandate was signed for ${schemeWords[mandate.scheme]}, and the file collects by ${schemeWords[scheme]}. Correct the file, or the register.`);
    const account = transaction.creditorAccount;
    if (account !== undefined && accountText(account) !== accountText(mandate.debtorAccount)) {
      const both = `${formatAccount(account)}; the register has ${formatAccount(mandate.debtorAccount)}`;
      if (said.amendment?.originalDebtorAccount === undefined && said.amendment?.originalDebtorAgent === undefined) this.#tell(one, "warning", "account", "DbtrAcct/Id/IBAN", `The file debits ${both}. Ask the debtor on a way that you knew before; then amend the mandate.`);
      else this.#tell(one, "warning", "amended", "DbtrAcct/Id/IBAN", `The file amends the account to ${both}. l at the order takes the amendment in.`);
    }
    if (foldName(transaction.creditor.name) !== foldName(mandate.debtor.name)) this.#tell(one, "warning", "name", "Dbtr/Nm", `The mandate is of ${visibleLine(mandate.debtor.name, 50)}, and the file says ${visibleLine(transaction.creditor.name, 50)}.`);
    if (said.signedOn !== undefined && said.signedOn !== mandate.signedOn) this.#tell(one, "warning", "date", "DtOfSgntr", `The mandate was signed on ${mandate.signedOn}, and the file says ${said.signedOn}.`);
  }

  #compareSequence(one: Waiting, entry: RegisterEntry, type: string | undefined): void {
    if (type === undefined || type === "RPRE") return;
    const oneOff = entry.mandate.type === "one-off";
    if (oneOff !== (type === "OOFF")) this.#tell(one, "warning", "sequence", "SeqTp", `The mandate is for ${oneOff ? "one collection (OOFF)" : "recurrent collections (FRST, RCUR, FNAL)"}, and the file says ${type}.`);
    else if (type === "FRST" && isKnownToBank({ ...entry, collections: entry.collections.filter(({ orderId }) => orderId !== this.#of) })) this.#tell(one, "warning", "sequence", "SeqTp", "The first collection was made already, and the file says FRST again: some banks refuse that. RCUR is right.");
  }

  /** The same mandate twice for one day is most often a mistake. */
  #compareDays(one: Waiting, entry: RegisterEntry | undefined): void {
    const reference = visibleLine(one.mandate.mandateId, 35);
    const day = one.batch.requestedExecutionDate;
    const seen = this.#seen.get(`${one.key} ${day}`);
    if (seen !== undefined) this.#tell(one, "warning", "twice", "MndtId", `Collection ${seen + 1} of this file is under mandate ${reference}, too, on the same day.`);
    else this.#seen.set(`${one.key} ${day}`, one.position);
    const other = entry?.collections.find(({ orderId, dueOn, state }) => orderId !== this.#of && dueOn === day && state !== "refused");
    if (other !== undefined) this.#tell(one, "warning", "twice", "MndtId", `Order ${orderNumberText(other.orderNumber)} collects under mandate ${reference} on the same day, ${day}.`);
  }

  #tell(one: Waiting, severity: Severity, code: string, field: string, message: string): void {
    if (this.#findings.length >= findingsMax && severity !== "error") {
      this.#omitted++;
      return;
    }
    const inMandate = !/^(Dbtr|LclInstrm|SeqTp)/.test(field);
    this.#findings.push({
      severity, code: `${prefix}${code}`, message, field: inMandate ? `DrctDbtTx/MndtRltdInf/${field}` : field, transaction: one.position,
      line: inMandate ? (one.at?.line ?? one.line) : one.line, ...(inMandate && one.at !== undefined ? { column: one.at.column } : {}),
    });
  }
}

const schemeWords = { CORE: "SEPA Core", B2B: "SEPA B2B" } as const;
