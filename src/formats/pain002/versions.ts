/** How a version of the message differs from its sisters, as data. */
export interface Pain002Version {
  readonly id: "pain.002.001.03" | "pain.002.001.10";
  /** GrpSts and PmtInfSts (TransactionGroupStatus3Code); undefined where any external code fits. */
  readonly groupStatuses: ReadonlySet<string> | undefined;
  /** TxSts (TransactionIndividualStatus3Code). */
  readonly transactionStatuses: ReadonlySet<string> | undefined;
}

export const version03: Pain002Version = {
  id: "pain.002.001.03",
  groupStatuses: new Set(["ACTC", "RCVD", "PART", "RJCT", "PDNG", "ACCP", "ACSP", "ACSC", "ACWC"]),
  transactionStatuses: new Set(["ACTC", "RJCT", "PDNG", "ACCP", "ACSP", "ACSC", "ACCR", "ACWC"]),
};
export const version10: Pain002Version = { id: "pain.002.001.10", groupStatuses: undefined, transactionStatuses: undefined };
