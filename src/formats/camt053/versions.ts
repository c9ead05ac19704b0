/** How a version of the message differs from its sister, as data. */
export interface Camt053Version {
  readonly id: "camt.053.001.02" | "camt.053.001.08";
  readonly bic: "BIC" | "BICFI";
  readonly bicPattern: RegExp;
  /** Sts is a code itself, or holds Cd. */
  readonly statusIsChoice: boolean;
  /** Element between Dbtr or Cdtr and the party's fields. */
  readonly partyInside: string | undefined;
  /** TxDtls has Amt and CdtDbtInd of its own; else only AmtDtls/TxAmt, in the entry's direction. */
  readonly detailHasAmount: boolean;
  /** Stmt/CreDtTm may be left out. */
  readonly createdAtOptional: boolean;
  /** BalanceType12Code; undefined where any external code fits. */
  readonly balanceTypes: ReadonlySet<string> | undefined;
}

export const version02: Camt053Version = {
  id: "camt.053.001.02", bic: "BIC", bicPattern: /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/, statusIsChoice: false, partyInside: undefined,
  detailHasAmount: false, createdAtOptional: false,
  balanceTypes: new Set(["XPCD", "OPAV", "ITAV", "CLAV", "FWAV", "CLBD", "ITBD", "OPBD", "PRCD", "INFO"]),
};
export const version08: Camt053Version = {
  id: "camt.053.001.08", bic: "BICFI", bicPattern: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, statusIsChoice: true, partyInside: "Pty",
  detailHasAmount: true, createdAtOptional: true, balanceTypes: undefined,
};
