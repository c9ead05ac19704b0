import type { AccountNumber } from "./account-number.ts";
import type { IsoDate } from "./ids.ts";
import type { Money } from "./money.ts";
import type { Party } from "./order.ts";

/**
 * What the bank says its entries are: a statement is what it stands by; a report (camt.052, during the day) and a notification (camt.054)
 * tell of the same entries earlier, and the statement repeats them. Only a statement books payments and counts in balances.
 */
export type StatementKind = "statement" | "report" | "notification";

/** Stmt of camt.053. Amounts are signed from the account holder's side: money out is minus. */
export interface StatementHeader {
  /** Absent for a statement: ask `statementKind`. */
  readonly kind?: StatementKind | undefined;
  /** Stmt/Id. */
  readonly statementId: string;
  /** LglSeqNb or ElctrncSeqNb, as written. */
  readonly sequenceNumber?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly fromDate?: IsoDate | undefined;
  readonly toDate?: IsoDate | undefined;
  readonly account: AccountNumber;
  readonly currency?: string | undefined;
  readonly ownerName?: string | undefined;
}

export function statementKind(header: StatementHeader): StatementKind {
  return header.kind ?? "statement";
}

export interface Balance {
  /** OPBD, PRCD, CLBD, ITBD, CLAV, FWAV … */
  readonly type: string;
  readonly amount: Money;
  readonly date: IsoDate;
}

/** The first balance of one of these types. OPBD and PRCD open, CLBD closes; ITBD stands in on intraday statements. */
export function openingBalance(balances: readonly Balance[]): Balance | undefined {
  return balances.find((one) => one.type === "OPBD") ?? balances.find((one) => one.type === "PRCD");
}
export function closingBalance(balances: readonly Balance[]): Balance | undefined {
  return balances.find((one) => one.type === "CLBD") ?? balances.findLast((one) => one.type === "ITBD");
}

/** The day a statement is of: its end, or its closing balance's. */
export function statementDay({ header, balances }: { readonly header: StatementHeader; readonly balances: readonly Balance[] }): IsoDate | undefined {
  return header.toDate ?? closingBalance(balances)?.date;
}

/** Ntry: one line on the statement. */
export interface StatementEntry {
  readonly amount: Money;
  readonly bookingDate?: IsoDate | undefined;
  readonly valueDate?: IsoDate | undefined;
  /** BOOK, PDNG or INFO; only BOOK is in the balance. */
  readonly status: "BOOK" | "PDNG" | "INFO";
  /** RvslInd. The amount's sign already is this entry's direction. */
  readonly reversal: boolean;
  /** NtryRef. */
  readonly entryReference?: string | undefined;
  /** AcctSvcrRef: the bank's reference. */
  readonly bankReference?: string | undefined;
  /** BkTxCd: `PMNT/ICDT/ESCT` or the proprietary code. */
  readonly bankTransactionCode?: string | undefined;
  /** AddtlNtryInf. */
  readonly additionalInformation?: string | undefined;
  readonly details: readonly EntryDetail[];
}

/** TxDtls: one payment of a line. The counterparty is the other side of the account holder. */
export interface EntryDetail {
  /** Signed as the entry; absent where the bank gives none. */
  readonly amount?: Money | undefined;
  readonly endToEndId?: string | undefined;
  readonly messageId?: string | undefined;
  readonly paymentInformationId?: string | undefined;
  readonly instructionId?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly bankReference?: string | undefined;
  readonly counterparty?: Party | undefined;
  readonly counterpartyAccount?: AccountNumber | undefined;
  readonly counterpartyBic?: string | undefined;
  readonly remittance: readonly string[];
  readonly creditorReference?: string | undefined;
  /** RtrInf/Rsn/Cd: AC04 … */
  readonly returnReason?: string | undefined;
}
