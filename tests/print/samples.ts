import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountNumber } from "../../src/domain/account-number.ts";
import type { CurrencyCode, Iban, IsoDate, IsoInstant, OrderId, SignerId, StoredFileId, SubscriberId } from "../../src/domain/ids.ts";
import type { Money } from "../../src/domain/money.ts";
import type { Batch } from "../../src/domain/order.ts";
import type { StatementEntry } from "../../src/domain/statement.ts";
import type { Order, OrderSignature, OrderStep, OrderTransaction } from "../../src/workflows/ports/orders.ts";
import type { OrderSheet, PageFrame, StatementSheet } from "../../src/workflows/ports/printed-pages.ts";

export const money = (minor: number | bigint, currency = "HUF"): Money => ({ minor: BigInt(minor), currency: currency as CurrencyCode });
const iban = (text: string): AccountNumber => ({ kind: "iban", iban: text as Iban });
const day = (text: string): IsoDate => text as IsoDate;
const instant = (text: string): IsoInstant => text as IsoInstant;

export const frame: PageFrame = {
  customerName: "Duna Textil Kereskedelmi és Szolgáltató Kft.", customerShortName: "DANUBE", colour: "blue", bankTitle: "Practice bank", printedAt: instant("2026-11-22T16:20:00Z"), printedBy: "Kis Anna", practice: true,
};

const names = ["Őri Zsófia", "Kovács Őrsébet Ágnes", "Tűzkő és Fűrész Gépgyártó Zártkörűen Működő Részvénytársaság", "Müller & Söhne GmbH", "Nagy Béla", "Παπαδόπουλος Α.Ε.", "Szűcs Ádám", "Иванов ООД"];
const remittances = ["Munkabér 2026-11", "Számla 2026/00417, vevőkód 88123, köszönjük a szállítást és várjuk a következő ajánlatot", "Invoice 4711", "", "Bérleti díj november"];

export function transaction(position: number, fields: Partial<OrderTransaction> = {}): OrderTransaction {
  return {
    orderId: "o" as OrderId, position, batch: 0, state: "open", endToEndId: `SAL-2026-11-${String(position + 1).padStart(5, "0")}`, amount: money(10_000_00 + ((position * 7_919) % 90_000) * 100),
    creditor: { name: names[position % names.length]! }, creditorAccount: iban(position % 3 === 0 ? "HU42117730161111101800000000" : "DE89370400440532013000"),
    creditorAgent: position % 4 === 0 ? { bic: "OTPVHUHB" } : undefined, remittance: { unstructured: [remittances[position % remittances.length]!].filter((text) => text !== "") }, ...fields,
  };
}

const batches: Batch[] = [
  { paymentInformationId: "PAY-2026-11-A", requestedExecutionDate: day("2026-11-23"), debtor: { name: "Duna Textil Kft." }, debtorAccount: iban("HU93116000060000000012345676"), debtorAgent: { bic: "GIBAHUHB" } },
  { paymentInformationId: "PAY-2026-11-B", requestedExecutionDate: day("2026-11-24"), debtor: { name: "Duna Textil Kft." }, debtorAccount: iban("HU42117730161111101800000000"), debtorAgent: { bic: "OTPVHUHB" } },
];

const signedDigest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const signatures: OrderSignature[] = [
  { orderId: "o" as OrderId, signerId: "s1" as SignerId, signerName: "Kis Anna", signatureClass: "A", subscriberId: "u1" as SubscriberId, mechanism: "A006", signature: new Uint8Array(256), digest: signedDigest, at: instant("2026-11-22T14:02:00Z"), device: "Key file anna.p12" },
  { orderId: "o" as OrderId, signerId: "s2" as SignerId, signerName: "Nagy Béla", signatureClass: "B", subscriberId: "u2" as SubscriberId, mechanism: "A006", signature: new Uint8Array(256), digest: signedDigest, at: instant("2026-11-22T14:31:00Z"), device: "Key file bela.p12" },
];
const step = (at: string, actor: string, event: OrderStep["event"], to: OrderStep["to"], note?: string): OrderStep => ({ orderId: "o" as OrderId, at: instant(at), actor, event, from: undefined, to, note });

