import type { Clock, Randomness } from "../domain/clock.ts";
import { toIsoInstant } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import type { CustomerId, IsoInstant, OperatorId } from "../domain/ids.ts";
import { type Branded, makeId } from "../domain/ids.ts";
import type { Language } from "../domain/money.ts";
import type { Right } from "../domain/rights.ts";
import type { createKeyWithCertificate } from "../ebics/index.ts";
import type { BankCatalogue } from "./bank-profile.ts";
import type { AskCode } from "./devices.ts";
import type { AskCardPin, KeptCardPins } from "./transport-keys.ts";
import type { AccessControl } from "./ports/access-control.ts";
import type { ChannelConfig, ChannelDriver } from "./ports/channel.ts";
import type { ChipCards } from "./ports/chip-cards.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { CustomerProfile } from "./ports/profile.ts";
import type { KeyFiles } from "./ports/key-files.ts";
import type { OneTimePasswordDriver } from "./ports/one-time-password.ts";
import type { Printer } from "./ports/printer.ts";
import type { SigningDeviceConfig, SigningDeviceDriver } from "./ports/signing-device.ts";

/** What a workflow works with: one operator at one customer. Everything comes in through here; nothing is global. */
export interface WorkflowContext {
  readonly operator: { readonly id: OperatorId; readonly name: string; readonly language: Language };
  readonly customer: { readonly id: CustomerId; readonly folder: string; readonly profile: CustomerProfile };
  readonly rights: readonly Right[];
  readonly store: CustomerStore;
  /** Who may open this customer. */
  readonly access: AccessControl;
  readonly tools: Tools;
  /** How the operator is asked for a one-time password; without it, keys that want one do not sign. */
  readonly askCode?: AskCode | undefined;
  /** How the operator is asked for the PIN of a card that speaks with the bank; without it, such a user holds no session. */
  readonly askCardPin?: AskCardPin | undefined;
  /** PINs that need not be asked for again. */
  readonly keptCardPins?: KeptCardPins | undefined;
}

/** The same for all customers of an install; put together once by the composition root. */
export interface Tools {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly banks: BankCatalogue;
  readonly channel: (kind: ChannelConfig["kind"]) => ChannelDriver;
  readonly device: (kind: SigningDeviceConfig["kind"]) => SigningDeviceDriver;
  readonly cards: ChipCards;
  /** Beyond signing: its tokens are enrolled, and key files put under their seal. */
  readonly oneTimePassword: OneTimePasswordDriver;
  readonly keyFiles: KeyFiles;
  /** Makes a key pair with its certificate. Default: a fresh RSA key; tests give keys that were made before. */
  readonly makeKey?: typeof createKeyWithCertificate | undefined;
  readonly printer: Printer;
  readonly processes: Processes;
  /** Loads what is known of banks. @returns the BIC of the bank that keeps an IBAN, where it is known */
  readonly bics: () => Promise<(iban: string) => string | undefined>;
  /** Largest segment of an upload in bytes of base64; banks take at most 1 MiB. */
  readonly segmentBytesMax?: number | undefined;
  /** Milliseconds to wait before each try to go on after a cut line. Default: 1, 3 and 9 seconds. */
  readonly redialPausesMs?: readonly number[] | undefined;
}

/** Tells whether whoever began something is still there to finish it. */
export interface Processes {
  /** Begins a piece of work. @returns its owner's name, which nobody ever has again, and how to end it */
  begin(): { readonly owner: string; end(): void };
  /** False when the work was ended, or when its process is gone, on whatever machine that can be told. */
  isAlive(owner: string): boolean;
}

/** @throws AppError rights/`not-allowed` */
export function requireRight(context: WorkflowContext, right: Right, doing: string): void {
  if (!context.rights.includes(right)) throw notAllowed(context, right, doing);
}

/**
 * As `requireRight`, by the rights that stand in the store at this moment: what was taken away counts at once where money is signed for or
 * leaves, also for whoever has the customer open. @param store the transaction's, so that nothing changes in between
 * @throws AppError rights/`not-allowed`
 */
export async function requireRightNow(context: WorkflowContext, store: CustomerStore, right: Right, doing: string): Promise<void> {
  requireRight(context, right, doing);
  if (!(await store.profile.rightsOf(context.operator.id)).includes(right)) throw notAllowed(context, right, doing);
}

function notAllowed(context: WorkflowContext, right: Right, doing: string): AppError {
  return new AppError("rights", "not-allowed", `${context.operator.name} may not ${doing} for ${context.customer.profile.shortName}.`, {
    meaning: "Nothing was changed.",
    next: `Ask an administrator of this customer for the right to ${right}.`,
    context: { right },
  });
}

export function instantNow(context: WorkflowContext): IsoInstant {
  return toIsoInstant(context.tools.clock.now()) as IsoInstant;
}

export function newId<Name extends string>(context: WorkflowContext): Branded<Name> {
  return makeId<Name>(context.tools.clock.now(), context.tools.randomness.bytes(10));
}
