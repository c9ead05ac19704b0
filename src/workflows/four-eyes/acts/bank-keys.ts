import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { ConnectionId } from "../../../domain/ids.ts";
import { hashDetail, type KeyPair, sameKeys, trustKeys } from "../../keys/trust-keys.ts";
import { mustGetConnection } from "../../must-get.ts";
import type { BankKeys, Connection } from "../../ports/connections.ts";
import { type ActKind, inStore } from "../act-kind.ts";

const publicKey = z.looseObject({});
const schema = z.strictObject({ kind: z.literal("bank-keys"), connectionId: z.string(), title: z.string(), keys: z.strictObject({ authentication: publicKey, encryption: publicKey }) });

/** Trusting a bank's keys that somebody has compared with what the bank has published. */
export interface BankKeysAct {
  readonly kind: "bank-keys";
  readonly connectionId: ConnectionId;
  readonly title: string;
  readonly keys: KeyPair;
}

/** @param keys as they are stored and were compared */
export function bankKeysActOf(connection: Pick<Connection, "id" | "title">, { authentication, encryption }: KeyPair): BankKeysAct {
  return { kind: "bank-keys", connectionId: connection.id, title: connection.title, keys: { authentication, encryption } };
}

export const bankKeysAct: ActKind<BankKeysAct> = {
  schema,
  doing: "confirm bank keys",
  title: ({ title }) => `Keys of the bank: ${title}`,
  async fields(store, { connectionId, keys }) {
    const { bankKeys } = await mustGetConnection(store, connectionId);
    return { before: trusted(bankKeys?.confirmedAt === undefined ? bankKeys?.previous : bankKeys), after: trusted(keys) };
  },
  async check(store, { connectionId, keys }) {
    const { bankKeys } = await mustGetConnection(store, connectionId);
    if (bankKeys !== undefined && bankKeys.confirmedAt === undefined && sameKeys(bankKeys, keys)) return;
    throw new AppError("workflow", "changed-meanwhile", "The bank does not show these keys any more, or they are trusted already.", { meaning: "Nothing was changed.", next: "Look at the bank's keys again." });
  },
  carryOut: inStore(async (context, store, { connectionId, keys }) => {
    await trustKeys(context, store, await mustGetConnection(store, connectionId), keys, "compared by one administrator, approved by another");
  }),
};

function trusted(keys: Pick<BankKeys, "authentication" | "encryption"> | undefined) {
  if (keys === undefined) return { "X002 authentication": "no key trusted", "E002 encryption": "no key trusted" };
  const hashes = hashDetail(keys);
  return { "X002 authentication": hashes.authentication, "E002 encryption": hashes.encryption };
}
