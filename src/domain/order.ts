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

/** PmtInf of pain.001: the transactions that are booked together. */
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
  readonly ultimateDebtor?: Party | undefined;
  readonly declaredCount?: number | undefined;
  readonly declaredSum?: string | undefined;
}

/** CdtTrfTxInf of pain.001: one payment. */
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
  readonly ultimateDebtor?: Party | undefined;
  readonly ultimateCreditor?: Party | undefined;
  readonly purpose?: string | undefined;
  readonly chargeBearer?: ChargeBearer | undefined;
  readonly remittance: Remittance;
}
