import type { DataEncryptionInfo, OrderSignature, ProtocolVersion } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";

export type KeyChangeOrder = "PUB" | "HCA" | "HCS";

/** A key change whose first message has come. */
export interface KeptKeyChange {
  readonly transactionId: string;
  /** In which version it began; it goes on in no other. */
  readonly protocol: ProtocolVersion;
  readonly partnerId: string;
  readonly userId: string;
  readonly order: KeyChangeOrder;
  readonly orderId: string;
  readonly encryption: DataEncryptionInfo;
  readonly signature: OrderSignature;
  /** What 3.0 announced; undefined in other versions. */
  readonly dataDigest: Uint8Array | undefined;
}

/** One that was not gone on with for so long is forgotten. */
const staleAfterMs = 24 * 3_600_000;

interface KeyChangeRow {
  readonly protocol: ProtocolVersion;
  readonly partner_id: string;
  readonly user_id: string;
  readonly order_type: KeyChangeOrder;
  readonly order_id: string;
  readonly key_version: string;
  readonly key_digest: Uint8Array;
  readonly transaction_key: Uint8Array;
  readonly signature_version: OrderSignature["version"];
  readonly signature: Uint8Array;
  readonly data_digest: Uint8Array;
}

/** A user has one at a time: a new one takes the place of one that was broken off. */
export function keepKeyChange(database: BankDatabase, change: KeptKeyChange, nowMs: number): void {
  const { encryptionPubKeyDigest: key, transactionKey } = change.encryption;
  database.run("DELETE FROM key_change WHERE started_ms < ? OR (partner_id = ? AND user_id = ?)", nowMs - staleAfterMs, change.partnerId, change.userId);
  database.run(
    `INSERT INTO key_change (transaction_id, protocol, partner_id, user_id, order_type, order_id, key_version, key_digest, transaction_key, signature_version, signature, data_digest, started_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    change.transactionId, change.protocol, change.partnerId, change.userId, change.order, change.orderId, key.version, key.digest, transactionKey, change.signature.version, change.signature.value, change.dataDigest ?? new Uint8Array(0), nowMs,
  );
}

export function findKeyChange(database: BankDatabase, transactionId: string): KeptKeyChange | undefined {
  const row = database.get<KeyChangeRow>("SELECT * FROM key_change WHERE transaction_id = ?", transactionId);
  if (row === undefined) return undefined;
  return {
    transactionId, protocol: row.protocol, partnerId: row.partner_id, userId: row.user_id, order: row.order_type, orderId: row.order_id,
    encryption: { encryptionPubKeyDigest: { version: row.key_version, digest: row.key_digest }, transactionKey: row.transaction_key },
    signature: { partnerId: row.partner_id, userId: row.user_id, version: row.signature_version, value: row.signature },
    dataDigest: row.data_digest.length === 0 ? undefined : row.data_digest,
  };
}

export function forgetKeyChange(database: BankDatabase, transactionId: string): void {
  database.run("DELETE FROM key_change WHERE transaction_id = ?", transactionId);
}
