/** pain.002: what the bank says of an order, of a batch, of one transaction. */
export interface StatusReportHeader {
  readonly messageId: string;
  readonly createdAt?: string | undefined;
  readonly originalMessageId: string;
  readonly originalMessageName?: string | undefined;
  /** GrpSts: ACTC, ACCP, ACSP, ACSC, PART, PDNG, RJCT … */
  readonly groupStatus?: string | undefined;
  /** Sts/Conf of a camt.029, about the recall as a whole, whatever it asked back: CNCL, RJCR, PDCR, PECR … */
  readonly confirmation?: string | undefined;
  /** RslvdCase/Id of a camt.029: the recall that it answers. */
  readonly caseId?: string | undefined;
  readonly reasons: readonly StatusReason[];
}

/** StsRsnInf. */
export interface StatusReason {
  /** ISO external code (AC04) or the proprietary one. */
  readonly code?: string | undefined;
  /** AddtlInf lines. */
  readonly text: readonly string[];
  /** Orgtr/Id/…/Othr values by scheme name; HAC carries the EBICS ids here. */
  readonly originatorIds?: Readonly<Record<string, string>> | undefined;
}

/** OrgnlPmtInfAndSts: a batch's status (in HAC: one event). */
export interface BatchStatus {
  readonly originalPaymentInformationId: string;
  readonly status?: string | undefined;
  readonly reasons: readonly StatusReason[];
}

/** TxInfAndSts. */
export interface TransactionStatus {
  readonly originalPaymentInformationId?: string | undefined;
  readonly originalInstructionId?: string | undefined;
  readonly originalEndToEndId?: string | undefined;
  readonly status: string;
  readonly reasons: readonly StatusReason[];
}
