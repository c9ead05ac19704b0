import { type DataEncryptionInfo, openSignatureData, type OrderSignature, type ProtocolVersion, verifyOrderSignature } from "../../ebics/index.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";
import { releaseRefusal, type WantedRelease } from "../eds/fate.ts";
import { isAllowed, type OfferedOrder } from "../subscribers/offered-orders.ts";
import { findSubscriber } from "../subscribers/subscriber.ts";
import { publicKeyOf } from "./check-sender.ts";
import type { Host } from "./host.ts";

/** An order's signatures as kept between initialisation and the last segment; the value as base64. */
export interface KeptSignature {
  readonly userId: string;
  readonly version: OrderSignature["version"];
  readonly value: string;
}

export type CheckedSigners = { readonly kind: "ok"; readonly signatures: readonly KeptSignature[] } | { readonly kind: "refused"; readonly code: string; readonly reason?: string | undefined };

/**
 * Checks who signed before any order data arrives: known, ready, each once, allowed, and together enough to release the order,
 * unless it may wait at the bank for the others.
 */
export async function checkSigners(host: Host, protocol: ProtocolVersion, partnerId: string, order: OfferedOrder, release: WantedRelease, signatureData: Uint8Array, encryption: DataEncryptionInfo): Promise<CheckedSigners> {
  const opened = await openSignatureData(protocol, signatureData, encryption, host.keys.decryption);
  if (opened.kind === "unreadable") return { kind: "refused", code: opened.returnCode, reason: `The signatures: ${opened.reason}.` };
  const classes: SignatureClass[] = [];
  const seen = new Set<string>();
  for (const signature of opened.value) {
    if (signature.partnerId !== partnerId) return { kind: "refused", code: "091120", reason: `A signature is of partner ${signature.partnerId}.` };
    const signer = findSubscriber(host.ledger.database, partnerId, signature.userId);
    if (signer?.signature === undefined) return { kind: "refused", code: "091304", reason: `The signer ${signature.userId} is not known, or has no signature key.` };
    if (signer.state !== "ready") return { kind: "refused", code: "091305", reason: `The signer ${signature.userId} is ${signer.state}, not ready.` };
    if (seen.has(signature.userId)) return { kind: "refused", code: "091306", reason: `${signature.userId} signed twice.` };
    if (signature.version !== signer.signature.version) return { kind: "refused", code: "091301", reason: `${signature.userId} signed as ${signature.version}, but has a key for ${signer.signature.version}.` };
    seen.add(signature.userId);
    if (isAllowed(signer, order)) classes.push(signer.signatureClass);
  }
  const tooFew = releaseRefusal(host.ledger.database, partnerId, release, classes);
  if (tooFew !== undefined) return { kind: "refused", code: tooFew, reason: `The signatures (${classes.join(", ") || "none that counts"}) are not enough to release the order.` };
  return {
    kind: "ok",
    signatures: opened.value.map(({ userId, version, value }) => ({ userId, version, value: Buffer.from(value).toString("base64") })),
  };
}

/** How a signature was found: over the order data without CR, LF and Ctrl-Z as the specification has it, or over the bytes as they came. */
export type VerifiedOver = "stripped" | "as-sent" | "wrong";

export function verifySignature(host: Host, partnerId: string, signature: KeptSignature, digests: OrderDigests): VerifiedOver {
  const key = findSubscriber(host.ledger.database, partnerId, signature.userId)?.signature;
  if (key === undefined) return "wrong";
  const publicKey = publicKeyOf(key);
  const isOver = (digest: Uint8Array): boolean => verifyOrderSignature(signature.version, digest, Buffer.from(signature.value, "base64"), publicKey);
  if (isOver(digests.stripped)) return "stripped";
  return isOver(digests.asSent) ? "as-sent" : "wrong";
}

/** SHA-256 of the order data in both ways that customers' programs compute it. */
export interface OrderDigests {
  readonly stripped: Uint8Array;
  readonly asSent: Uint8Array;
}
