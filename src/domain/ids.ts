/** Strings that look alike but must not be mixed up. Parse once at the edge, carry the type. */
export type Branded<Name extends string> = string & { readonly __brand: Name };

export type CustomerId = Branded<"CustomerId">;
export type OperatorId = Branded<"OperatorId">;
export type ConnectionId = Branded<"ConnectionId">;
export type SubscriberId = Branded<"SubscriberId">;
export type SignerId = Branded<"SignerId">;
export type OperatorGroupId = Branded<"OperatorGroupId">;
/** A change of administration that waits for a second administrator. */
export type ProposalId = Branded<"ProposalId">;
export type SignerGroupId = Branded<"SignerGroupId">;
/** Our own id of an order inside one customer's store, not the bank's. */
export type OrderId = Branded<"OrderId">;
export type StoredFileId = Branded<"StoredFileId">;
/** Encrypted segments on their way to or from a bank. */
export type TransferId = Branded<"TransferId">;
/** What gives a signer one-time passwords: a token, or a telephone. */
export type ReleaseTokenId = Branded<"ReleaseTokenId">;
export type StatementId = Branded<"StatementId">;
export type AccountId = Branded<"AccountId">;
export type PartnerId = Branded<"PartnerId">;
export type TemplateId = Branded<"TemplateId">;
/** Of a mandate in the register; not the reference that the bank sees. */
export type RegisteredMandateId = Branded<"RegisteredMandateId">;
export type SessionId = Branded<"SessionId">;
export type CallId = Branded<"CallId">;
export type QuarantineId = Branded<"QuarantineId">;
export type FormatDefinitionId = Branded<"FormatDefinitionId">;
/** A date without time or zone: `2026-11-23`. */
export type IsoDate = Branded<"IsoDate">;
/** A date and time in UTC: `2026-11-23T14:32:00Z`. */
export type IsoInstant = Branded<"IsoInstant">;
/** ISO 4217 alphabetic code: `HUF`. */
export type CurrencyCode = Branded<"CurrencyCode">;
/** Upper-case IBAN without blanks, check digits verified. */
export type Iban = Branded<"Iban">;

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A sortable id: 48 bits of time and 80 random bits in 26 Crockford base-32 characters (the ULID layout, lower case).
 * @param random at least 10 bytes; the first 10 are used
 */
export function makeId<Name extends string>(nowMs: number, random: Uint8Array): Branded<Name> {
  let time = "";
  for (let rest = nowMs, i = 0; i < 10; i++) {
    time = crockford[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let bits = 0n;
  for (let i = 0; i < 10; i++) bits = (bits << 8n) | BigInt(random[i] ?? 0);
  let tail = "";
  for (let i = 0; i < 16; i++) {
    tail = crockford[Number(bits & 31n)] + tail;
    bits >>= 5n;
  }
  return (time + tail) as Branded<Name>;
}
