import type { BtfService, DataEncryptionInfo } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import type { KeptSignature } from "./signers.ts";

/** An upload under way. It is in the database, so that a customer can go on after the bank was restarted. */
export interface Upload {
  readonly transactionId: string;
  readonly partnerId: string;
  readonly userId: string;
  readonly orderId: string;
  readonly service: BtfService;
  readonly fileName: string | undefined;
  readonly segments: number;
  /** So many have arrived; the next one is this plus one. */
  readonly received: number;
  readonly encryption: DataEncryptionInfo;
  readonly signatures: readonly KeptSignature[];
  readonly dataDigest: Uint8Array;
}

interface UploadRow {
  readonly partner_id: string;
  readonly user_id: string;
  readonly order_id: string;
  readonly order_type: string;
  readonly file_name: string | null;
  readonly segments: bigint;
  readonly received: bigint;
  readonly key_version: string;
  readonly key_digest: Uint8Array;
  readonly transaction_key: Uint8Array;
  readonly signatures: string;
  readonly data_digest: Uint8Array;
}

/** Keeps a new upload and gives it the partner's next OrderID. */
export function keepUpload(database: BankDatabase, upload: Omit<Upload, "orderId" | "received">, nowMs: number): string {
  return database.transaction(() => {
    const orderId = nextOrderId(database, upload.partnerId);
    const { encryptionPubKeyDigest: key, transactionKey } = upload.encryption;
    database.run(
      `INSERT INTO upload (transaction_id, partner_id, user_id, order_id, order_type, file_name, segments, key_version, key_digest, transaction_key, signatures, data_digest, started_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      upload.transactionId, upload.partnerId, upload.userId, orderId, JSON.stringify(upload.service), upload.fileName ?? null, upload.segments, key.version, key.digest,
      transactionKey, JSON.stringify(upload.signatures), upload.dataDigest, nowMs,
    );
    return orderId;
  });
}

export function findUpload(database: BankDatabase, transactionId: string): Upload | undefined {
  const row = database.get<UploadRow>("SELECT * FROM upload WHERE transaction_id = ?", transactionId);
  if (row === undefined) return undefined;
  return {
    transactionId,
    partnerId: row.partner_id,
    userId: row.user_id,
    orderId: row.order_id,
    service: JSON.parse(row.order_type) as BtfService, // both written by keepUpload
    fileName: row.file_name ?? undefined,
    segments: Number(row.segments),
    received: Number(row.received),
    encryption: { encryptionPubKeyDigest: { version: row.key_version, digest: row.key_digest }, transactionKey: row.transaction_key },
    signatures: JSON.parse(row.signatures) as KeptSignature[],
    dataDigest: row.data_digest,
  };
}

export function keepSegment(database: BankDatabase, transactionId: string, number: number, content: Uint8Array): void {
  database.transaction(() => {
    database.run("INSERT INTO upload_segment (transaction_id, number, content) VALUES (?, ?, ?)", transactionId, number, content);
    database.run("UPDATE upload SET received = ?, recoveries = 0 WHERE transaction_id = ?", number, transactionId);
  });
}

export function segmentsOf(database: BankDatabase, transactionId: string): Uint8Array[] {
  return database
    .all<{ content: Uint8Array }>("SELECT content FROM upload_segment WHERE transaction_id = ? ORDER BY number", transactionId)
    .map((row) => row.content);
}

/** @returns how often this upload was sent back to its recovery point in a row, this time included */
export function countRecovery(database: BankDatabase, transactionId: string): number {
  database.run("UPDATE upload SET recoveries = recoveries + 1 WHERE transaction_id = ?", transactionId);
  return Number(database.get<{ recoveries: bigint }>("SELECT recoveries FROM upload WHERE transaction_id = ?", transactionId)?.recoveries ?? 0n);
}

/** Its segments go with it. */
export function forgetUpload(database: BankDatabase, transactionId: string): void {
  database.run("DELETE FROM upload WHERE transaction_id = ?", transactionId);
}

export function receivedBytes(database: BankDatabase, transactionId: string): number {
  return Number(database.get<{ bytes: bigint }>("SELECT coalesce(sum(length(content)), 0) AS bytes FROM upload_segment WHERE transaction_id = ?", transactionId)?.bytes ?? 0n);
}

export function openUploads(database: BankDatabase, partnerId: string): number {
  return Number(database.get<{ uploads: bigint }>("SELECT count(*) AS uploads FROM upload WHERE partner_id = ?", partnerId)?.uploads ?? 0n);
}

/** Uploads nobody went on with. */
export function forgetStaleUploads(database: BankDatabase, startedBeforeMs: number): void {
  database.run("DELETE FROM upload WHERE started_ms < ?", startedBeforeMs);
}

/** The partner's next OrderID. Within a transaction. */
export function nextOrderId(database: BankDatabase, partnerId: string): string {
  database.run("UPDATE partner SET orders = orders + 1 WHERE partner_id = ?", partnerId);
  return orderIdFor(Number(database.get<{ orders: bigint }>("SELECT orders FROM partner WHERE partner_id = ?", partnerId)?.orders ?? 1n));
}

/** `N001`, `N002` … `N00A` …: a letter and three of 0-9 A-Z, the schema's OrderIDType. @param count from 1 */
function orderIdFor(count: number): string {
  const perLetter = 36 ** 3;
  const letter = String.fromCharCode(65 + ((13 + Math.floor(count / perLetter)) % 26)); // N is the 13th after A
  return `${letter}${(count % perLetter).toString(36).toUpperCase().padStart(3, "0")}`;
}
