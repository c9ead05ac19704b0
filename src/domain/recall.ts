import type { AccountNumber } from "./account-number.ts";
import type { IsoDate } from "./ids.ts";
import type { Money } from "./money.ts";
import type { Agent, Party } from "./order.ts";

/** Who asks, or who is asked: a company, a bank. In a reversal (pain.007) the company asks its bank. */
export interface RecallSide {
  readonly party?: Party | undefined;
  readonly agent?: Agent | undefined;
}

/** A request to get payments back: a company's recall (camt.055), a bank's (camt.056), a reversal of direct debits (pain.007). */
export interface RecallHeader {
  readonly messageId: string;
  /** CreDtTm as written. */
  readonly createdAt: string;
  readonly from: RecallSide;
  readonly to: RecallSide;
  readonly declaredCount?: number | undefined;
  /** An exact decimal over all currencies. */
  readonly declaredSum?: string | undefined;
}

/** CxlRsnInf, RvslRsnInf: why. */
export interface RecallReason {
  /** `CUST` the customer asks, `DUPL` paid twice, `TECH` a technical mistake, `FRAD` fraud …, or the bank's own code. */
  readonly code?: string | undefined;
  /** AddtlInf, each at most 105 characters. */
  readonly text: readonly string[];
}

/** The order that payments are asked back of. */
export interface RecalledMessage {
  readonly originalMessageId: string;
  /** `pain.001.001.09`. */
  readonly originalMessageName?: string | undefined;
  /** All of it is asked back: it lists no payments then. */
  readonly whole: boolean;
  readonly declaredCount?: number | undefined;
  readonly declaredSum?: string | undefined;
  readonly reasons: readonly RecallReason[];
}

/** A batch of that order. */
export interface RecalledBatch {
  readonly originalPaymentInformationId: string;
  /** All of the batch is asked back. */
  readonly whole: boolean;
  readonly declaredCount?: number | undefined;
  readonly declaredSum?: string | undefined;
  readonly reasons: readonly RecallReason[];
}

/** One payment that is asked back. What the request does not say of it is absent. */
export interface RecalledPayment {
  /** CxlId, RvslId: of this request for this payment. */
  readonly recallId?: string | undefined;
  readonly originalInstructionId?: string | undefined;
  readonly originalEndToEndId?: string | undefined;
  /** OrgnlTxId, between banks only. */
  readonly originalTransactionId?: string | undefined;
  readonly originalUetr?: string | undefined;
  /** What was paid. */
  readonly amount?: Money | undefined;
  /** What is given back, where a reversal says so. */
  readonly reversedAmount?: Money | undefined;
  /** One of the three at most: a transfer's, a direct debit's, and between banks. */
  readonly executionDate?: IsoDate | undefined;
  readonly collectionDate?: IsoDate | undefined;
  readonly settlementDate?: IsoDate | undefined;
  readonly debtor?: Party | undefined;
  readonly debtorAccount?: AccountNumber | undefined;
  readonly debtorAgent?: Agent | undefined;
  readonly creditor?: Party | undefined;
  readonly creditorAccount?: AccountNumber | undefined;
  readonly creditorAgent?: Agent | undefined;
  readonly remittance: readonly string[];
  readonly reasons: readonly RecallReason[];
}

/** A request as a whole: each order with its batches; a bank's request (camt.056) has none, and its payments stand without. */
export interface Recall {
  readonly header: RecallHeader;
  readonly messages: readonly {
    readonly message: RecalledMessage;
    readonly batches: readonly { readonly batch: RecalledBatch | undefined; readonly payments: readonly RecalledPayment[] }[];
  }[];
}
