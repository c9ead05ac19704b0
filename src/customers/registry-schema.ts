import { z } from "zod";
import { customerColours } from "../workflows/ports/profile.ts";

/** registry.json (docs/store-format.md): who and what is installed. Nothing of a customer's business stands in it. */

export const lockAfterMinutesMin = 1;
export const lockAfterMinutesMax = 240;

const id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

const sealedIdentity = z.strictObject({
  kdf: z.literal("argon2id"),
  // Upper limits, so that a tampered registry cannot make a login eat the machine.
  memoryKib: z.int().min(8).max(4 * 1024 * 1024),
  passes: z.int().min(1).max(100),
  parallelism: z.int().min(1).max(64),
  salt: base64.length(24), // 16 bytes
  cipher: z.literal("aes-256-gcm"),
  nonce: base64.length(16), // 12 bytes
  sealed: base64.min(44), // an identity and its tag
});

const operator = z.strictObject({
  id,
  name: z.string().min(1),
  language: z.enum(["en", "hu", "de"]),
  /** X25519, bech32. */
  recipient: z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/),
  sealedIdentity,
  /** Minutes without a key after which the screen locks; absent: the default. */
  lockAfterMinutes: z.int().min(lockAfterMinutesMin).max(lockAfterMinutesMax).optional(),
  /** PINs of cards that speak with banks are kept in memory while the screen is unlocked; absent: each session asks. */
  keepsCardPins: z.boolean().optional(),
});

const customer = z.strictObject({
  id,
  shortName: z.string().min(1),
  colour: z.enum(customerColours),
  /** Relative to the data root; made by the program, so it never leads out of it. */
  folder: z.string().regex(/^customers\/[0-9a-hjkmnp-tv-z]{26}$/),
  createdAt: z.string(),
});

export const registrySchema = z.strictObject({ version: z.literal(1), operators: z.array(operator), customers: z.array(customer) });

export type RegistryDocument = z.infer<typeof registrySchema>;
export type RegisteredOperator = z.infer<typeof operator>;
export type RegisteredCustomer = z.infer<typeof customer>;
export type SealedIdentity = z.infer<typeof sealedIdentity>;
