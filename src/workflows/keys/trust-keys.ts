import { readPublicKey, samePublicKey } from "../../ebics/index.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { BankKeys, Connection } from "../ports/connections.ts";
import type { CustomerStore } from "../ports/customer-store.ts";

/** The two keys of a bank that are compared together. */
export type KeyPair = Pick<BankKeys, "authentication" | "encryption">;

/** Writes down that these keys are the bank's; the caller has compared them. @param how for the journal */
export async function trustKeys(context: WorkflowContext, store: CustomerStore, connection: Connection, keys: KeyPair, how = "compared"): Promise<Connection> {
  const at = instantNow(context);
  const { authentication, encryption } = keys;
  const confirmed: Connection = { ...connection, bankKeys: { authentication, encryption, fetchedAt: connection.bankKeys?.fetchedAt ?? at, confirmedAt: at, confirmedBy: context.operator.name } };
  await store.connections.put(confirmed);
  for (const subscriber of await store.connections.subscribers(connection.id)) {
    if (subscriber.state === "keys-sent" && subscriber.letters?.activated !== undefined) await store.connections.putSubscriber({ ...subscriber, state: "ready" });
  }
  const old = connection.bankKeys?.previous;
  await store.journal.append({
    at, actor: context.operator.name, action: "bank-keys.confirmed", subject: connection.id, summary: `Keys of ${connection.title} confirmed: ${how}`,
    detail: { ...hashDetail(keys), old: old === undefined ? undefined : hashDetail(old) },
  });
  return confirmed;
}

/** The bank's keys, in both hash rules. */
export interface BankKeyHashes {
  readonly authentication: KeyHashes;
  readonly encryption: KeyHashes;
}
interface KeyHashes {
  /** Over the certificate; undefined where the bank sent a plain key (EBICS 2.4, 2.5). */
  readonly certificateHash: string | undefined;
  /** Over exponent and modulus. */
  readonly publicKeyHash: string;
}

export function hashesOf(keys: KeyPair): BankKeyHashes {
  const authentication = readPublicKey(keys.authentication);
  const encryption = readPublicKey(keys.encryption);
  return {
    authentication: { certificateHash: authentication.certificateHash, publicKeyHash: authentication.publicKeyHash },
    encryption: { certificateHash: encryption.certificateHash, publicKeyHash: encryption.publicKeyHash },
  };
}

export function sameKeys(a: KeyPair, b: KeyPair): boolean {
  return samePublicKey(a.authentication, b.authentication) && samePublicKey(a.encryption, b.encryption);
}

/** The hash that the bank is likely to publish. */
export function hashDetail(keys: KeyPair): { readonly authentication: string; readonly encryption: string } {
  const { authentication, encryption } = hashesOf(keys);
  return { authentication: authentication.certificateHash ?? authentication.publicKeyHash, encryption: encryption.certificateHash ?? encryption.publicKeyHash };
}
