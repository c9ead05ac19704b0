import { type BtfService, type DataEncryptionInfo, type ProtocolVersion, protocols, type UploadInitialisation } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import type { WantedRelease } from "../eds/fate.ts";
import type { KeptSignature } from "./signers.ts";

/** An upload under way. It is in the database, so that a customer can go on after the bank was restarted. */
export interface Upload {
  readonly transactionId: string;
  /** In which version it began; it goes on in no other. */
  readonly protocol: ProtocolVersion;
  readonly partnerId: string;
  readonly userId: string;
  readonly orderId: string;
  /** What is ordered, whatever the version called it. */
  readonly service: BtfService;
  readonly fileName: string | undefined;
  readonly segments: number;
  /** So many have arrived; the next one is this plus one. */
  readonly received: number;
  /** Ciphertext so far. */
  readonly receivedBytes: number;
  readonly encryption: DataEncryptionInfo;
  readonly release: WantedRelease;
  readonly signatures: readonly KeptSignature[];
  /** What 3.0 announced; undefined in other versions. */
  readonly dataDigest: Uint8Array | undefined;
  /** The answer to the last segment, once given: it is given again to whoever sends that segment again. 6 digits. */
  readonly finishedCode: string | undefined;
}

interface UploadRow {
  readonly protocol: ProtocolVersion;
  readonly partner_id: string;
  readonly user_id: string;
  readonly order_id: string;
  readonly order_type: string;
  readonly file_name: string | null;
  readonly segments: bigint;
  readonly received: bigint;
  readonly received_bytes: bigint;
  readonly finished_code: string | null;
  readonly key_version: string;
  readonly key_digest: Uint8Array;
  readonly transaction_key: Uint8Array;
  readonly release: WantedRelease;
  readonly signatures: string;
  readonly data_digest: Uint8Array;
}

