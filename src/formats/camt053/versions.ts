import type { CamtMessage } from "./messages.ts";

/** How a version of the message is laid out, as data. Only writing needs it: all are read alike, by the names of their fields. */
export interface CamtLayout {
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

export interface CamtVersion {
  /** `camt.053.001.08`. */
  readonly id: string;
  readonly message: CamtMessage;
  readonly title: string;
  /** Undefined where files of it are only read. */
  readonly layout: CamtLayout | undefined;
}

const layout02: CamtLayout = {
  bic: "BIC", bicPattern: /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/, statusIsChoice: false, partyInside: undefined,
  detailHasAmount: false, createdAtOptional: false,
  balanceTypes: new Set(["XPCD", "OPAV", "ITAV", "CLAV", "FWAV", "CLBD", "ITBD", "OPBD", "PRCD", "INFO"]),
};
const layout08: CamtLayout = {
  bic: "BICFI", bicPattern: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, statusIsChoice: true, partyInside: "Pty",
  detailHasAmount: true, createdAtOptional: true, balanceTypes: undefined,
};

/** Versions whose layout is proven against their schema. */
const layouts: Readonly<Record<string, CamtLayout>> = { "02": layout02, "08": layout08 };
const years: Readonly<Record<string, string>> = { "02": ", 2009", "08": ", 2019" };

/** The version that stands in where a file has no namespace or a version that is not known here. */
export const usualVersion = "08";

/** .01 to .13, sorted. */
export function versionsOf(message: CamtMessage): readonly CamtVersion[] {
  return Array.from({ length: 13 }, (_, index) => {
    const version = String(index + 1).padStart(2, "0");
    const id = `${message.family}.001.${version}`;
    return { id, message, title: `${message.title}${years[version] ?? ""} (${id})`, layout: layouts[version] };
  });
}
