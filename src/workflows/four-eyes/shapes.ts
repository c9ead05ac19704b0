import { z } from "zod";
import type { AccountId, ConnectionId, CurrencyCode, Iban, OperatorGroupId, OperatorId, ReleaseTokenId, SignerGroupId, SignerId, SubscriberId } from "../../domain/ids.ts";
import { amountText, type Money } from "../../domain/money.ts";
import { rights } from "../../domain/rights.ts";
import { orderKinds, type SigningParty } from "../../domain/signature-rules.ts";

/** The parts of administrative acts, as they are kept until somebody approves them. */

function branded<Brand extends string>(pattern = /^.{1,64}$/) {
  return z.custom<Brand>((value) => typeof value === "string" && pattern.test(value));
}
export const operatorId = branded<OperatorId>();
export const releaseTokenId = branded<ReleaseTokenId>();
export const subscriberId = branded<SubscriberId>();
export const operatorGroupId = branded<OperatorGroupId>();
const signerId = branded<SignerId>();
export const signerGroupId = branded<SignerGroupId>();
const signingParty = branded<SigningParty>();

const money = z.strictObject({ minor: z.bigint().nonnegative(), currency: branded<CurrencyCode>(/^[A-Z]{3}$/) });
/** One per currency. */
export const limits = z.array(money).refine((list) => new Set(list.map((one) => one.currency)).size === list.length, "a currency stands there twice");
const title = z.string().regex(/\S/);

export const signer = z.strictObject({
  id: signerId, name: title, operatorId: operatorId.optional(), signatureClass: z.enum(["E", "A", "B", "T"]), perTransactionLimits: limits, perFileLimits: limits, perDayLimits: limits,
});
export const signerGroup = z.strictObject({ id: signerGroupId, title, members: z.array(signerId).min(1), perFileLimits: limits, perDayLimits: limits });

const points = z.int().min(0).max(1_000_000);
export const rule = z.strictObject({
  id: z.string().min(1), title, accounts: z.array(z.string()), kinds: z.array(z.enum(orderKinds)).optional(), upTo: limits,
  signaturesNeeded: z.union([
    z.literal(1), z.literal(2),
    z.strictObject({ points: points.min(1), ofClass: z.strictObject({ E: points.optional(), A: points.optional(), B: points.optional() }), ofSigner: z.array(z.tuple([signerId, points])) }),
  ]),
  signers: z.array(signingParty), exclusions: z.array(z.tuple([signingParty, signingParty])),
});

export const account = z.strictObject({
  id: branded<AccountId>(), connectionId: branded<ConnectionId>().optional(), currency: branded<CurrencyCode>(/^[A-Z]{3}$/), title, ownerName: title, bic: z.string().optional(),
  number: z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("iban"), iban: branded<Iban>() }), z.strictObject({ kind: z.literal("other"), value: z.string().min(1), scheme: z.string().optional() })]),
});

const someRights = z.array(z.enum(rights));
export const operatorGroup = z.strictObject({ id: operatorGroupId, title, rights: someRights.min(1) });
export const entitlement = { operatorId, operatorName: title, rights: someRights, groups: z.array(operatorGroupId) };

/** `1000.00 EUR; 5.00 HUF`. @param none what an empty list means */
export function limitsOf(amounts: readonly Money[], none: string): string {
  return amounts.map((amount) => `${amountText(amount)} ${amount.currency}`).join("; ") || none;
}
