import type { KeyObject } from "node:crypto";
import type { BankPubKeyDigests, DataEncryptionInfo } from "../messages.ts";
import type { BankKeys } from "../subscriber.ts";
import type { SignedHostRequest } from "./requests.ts";

/** True when the request carries exactly one AuthSignature, in its place, by this X002 key, over all that is read. Never throws. */
export function verifyRequestSignature(_request: SignedHostRequest, _publicKey: KeyObject): boolean {
  throw new Error("being written");
}
/** Does the sender know our present keys? Both digest rules are accepted. Else: 091008. */
export function bankDigestsMatch(_digests: BankPubKeyDigests, _bank: BankKeys): boolean {
  throw new Error("being written");
}
/** Is the transaction key encrypted for this certificate? Both digest rules are accepted. */
export function encryptionDigestMatches(_info: DataEncryptionInfo, _certificateDer: Uint8Array): boolean {
  throw new Error("being written");
}