/** Keeps a new upload. @param ownId the OrderID that the client gave it, in 2.4; else it gets the partner's next one */
export function keepUpload(database: BankDatabase, ownId: string | undefined, upload: Omit<Upload, "orderId" | "received" | "receivedBytes" | "finishedCode">, nowMs: number): string {
  return database.transaction(() => {
    const orderId = ownId ?? nextOrderId(database, upload.partnerId);
    // One that was broken off is begun anew under the same id.
    database.run("DELETE FROM upload WHERE partner_id = ? AND user_id = ? AND order_id = ? AND finished_code IS NULL", upload.partnerId, upload.userId, orderId);
    const { encryptionPubKeyDigest: key, transactionKey } = upload.encryption;
    database.run(
      `INSERT INTO upload (transaction_id, protocol, partner_id, user_id, order_id, order_type, file_name, segments, key_version, key_digest, transaction_key, release, signatures, data_digest, started_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      upload.transactionId, upload.protocol, upload.partnerId, upload.userId, orderId, JSON.stringify(upload.service), upload.fileName ?? null, upload.segments, key.version, key.digest,
      transactionKey, upload.release, JSON.stringify(upload.signatures), upload.dataDigest ?? new Uint8Array(0), nowMs,
    );
    return orderId;
  });
}

export function findUpload(database: BankDatabase, transactionId: string): Upload | undefined {
  const row = database.get<UploadRow>("SELECT * FROM upload WHERE transaction_id = ?", transactionId);
  if (row === undefined) return undefined;
  return {
    transactionId,
    protocol: row.protocol,
    partnerId: row.partner_id,
    userId: row.user_id,
    orderId: row.order_id,
    service: JSON.parse(row.order_type) as BtfService, // both written by keepUpload
    fileName: row.file_name ?? undefined,
    segments: Number(row.segments),
    received: Number(row.received),
    receivedBytes: Number(row.received_bytes),
    finishedCode: row.finished_code ?? undefined,
    encryption: { encryptionPubKeyDigest: { version: row.key_version, digest: row.key_digest }, transactionKey: row.transaction_key },
    release: row.release,
    signatures: JSON.parse(row.signatures) as KeptSignature[],
    dataDigest: row.data_digest.length === 0 ? undefined : row.data_digest,
  };
}

export function keepSegment(database: BankDatabase, transactionId: string, number: number, content: Uint8Array): void {
  database.transaction(() => {
    database.run("INSERT INTO upload_segment (transaction_id, number, content) VALUES (?, ?, ?)", transactionId, number, content);
    database.run("UPDATE upload SET received = ?, received_bytes = received_bytes + ?, recoveries = 0 WHERE transaction_id = ?", number, content.length, transactionId);
  });
}

/** The segments in order, one in memory at a time. */
export function* segmentsOf(database: BankDatabase, transactionId: string): Generator<Uint8Array> {
  for (let number = 1; ; number++) {
    const row = segmentOf(database, transactionId, number);
    if (row === undefined) return;
    yield row;
  }
}

export function segmentOf(database: BankDatabase, transactionId: string, number: number): Uint8Array | undefined {
  return database.get<{ content: Uint8Array }>("SELECT content FROM upload_segment WHERE transaction_id = ? AND number = ?", transactionId, number)?.content;
}

/**
 * The last segment has been judged: no other segment is taken any more, and this answer stands. The segments of an order stay, for they are
 * its content; those of a refused one go.
 * @param orderDataKey of an order that was taken: the AES key of its segments
 */
export function finishUpload(database: BankDatabase, transactionId: string, code: string, orderDataKey: Uint8Array | undefined): void {
  database.run("UPDATE upload SET finished_code = ?, order_data_key = ? WHERE transaction_id = ?", code, orderDataKey ?? null, transactionId);
  if (orderDataKey === undefined) database.run("DELETE FROM upload_segment WHERE transaction_id = ? AND number < (SELECT segments FROM upload WHERE transaction_id = ?)", transactionId, transactionId);
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

export function openUploads(database: BankDatabase, partnerId: string): number {
  return Number(database.get<{ uploads: bigint }>("SELECT count(*) AS uploads FROM upload WHERE partner_id = ? AND finished_code IS NULL", partnerId)?.uploads ?? 0n);
}

/** Uploads nobody went on with, and answers nobody asks for any more. */
export function forgetStaleUploads(database: BankDatabase, startedBeforeMs: number): void {
  database.run("DELETE FROM upload WHERE started_ms < ? AND order_data_key IS NULL", startedBeforeMs);
}

/** The partner's next OrderID. Within a transaction. */
export function nextOrderId(database: BankDatabase, partnerId: string): string {
  for (;;) {
    database.run("UPDATE partner SET orders = orders + 1 WHERE partner_id = ?", partnerId);
    const orderId = orderIdFor(Number(database.get<{ orders: bigint }>("SELECT orders FROM partner WHERE partner_id = ?", partnerId)?.orders ?? 1n));
    if (!isOrderIdTaken(database, partnerId, orderId)) return orderId; // a client of 2.4 may have given it to an order of its own
  }
}

/**
 * Where the client gives an order its id (2.4), it must give one, and one that was not there before.
 * @returns the code to refuse it with
 */
export function orderIdProblem(database: BankDatabase, { protocol, orderId, ids }: Pick<UploadInitialisation, "protocol" | "orderId" | "ids">): string | undefined {
  if (protocols[protocol].orderIdBy === "bank") return undefined;
  if (orderId === undefined) return "091112";
  return isOrderIdTaken(database, ids.partnerId, orderId, ids.userId) ? "091115" : undefined;
}

/** Has the partner an order of this id, or had one that was answered to the end? An upload that this user broke off does not count. */
function isOrderIdTaken(database: BankDatabase, partnerId: string, orderId: string, userId = ""): boolean {
  return (
    database.get("SELECT 1 FROM customer_order WHERE partner_id = ? AND order_id = ?", partnerId, orderId) !== undefined ||
    database.get("SELECT 1 FROM upload WHERE partner_id = ? AND order_id = ? AND (finished_code IS NOT NULL OR user_id <> ?)", partnerId, orderId, userId) !== undefined
  );
}

/** `N001`, `N002` … `N00A` …: a letter and three of 0-9 A-Z, the schema's OrderIDType. @param count from 1 */
function orderIdFor(count: number): string {
  const perLetter = 36 ** 3;
  const letter = String.fromCharCode(65 + ((13 + Math.floor(count / perLetter)) % 26)); // N is the 13th after A
  return `${letter}${(count % perLetter).toString(36).toUpperCase().padStart(3, "0")}`;
}
