import type { Selectable } from "kysely";
import type { AccountNumber } from "../../domain/account-number.ts";
import { accountText } from "../../domain/account-number.ts";
import type { CurrencyCode, Iban, OrderId, StatementId } from "../../domain/ids.ts";
import { mandateKey } from "../../domain/mandate.ts";
import type { Remittance, Transaction } from "../../domain/order.ts";
import type { TransactionState } from "../../domain/order-life.ts";
import type { OrderTransaction } from "../../workflows/ports/orders.ts";
import type { Value } from "../handle.ts";
import { foldParts } from "../fold.ts";
import type { TransactionTable } from "../schema.ts";

/** Columns that a new transaction fills, in the order of `transactionValues`. */
export const transactionColumns = [
  "order_number", "position", "batch", "state", "end_to_end_id", "instruction_id", "amount_minor", "currency",
  "creditor_name", "creditor_account", "search", "body", "mandate_key",
] as const satisfies readonly (keyof TransactionTable)[];

/** The rare fields. Written without `toBody`: no amounts and no bytes are among them, and there are many rows. */
type TransactionBody = Pick<Transaction, "uetr" | "creditorAgent" | "ultimateDebtor" | "ultimateCreditor" | "purpose" | "chargeBearer" | "mandate"> & {
  readonly creditor?: Pick<Transaction["creditor"], "address" | "id"> | undefined;
  /** Only where the account is not an IBAN. */
  readonly other?: { readonly scheme?: string | undefined } | undefined;
  readonly remittance?: Remittance | undefined;
};

/** @param creditorSchemeId that of the batch, where it collects */
export function transactionValues(orderNumber: number, position: number, batch: number, transaction: Transaction, creditorSchemeId: string | undefined): readonly Value[] {
  const { creditor, creditorAccount, remittance, mandate } = transaction;
  const collector = mandate?.creditorSchemeId ?? creditorSchemeId;
  const account = creditorAccount === undefined ? null : accountText(creditorAccount);
  return [
    orderNumber,
    position,
    batch,
    "open" satisfies TransactionState,
    transaction.endToEndId,
    transaction.instructionId ?? null,
    transaction.amount.minor,
    transaction.amount.currency,
    creditor.name,
    account,
    foldParts([creditor.name, account ?? undefined, transaction.endToEndId, ...remittance.unstructured, remittance.creditorReference]),
    bodyText(transaction),
    mandate === undefined || mandate.mandateId === "" || collector === undefined ? null : mandateKey(collector, mandate.mandateId),
  ];
}

function bodyText(transaction: Transaction): string | null {
  const { creditor, creditorAccount, remittance } = transaction;
  const body: TransactionBody = {
    uetr: transaction.uetr,
    creditorAgent: transaction.creditorAgent,
    ultimateDebtor: transaction.ultimateDebtor,
    ultimateCreditor: transaction.ultimateCreditor,
    purpose: transaction.purpose,
    chargeBearer: transaction.chargeBearer,
    mandate: transaction.mandate,
    creditor: creditor.address === undefined && creditor.id === undefined ? undefined : { address: creditor.address, id: creditor.id },
    other: creditorAccount?.kind === "other" ? { scheme: creditorAccount.scheme } : undefined,
    remittance: remittance.unstructured.length === 0 && remittance.creditorReference === undefined ? undefined : remittance,
  };
  const text = JSON.stringify(body);
  return text === "{}" ? null : text;
}

/** A row joined with the ids of its order and of the statement that booked it. */
export type TransactionRow = Selectable<TransactionTable> & { order_id: string; statement_id: string | null };

export function toTransaction(row: TransactionRow): OrderTransaction {
  const body: TransactionBody = row.body === null ? {} : (JSON.parse(row.body) as TransactionBody);
  const { creditor, other, remittance, ...rare } = body;
  return {
    ...rare,
    orderId: row.order_id as OrderId,
    position: row.position,
    batch: row.batch,
    state: row.state as TransactionState,
    endToEndId: row.end_to_end_id,
    ...(row.instruction_id === null ? {} : { instructionId: row.instruction_id }),
    amount: { minor: row.amount_minor, currency: row.currency as CurrencyCode },
    creditor: { name: row.creditor_name, ...creditor },
    ...(row.creditor_account === null ? {} : { creditorAccount: toAccount(row.creditor_account, other) }),
    remittance: remittance ?? { unstructured: [] },
    ...(row.reason_code === null ? {} : { reasonCode: row.reason_code }),
    ...(row.reason_text === null ? {} : { reasonText: row.reason_text }),
    ...(row.statement_id === null || row.entry === null || row.detail === null
      ? {}
      : { entry: { statementId: row.statement_id as StatementId, entry: row.entry, detail: row.detail } }),
  };
}

function toAccount(text: string, other: TransactionBody["other"]): AccountNumber {
  return other === undefined ? { kind: "iban", iban: text as Iban } : { kind: "other", value: text, ...other };
}
