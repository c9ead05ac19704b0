import type { AccountNumber } from "./account-number.ts";
import type { IsoDate } from "./ids.ts";
import type { Money } from "./money.ts";

/** A name with an address. `name` is as in the file; it is filtered when shown. */
export interface Party {
  readonly name: string;
  readonly address?: PostalAddress | undefined;
  /** OrgId/Othr/Id or PrvtId/Othr/Id. */
  readonly id?: string | undefined;
}

/** ISO 20022 PostalAddress, what payments use of it. Structured, or hybrid: town and country and at most two lines. */
export interface PostalAddress {
  readonly streetName?: string | undefined;
  readonly buildingNumber?: string | undefined;
  readonly postCode?: string | undefined;
  readonly townName?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  readonly addressLines: readonly string[];
}

/** A bank in a payment. */
export interface Agent {
  readonly bic?: string | undefined;
  readonly name?: string | undefined;
  /** ClrSysMmbId/MmbId. */
  readonly clearingMemberId?: string | undefined;
}

/** RmtInf. At most one of the two in SEPA. */
export interface Remittance {
  /** Ustrd, each at most 140 characters. */
  readonly unstructured: readonly string[];
  /** Strd/CdtrRefInf: a reference such as RF18… or a QR reference. */
  readonly creditorReference?: string | undefined;
  /** Strd/CdtrRefInf/Tp/CdOrPrtry: `SCOR`, `QRR`. */
  readonly creditorReferenceType?: string | undefined;
}

export type ChargeBearer = "DEBT" | "CRED" | "SHAR" | "SLEV";

/** `RPRE`: presented again after it came back. */
export type SequenceType = "FRST" | "RCUR" | "FNAL" | "OOFF" | "RPRE";

/** What a batch of direct debits has besides. A batch that has it collects money; one without pays. */
export interface Collection {
  /** CdtrSchmeId: the id of the collector, `DE98ZZZ09999999999` in SEPA. */
  readonly creditorSchemeId?: string | undefined;
  /** PmtTpInf/SeqTp. */
  readonly sequenceType?: SequenceType | undefined;
}

/** MndtRltdInf: the payer's consent to be debited. */
export interface Mandate {
  /** MndtId; in a Hungarian collection the payer's id at the collector. */
  readonly mandateId: string;
  /** DtOfSgntr. */
  readonly signedOn?: IsoDate | undefined;
  readonly amendment?: MandateAmendment | undefined;
  /** Where it stands at the payment: it counts before the batch's. */
  readonly creditorSchemeId?: string | undefined;
  readonly sequenceType?: SequenceType | undefined;
}

/** AmdmntInfDtls: what it was before, each only where it changed. */
export interface MandateAmendment {
  readonly originalMandateId?: string | undefined;
  readonly originalCreditorSchemeId?: string | undefined;
  readonly originalCreditorName?: string | undefined;
  /** The value `SMNDA` says only that account or bank is another one. */
  readonly originalDebtorAccount?: AccountNumber | undefined;
  /** A BIC, or `SMNDA`. */
  readonly originalDebtorAgent?: string | undefined;
}

/** GrpHdr of pain.001. */
export interface OrderHeader {
  readonly messageId: string;
  /** CreDtTm as written. */
  readonly createdAt: string;
  readonly initiatingParty: Party;
  /** NbOfTxs as declared. */
  readonly declaredCount?: number | undefined;
  /** CtrlSum as declared, an exact decimal over all currencies. */
  readonly declaredSum?: string | undefined;
}

/**
 * PmtInf of pain.001 and pain.008: the transactions that are booked together. The batch's party is the account holder, a
 * transaction's the other side. In a collection the account holder is the creditor although the fields are called debtor here, and
 * the other side the debtor: where the roles matter, ask `sidesOf`.
 */
export interface Batch {
  readonly paymentInformationId: string;
  readonly requestedExecutionDate: IsoDate;
  readonly debtor: Party;
  readonly debtorAccount: AccountNumber;
  readonly debtorAccountCurrency?: string | undefined;
  readonly debtorAgent: Agent;
  /** BtchBookg: true = one line on the statement. */
  readonly batchBooking?: boolean | undefined;
  /** PmtTpInf/SvcLvl/Cd: `SEPA`, `URGP`. */
  readonly serviceLevel?: string | undefined;
  /** PmtTpInf/LclInstrm/Cd: `INST`. */
  readonly localInstrument?: string | undefined;
  /** PmtTpInf/CtgyPurp/Cd: `SALA`. */
  readonly categoryPurpose?: string | undefined;
  readonly instructionPriority?: "HIGH" | "NORM" | undefined;
  readonly chargeBearer?: ChargeBearer | undefined;
  /** On whose behalf the account holder acts. */
  readonly ultimateDebtor?: Party | undefined;
  readonly declaredCount?: number | undefined;
  readonly declaredSum?: string | undefined;
  /** There: these are direct debits, and money comes in. */
  readonly collection?: Collection | undefined;
}

/** CdtTrfTxInf of pain.001, DrctDbtTxInf of pain.008: one payment. */
export interface Transaction {
  readonly instructionId?: string | undefined;
  /** `NOTPROVIDED` where the company gave none. */
  readonly endToEndId: string;
  readonly uetr?: string | undefined;
  readonly amount: Money;
  readonly creditor: Party;
  /** Absent only in files that leave it to the bank (cheques, references). */
  readonly creditorAccount?: AccountNumber | undefined;
  readonly creditorAgent?: Agent | undefined;
  /** On whose behalf the account holder acts; `ultimateCreditor` is behind the other side. */
  readonly ultimateDebtor?: Party | undefined;
  readonly ultimateCreditor?: Party | undefined;
  readonly purpose?: string | undefined;
  readonly chargeBearer?: ChargeBearer | undefined;
  readonly remittance: Remittance;
  /** Of a direct debit. */
  readonly mandate?: Mandate | undefined;
}

/** True for direct debits: money comes in, and those whom the payments name are its debtors. */
export function collects(batches: readonly Pick<Batch, "collection">[]): boolean {
  return batches.some(({ collection }) => collection !== undefined);
}

/** One side of a payment. */
export interface Side {
  readonly party: Party;
  readonly account: AccountNumber | undefined;
  readonly agent: Agent | undefined;
}

/** Who pays and who gets it, whichever way the order goes. */
export function sidesOf(batch: Batch, transaction: Transaction): { readonly debtor: Side; readonly creditor: Side } {
  const holder: Side = { party: batch.debtor, account: batch.debtorAccount, agent: batch.debtorAgent };
  const other: Side = { party: transaction.creditor, account: transaction.creditorAccount, agent: transaction.creditorAgent };
  return batch.collection === undefined ? { debtor: holder, creditor: other } : { debtor: other, creditor: holder };
}
