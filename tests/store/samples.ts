import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AccountNumber } from "../../src/domain/account-number.ts";
import type { ConnectionId, CurrencyCode, Iban, IsoDate, IsoInstant, OrderId, StatementId, StoredFileId } from "../../src/domain/ids.ts";
import type { Batch, Transaction } from "../../src/domain/order.ts";
import type { StatementEntry } from "../../src/domain/statement.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import type { OrderFields } from "../../src/workflows/ports/orders.ts";
import type { CustomerProfile } from "../../src/workflows/ports/profile.ts";
import type { Statement } from "../../src/workflows/ports/statements.ts";

/** Values for store tests: real-looking, made for the project. */
export const at = "2026-11-23T09:00:00Z" as IsoInstant;
export const dataKey = new Uint8Array(32).fill(7);
export const eur = "EUR" as CurrencyCode;

export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-store-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function newStore(folder: string, onWrite?: (statement: string) => void): Promise<{ store: CustomerStore; path: string }> {
  const file = path.join(folder, "store.db");
  const store = await openCustomerStore({ path: file, dataKey, create: true, onWrite });
  return { store, path: file };
}

export const profile: CustomerProfile = {
  name: "Danube Textil Kft.",
  shortName: "DANUBE",
  code: "4711",
  colour: "blue",
  language: "hu",
  confirmAbove: [{ minor: 5_000_000n, currency: eur }],
  address: undefined,
};

export function iban(text: string): AccountNumber {
  return { kind: "iban", iban: text as Iban };
}

export function orderFields(n: number, more: Partial<OrderFields> = {}): OrderFields & { readonly id: OrderId } {
  return {
    id: `order-${n}` as OrderId,
    title: `Salaries ${n}`,
    origin: "import",
    connectionId: "connection-1" as ConnectionId,
    format: "pain.001.001.09",
    messageId: `MSG-${n}`,
    fileId: undefined,
    fingerprint: `fingerprint-${n}`,
    signedDigest: undefined,
    transactionCount: 3,
    sums: [{ minor: 12345678901234567n, currency: eur }],
    largest: [{ minor: 999n, currency: eur }],
    accounts: ["HU42117730161111101800000000"],
    executionDate: "2026-11-24" as IsoDate,
    createdAt: at,
    createdBy: "Kis Anna",
    bankOrderId: undefined,
    findings: [],
    ...more,
  };
}

export function batch(n = 0): Batch {
  return {
    paymentInformationId: `PMT-${n}`,
    requestedExecutionDate: "2026-11-24" as IsoDate,
    debtor: { name: "Danube Textil Kft." },
    debtorAccount: iban("HU42117730161111101800000000"),
    debtorAgent: { bic: "OTPVHUHB" },
  };
}

export function transaction(n: number, more: Partial<Transaction> = {}): Transaction {
  return {
    endToEndId: `E2E-${String(n).padStart(6, "0")}`,
    amount: { minor: BigInt(1000 + ((n * 7919) % 100_000)), currency: eur },
    creditor: { name: `Tóth Éva ${n}` },
    creditorAccount: iban(`DE${String(10 + (n % 89))}500105175407324${String(n % 1000).padStart(3, "0")}`),
    creditorAgent: { bic: "INGDDEFF" },
    remittance: { unstructured: [`Invoice ${n} of November`] },
    ...more,
  };
}

export function statement(n: number, more: Partial<Statement> = {}): Statement {
  return {
    id: `statement-${n}` as StatementId,
    fileId: "file-1" as StoredFileId,
    format: "camt.053.001.08",
    header: { statementId: `STM-${n}`, account: iban("HU42117730161111101800000000"), sequenceNumber: String(n), fromDate: `2026-11-${10 + n}` as IsoDate, toDate: `2026-11-${10 + n}` as IsoDate },
    balances: [{ type: "CLBD", amount: { minor: BigInt(n) * 100n, currency: eur }, date: `2026-11-${10 + n}` as IsoDate }],
    entryCount: 0,
    balanced: true,
    findings: [],
    receivedAt: at,
    ...more,
  };
}

export function entry(n: number): StatementEntry {
  return {
    amount: { minor: -BigInt(1000 + n), currency: eur },
    bookingDate: "2026-11-24" as IsoDate,
    valueDate: "2026-11-24" as IsoDate,
    status: "BOOK",
    reversal: false,
    bankReference: `REF${n}`,
    details: [{ endToEndId: `E2E-${String(n).padStart(6, "0")}`, amount: { minor: -BigInt(1000 + n), currency: eur }, counterparty: { name: `Tóth Éva ${n}` }, remittance: [`Invoice ${n} of November`] }],
  };
}

export async function* streamOf(...chunks: readonly (Uint8Array | string)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
}

export async function collect(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Writes an order with its payments, as an import does. */
export async function importOrder(store: CustomerStore, n: number, count: number): Promise<void> {
  await store.transaction(async (inside) => {
    const order = await inside.orders.create(orderFields(n), "Kis Anna");
    const writer = inside.orders.writer(order.id);
    writer.addBatch(batch());
    for (let i = 0; i < count; i++) {
      writer.addTransaction(transaction(i));
      if (i % 2000 === 1999) await writer.flush();
    }
    await writer.flush();
  });
}