export function orderSheet(transactions: readonly OrderTransaction[], fields: Partial<Order> = {}, rest: Partial<OrderSheet> = {}): OrderSheet {
  const sums = new Map<CurrencyCode, bigint>();
  for (const { amount } of transactions) sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + amount.minor);
  return {
    frame, batches, transactions, signatures,
    order: {
      id: "o" as OrderId, number: 47, title: "November payroll, head office", state: "accepted", revision: 9, origin: "import", connectionId: undefined, format: "pain.001.001.09", messageId: "MSG-2026-11-22-0047",
      fileId: "f" as StoredFileId, fingerprint: "ab".repeat(32), signedDigest, transactionCount: transactions.length, sums: [...sums].map(([currency, minor]) => ({ currency, minor })), largest: [],
      accounts: ["HU93116000060000000012345676", "HU42117730161111101800000000"], executionDate: day("2026-11-23"), createdAt: instant("2026-11-22T13:50:00Z"), createdBy: "Kis Anna", bankOrderId: "A00K", findings: [],
      bankAnswer: { code: "TS01", text: "The transmission was successful", at: instant("2026-11-22T14:40:00Z") }, ...fields,
    },
    steps: [
      step("2026-11-22T13:50:00Z", "Kis Anna", "created", "draft", "from payroll-2026-11.xml"), step("2026-11-22T13:51:00Z", "Kis Anna", "check", "checked"),
      step("2026-11-22T14:02:00Z", "Kis Anna", "sign", "partly-signed"), step("2026-11-22T14:31:00Z", "Nagy Béla", "sign-last", "signed"),
      step("2026-11-22T14:38:00Z", "Nagy Béla", "queue", "queued"), step("2026-11-22T14:39:00Z", "service", "start-sending", "sending"),
      step("2026-11-22T14:40:00Z", "service", "deliver", "delivered", "order id A00K; the bank confirmed every segment and gave the order its own number in the protocol"), step("2026-11-22T14:55:00Z", "bank", "accept", "accepted"),
    ],
    ...rest,
  };
}

export function entry(position: number, fields: Partial<StatementEntry> = {}): StatementEntry {
  const minor = BigInt(((position * 104_729) % 900_000) * 100 + 1_050) * (position % 3 === 0 ? -1n : 1n);
  const { endToEndId, creditor, remittance, creditorAccount } = transaction(position);
  return {
    amount: { minor, currency: "HUF" as CurrencyCode }, bookingDate: day("2026-11-20"), valueDate: day("2026-11-20"), status: "BOOK", reversal: false, bankReference: `B${String(position).padStart(8, "0")}`, bankTransactionCode: "PMNT/RCDT/ESCT",
    details: [{ endToEndId, counterparty: creditor, counterpartyAccount: creditorAccount, remittance: remittance.unstructured }], ...fields,
  };
}

export function statementSheet(entries: readonly StatementEntry[], rest: Partial<StatementSheet> = {}): StatementSheet {
  const opening = money(1_250_000_00);
  const closing = { ...opening, minor: entries.filter((one) => one.status === "BOOK").reduce((sum, one) => sum + one.amount.minor, opening.minor) };
  return {
    frame: { ...frame, colour: "green" }, entries, balanced: true,
    header: { statementId: "STMT-2026-223", sequenceNumber: "223", createdAt: "2026-11-20T19:00:00Z", fromDate: day("2026-11-20"), toDate: day("2026-11-20"), account: iban("HU93116000060000000012345676"), currency: "HUF", ownerName: "Duna Textil Kft." },
    balances: [{ type: "OPBD", amount: opening, date: day("2026-11-19") }, { type: "CLBD", amount: closing, date: day("2026-11-20") }, { type: "CLAV", amount: closing, date: day("2026-11-20") }],
    ...rest,
  };
}

async function pdfBytes(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** The text of every page, laid out as on paper, read by poppler. */
export async function pagesOf(pieces: AsyncIterable<Uint8Array>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "kontor-print-"));
  try {
    const path = join(folder, "print.pdf");
    writeFileSync(path, await pdfBytes(pieces));
    return execFileSync("pdftotext", ["-layout", path, "-"], { maxBuffer: 256 * 1024 * 1024 }).toString().split("\f").slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
