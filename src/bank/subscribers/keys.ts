import { AppError } from "../../domain/errors.ts";
import { type NewKeys, type PublicKey, readPublicKey } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { knownSubscriber } from "./enrol.ts";
import { keyColumns, type Subscriber } from "./subscriber.ts";

/** The hashes on the letters of a user, SHA-256 as hex digits. Blanks and case do not count. */
export interface LetterHashes {
  readonly signature: string;
  readonly authentication: string;
  readonly encryption: string;
}

/** Both hashes of each key that the user has sent: over the certificate (undefined for a plain key), and over the public key. */
export interface SentHashes {
  readonly use: "signature" | "authentication" | "encryption";
  readonly certificateHash: string | undefined;
  readonly publicKeyHash: string;
}

/**
 * Keeps keys that were sent and found in order, all of them at once.
 * @param how `to-be-activated`: INI, HIA, H3K, which the letters decide; `at-once`: signed with the key that the user had before
 */
export function keepKeys(database: BankDatabase, subscriber: Subscriber, keys: NewKeys, how: "to-be-activated" | "at-once"): void {
  const { signature, authentication, encryption } = keys;
  const complete = (signature ?? subscriber.signature) !== undefined && (authentication ?? subscriber.authentication) !== undefined;
  const state = how === "at-once" ? subscriber.state : complete ? "initialised" : "partly-initialised";
  database.run(
    `UPDATE subscriber SET signature_version = coalesce(?, signature_version), signature_key = coalesce(?, signature_key), signature_form = coalesce(?, signature_form),
     authentication_key = coalesce(?, authentication_key), authentication_form = coalesce(?, authentication_form),
     encryption_key = coalesce(?, encryption_key), encryption_form = coalesce(?, encryption_form), state = ?
     WHERE partner_id = ? AND user_id = ?`,
    signature?.version ?? null, ...keyColumns(signature), ...keyColumns(authentication), ...keyColumns(encryption), state, subscriber.partnerId, subscriber.userId,
  );
}

/** The hashes to compare with the letters; in the order of the letters. */
export function sentHashes(subscriber: Subscriber): SentHashes[] {
  const keys = [
    ["signature", subscriber.signature],
    ["authentication", subscriber.authentication],
    ["encryption", subscriber.encryption],
  ] as const;
  return keys.flatMap(([use, key]: readonly [SentHashes["use"], PublicKey | undefined]) => {
    if (key === undefined) return [];
    const { certificateHash, publicKeyHash } = readPublicKey(key);
    return [{ use, certificateHash, publicKeyHash }];
  });
}

/**
 * Makes an initialised user ready once the letters' hashes are those of the keys that were sent.
 * @param proof the letters' hashes, or `trust` where nobody else could have sent the keys: demo and tests
 * @throws AppError bank/`no-such-subscriber` `not-initialised` `hash-differs`
 */
export function activateSubscriber(database: BankDatabase, partnerId: string, userId: string, proof: LetterHashes | "trust"): Subscriber {
  const subscriber = knownSubscriber(database, partnerId, userId);
  if (subscriber.state !== "initialised") {
    throw new AppError("bank", "not-initialised", `The user ${userId} of partner ${partnerId} is ${subscriber.state}, not initialised.`, {
      meaning: "Nothing was changed.",
      next: "The user sends INI and HIA first; then compare the hashes and activate.",
    });
  }
  if (proof !== "trust") for (const sent of sentHashes(subscriber)) compare(sent, proof[sent.use]);
  database.run("UPDATE subscriber SET state = 'ready' WHERE partner_id = ? AND user_id = ?", partnerId, userId);
  return knownSubscriber(database, partnerId, userId);
}

function compare(sent: SentHashes, onLetter: string): void {
  const hash = onLetter.replace(/[\s:]/g, "").toUpperCase();
  if (hash === sent.certificateHash || hash === sent.publicKeyHash) return;
  throw new AppError("bank", "hash-differs", `The hash of the ${sent.use} key on the letter is not the hash of the key that was sent.`, {
    meaning: "The user was not activated: somebody else may have sent that key.",
    next: "Compare again with the letter. If it still differs, reset the user and let them initialise again.",
  });
}
