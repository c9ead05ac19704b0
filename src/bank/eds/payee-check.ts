import { accountText } from "../../domain/account-number.ts";
import type { Transaction } from "../../domain/order.ts";
import { accountByNumber } from "../ledger/account.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { noteReport } from "../ledger/note-status-report.ts";

/** What the payee's bank says of a name: match, close match (with the name it knows), no match, not possible. EPC verification of payee, ISO codes. */
type PayeeResult = "RCVC" | "RVMC" | "RVNM" | "RVNA";
export interface CheckedPayee {
  readonly paymentInformationId: string;
  readonly instructionId: string | undefined;
  readonly endToEndId: string;
  readonly result: PayeeResult;
  /** Of a close match. */
  readonly offeredName: string | undefined;
}

/** Only accounts of this bank have names it knows. */
export function checkPayee(ledger: Ledger, paymentInformationId: string, { instructionId, endToEndId, creditor, creditorAccount }: Transaction): CheckedPayee {
  const account = creditorAccount === undefined ? undefined : accountByNumber(ledger, accountText(creditorAccount));
  const result = account === undefined ? "RVNA" : compareNames(creditor.name, account.owner);
  return { paymentInformationId, instructionId, endToEndId, result, offeredName: result === "RVMC" ? account?.owner : undefined };
}

/** Does it need the customer's decision? */
export function needsDecision(payees: readonly CheckedPayee[]): boolean {
  return payees.some(({ result }) => result === "RVMC" || result === "RVNM");
}

/** Within a transaction: keeps the results, and notes that a report on them is to be fetched. */
export function keepPayeeChecks(ledger: Ledger, order: bigint, payees: readonly CheckedPayee[]): void {
  for (const [position, one] of payees.entries()) {
    ledger.database.run(
      "INSERT INTO payee_check (order_row, position, payment_information_id, instruction_id, end_to_end_id, result, offered_name) VALUES (?, ?, ?, ?, ?, ?, ?)",
      order, position, one.paymentInformationId, one.instructionId ?? null, one.endToEndId, one.result, one.offeredName ?? null,
    );
  }
  noteReport(ledger, order, "payees");
}

function compareNames(asked: string, known: string): PayeeResult {
  const [a, b] = [folded(asked), folded(known)];
  if (a === b) return "RCVC";
  if (a !== "" && (distanceAtMost(a, b, 2) || b.startsWith(a) || a.startsWith(b))) return "RVMC";
  return "RVNM";
}

function folded(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Levenshtein distance, by rows. */
function distanceAtMost(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, one] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) next.push(Math.min((row[j] ?? 0) + (one === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return (row.at(-1) ?? most + 1) <= most;
}
