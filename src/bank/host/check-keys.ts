import { isAppError } from "../../domain/errors.ts";
import { type NewKeys, type PublicKey, type PublicKeyInfo, readPublicKey } from "../../ebics/index.ts";
import { listSubscribers, type Subscriber } from "../subscribers/subscriber.ts";
import type { Host } from "./host.ts";

/** Shortest RSA key of a customer. */
const keyBitsMin = 2048;
const dayMs = 86_400_000;

/** The versions, the code for another one, the code for one that is too short, and the key usages of which one must be in the certificate. */
const rules = {
  signature: { versions: ["A005", "A006"], wrongVersion: "091201", tooShort: "091204", usages: ["nonRepudiation", "digitalSignature"] },
  authentication: { versions: ["X002"], wrongVersion: "091202", tooShort: "091205", usages: ["digitalSignature"] },
  encryption: { versions: ["E002"], wrongVersion: "091203", tooShort: "091206", usages: ["keyEncipherment"] },
} as const;
const uses = ["signature", "authentication", "encryption"] as const;

/**
 * What is wrong with keys that a user sent, as the code to refuse them with; undefined when they may be kept.
 * Keys that are not among them stay as they are, and count for the rule that the signature key is another one than the two that work unattended.
 */
export function keysProblem(host: Host, subscriber: Subscriber, sent: NewKeys): string | undefined {
  if (sent.partnerId !== subscriber.partnerId || sent.userId !== subscriber.userId) return "091113";
  for (const use of uses) {
    const key = sent[use];
    if (key !== undefined && !rules[use].versions.some((version) => version === key.version)) return rules[use].wrongVersion;
  }
  const keys = uses.map((use) => ({ use, sent: sent[use] !== undefined, key: readable(sent[use] ?? subscriber[use]) }));
  for (const one of keys) {
    if (!one.sent) continue;
    if (one.key === undefined) return "091219";
    const problem = keyProblem(host, one.key, one.use);
    if (problem !== undefined) return problem;
  }
  const [signature, ...unattended] = keys;
  const isDuplicate = unattended.some(({ key }) => key !== undefined && key.publicKeyHash === signature?.key?.publicKeyHash);
  return isDuplicate || isAnothersKey(host, subscriber, sent) ? "091218" : undefined;
}

/** One key must not count as two signers: another user of the partner has this signature key already. */
function isAnothersKey(host: Host, subscriber: Subscriber, { signature }: NewKeys): boolean {
  if (host.sharedKeys || signature === undefined) return false;
  const hash = readable(signature)?.publicKeyHash;
  return listSubscribers(host.ledger.database).some(
    (other) => other.partnerId === subscriber.partnerId && other.userId !== subscriber.userId && readable(other.signature)?.publicKeyHash === hash,
  );
}

function readable(key: PublicKey | undefined): PublicKeyInfo | undefined {
  if (key === undefined) return undefined;
  try {
    return readPublicKey(key);
  } catch (error) {
    if (isAppError(error, "ebics")) return undefined;
    throw error;
  }
}

function keyProblem(host: Host, { keyBits, certificate }: PublicKeyInfo, use: (typeof uses)[number]): string | undefined {
  const now = host.protocolClock.now();
  const { tooShort, usages } = rules[use];
  if (keyBits < keyBitsMin) return tooShort;
  if (certificate === undefined) return undefined; // a plain key says nothing of its time and use
  if (certificate.validTo.getTime() < now) return "091208";
  if (certificate.validFrom.getTime() > now + dayMs) return "091209"; // a day of grace for clocks and zones
  // A certificate that names no usage at all is taken.
  if (certificate.keyUsages.length > 0 && !usages.some((usage) => certificate.keyUsages.includes(usage))) return "091210";
  return undefined;
}
