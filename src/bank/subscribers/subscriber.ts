import type { KeyForm, PublicKey, SignatureVersion } from "../../ebics/index.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";
import type { BankDatabase } from "../storage/bank-database.ts";

/** EBICS user states: INI or HIA makes `partly-initialised`, both `initialised`, the compared letters `ready`; SPR `suspended-by-user`, the bank `suspended`. */
type SubscriberState = "new" | "partly-initialised" | "initialised" | "ready" | "suspended" | "suspended-by-user";

/** An EBICS user of a partner (customer), as the bank knows them. */
export interface Subscriber {
  readonly partnerId: string;
  readonly userId: string;
  readonly name: string;
  readonly state: SubscriberState;
  readonly signatureClass: SignatureClass;
  /** What they may order, as `orderKey` writes it: `BTU SCT/-/-/pain.001`, `HTD`; empty: everything the bank offers. */
  readonly orderTypes: readonly string[];
  /** Numbers of the accounts they may debit; empty: all of the partner's. */
  readonly accounts: readonly string[];
  /** The keys as they were sent: a certificate, or a plain key of 2.4 and 2.5. */
  readonly signature: ({ readonly version: SignatureVersion } & PublicKey) | undefined;
  readonly authentication: PublicKey | undefined;
  readonly encryption: PublicKey | undefined;
}

interface SubscriberRow {
  readonly partner_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly state: SubscriberState;
  readonly signature_class: SignatureClass;
  readonly order_types: string;
  readonly accounts: string;
  readonly signature_version: SignatureVersion | null;
  readonly signature_key: Uint8Array | null;
  readonly signature_form: KeyForm | null;
  readonly authentication_key: Uint8Array | null;
  readonly authentication_form: KeyForm | null;
  readonly encryption_key: Uint8Array | null;
  readonly encryption_form: KeyForm | null;
}

export function findSubscriber(database: BankDatabase, partnerId: string, userId: string): Subscriber | undefined {
  const row = database.get<SubscriberRow>("SELECT * FROM subscriber WHERE partner_id = ? AND user_id = ?", partnerId, userId);
  return row === undefined ? undefined : fromRow(row);
}

export function listSubscribers(database: BankDatabase): Subscriber[] {
  return database.all<SubscriberRow>("SELECT * FROM subscriber ORDER BY partner_id, user_id").map(fromRow);
}

function fromRow(row: SubscriberRow): Subscriber {
  const { signature_version: version } = row;
  const signature = keyOf(row.signature_key, row.signature_form);
  return {
    partnerId: row.partner_id,
    userId: row.user_id,
    name: row.name,
    state: row.state,
    signatureClass: row.signature_class,
    orderTypes: JSON.parse(row.order_types) as string[], // both written by addSubscriber
    accounts: JSON.parse(row.accounts) as string[],
    signature: version === null || signature === undefined ? undefined : { ...signature, version },
    authentication: keyOf(row.authentication_key, row.authentication_form),
    encryption: keyOf(row.encryption_key, row.encryption_form),
  };
}

/** The two columns of a key. */
export function keyColumns(key: PublicKey | undefined): readonly [der: Uint8Array | null, form: KeyForm | null] {
  if (key === undefined) return [null, null];
  return key.certificateDer === undefined ? [key.publicKeyDer, "plain"] : [key.certificateDer, "certificate"];
}

function keyOf(der: Uint8Array | null, form: KeyForm | null): PublicKey | undefined {
  if (der === null || form === null) return undefined;
  return form === "plain" ? { publicKeyDer: der } : { certificateDer: der };
}
