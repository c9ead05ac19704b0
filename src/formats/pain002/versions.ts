/** How a version of the message differs from its sisters, as data. All are read alike: what differs between them is not used here. */
export interface Pain002Version {
  /** As the namespace names it: `pain.002.001.10`, `pain.002.001.03.ch.02`. */
  readonly id: string;
  readonly title: string;
  /** Proven against its schema, so that Kontor makes files of it, too. */
  readonly writes: boolean;
  /** GrpSts and PmtInfSts (TransactionGroupStatus3Code); undefined where any external code fits. */
  readonly groupStatuses: ReadonlySet<string> | undefined;
  /** TxSts (TransactionIndividualStatus3Code). */
  readonly transactionStatuses: ReadonlySet<string> | undefined;
}

/** Also the EBICS customer protocol (HAC): one OrgnlPmtInfAndSts is one event, its ids stand in the reason's originator. */
export const version03: Pain002Version = {
  id: "pain.002.001.03", title: "Payment status report, 2009, and EBICS customer protocol", writes: true,
  groupStatuses: new Set(["ACTC", "RCVD", "PART", "RJCT", "PDNG", "ACCP", "ACSP", "ACSC", "ACWC"]),
  transactionStatuses: new Set(["ACTC", "RJCT", "PDNG", "ACCP", "ACSP", "ACSC", "ACCR", "ACWC"]),
};
export const version10: Pain002Version = { id: "pain.002.001.10", title: "Payment status report, 2019", writes: true, groupStatuses: undefined, transactionStatuses: undefined };

const schemas: ReadonlySet<string> = new Set(["12", "14"]);

/** Sorted by id. */
export const versions: readonly Pain002Version[] = [
  version03,
  { ...version03, id: "pain.002.001.03.ch.02", title: "Payment status report, Switzerland", writes: false },
  ...["04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14"].map((version): Pain002Version =>
    version === "10" ? version10 : { ...version10, id: `pain.002.001.${version}`, title: "Payment status report", writes: schemas.has(version) }),
];
