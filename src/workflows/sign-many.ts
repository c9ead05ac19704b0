import { AppError, isAppError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import type { WorkflowContext } from "./context.ts";
import { deviceReleasedFor, openDevice } from "./devices.ts";
import type { EdsSheet } from "./eds/sheet.ts";
import { type EdsResult, signAllAtBank } from "./eds/sign-at-bank.ts";
import { forEachAtOnce } from "./for-each-at-once.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import { isWrongSecret, type SigningDevice } from "./ports/signing-device.ts";
import { requireCustomerCode } from "./require-customer-code.ts";
import { assertOwnCertificate, type SigningResult, type SigningSheet, signOrders } from "./sign-orders.ts";
import { matterOfSheet } from "./signed-matter.ts";

/** Orders of one customer at one bank, to be signed with one key of the operator. */
export interface SigningPart {
  readonly context: WorkflowContext;
  /** Only the orders that shall be signed. */
  readonly sheet: SigningSheet;
  /** Orders that wait at this bank, to be signed there after those of the sheet. */
  readonly atBank?: readonly EdsSheet[] | undefined;
  readonly subscriber: Subscriber;
  /** Typed by the operator where the sheet asks for it. */
  readonly customerCode?: string | undefined;
}

/** Parts for which the operator is asked once. */
export interface PinGroup<Part extends SigningPart = SigningPart> {
  readonly kind: Subscriber["device"]["kind"];
  readonly parts: readonly Part[];
}

/**
 * Puts together what one PIN opens: a device is asked for once, however many customers it signs for. The operator's key files, of which each
 * customer has one, are asked for together: a passphrase that does not fit does no harm to a file, and those it does not open are asked for again.
 * A card counts wrong PINs, so what is typed for one is never tried on another.
 */
export function groupByPin<Part extends SigningPart>(parts: readonly Part[]): readonly PinGroup<Part>[] {
  const groups = Map.groupBy(parts, pinOf);
  return [...groups.values()].map((own) => ({ kind: own[0]?.subscriber.device.kind ?? "key-file", parts: own }));
}

/** What became of a part. Orders without a result were not signed: `failure` says why. */
export interface PartResult<Part extends SigningPart = SigningPart> {
  readonly part: Part;
  readonly results: readonly SigningResult[];
  readonly atBank: readonly EdsResult[];
  readonly failure: unknown;
}

export interface GroupResult<Part extends SigningPart = SigningPart> {
  readonly parts: readonly PartResult<Part>[];
  /** Parts that this PIN does not open: nothing of them was signed, and another may be asked for. */
  readonly wrongPin: readonly { readonly part: Part; readonly error: AppError }[];
}

export interface SigningRun<Part extends SigningPart = SigningPart> {
  /** Stops before the next order; what is signed stays. */
  readonly signal?: AbortSignal | undefined;
  /** Each order at once. */
  readonly onResult?: ((part: Part, result: SigningResult) => void) | undefined;
  /** Those of a bank together, after its session. */
  readonly onAtBank?: ((part: Part, result: EdsResult) => void) | undefined;
}

/** Opening a key file takes a processor for a while, the stores take turns at writing. */
const filesAtOnce = 4;

/**
 * Signs the orders of one PIN group. Each device is opened once and signs for all its customers; what goes wrong at one customer holds up no other.
 * @param pin is not kept
 */
export async function signPinGroup<Part extends SigningPart>(group: PinGroup<Part>, pin: Secret, run: SigningRun<Part> = {}): Promise<GroupResult<Part>> {
  const done: PartResult<Part>[] = [];
  const wrongPin: { part: Part; error: AppError }[] = [];
  const byDevice = [...Map.groupBy(group.parts, placeOf).values()];
  // Only files open side by side: at a reader or with a code in the hand, a person does one thing after the other.
  await forEachAtOnce(byDevice, group.kind === "key-file" ? filesAtOnce : 1, async (parts) => {
    const [first] = parts;
    if (first === undefined) return;
    if (run.signal?.aborted === true) {
      done.push(...parts.map((part) => ({ part, results: [], atBank: [], failure: stoppedBefore() })));
      return;
    }
    const [refused] = wrongPin;
    if (refused !== undefined && group.kind !== "key-file") {
      wrongPin.push(...parts.map((part) => ({ part, error: refused.error }))); // a card counts: no second try of the same PIN
      return;
    }
    const { context, subscriber } = first;
    let opened: SigningDevice | undefined;
    try {
      opened = await openDevice(context, subscriber.device, pin);
      const device = await released(parts, opened);
      for (const part of parts) done.push(await signPart(part, pin, device, run));
    } catch (error) {
      if (opened === undefined && isWrongSecret(error)) wrongPin.push(...parts.map((part) => ({ part, error })));
      else done.push(...parts.map((part) => ({ part, results: [], atBank: [], failure: error })));
    } finally {
      await opened?.close();
    }
  });
  return { parts: done, wrongPin };
}

/** One code releases all that the device signs: it is asked for when nothing is left that would make it useless. */
async function released(parts: readonly SigningPart[], device: SigningDevice): Promise<SigningDevice> {
  const [first] = parts;
  if (first === undefined || device.release === undefined) return device;
  for (const { context, sheet, atBank = [], subscriber, customerCode } of parts) {
    await requireCustomerCode(context, sheet.needsCustomerCode || atBank.some((one) => one.needsCustomerCode), customerCode);
    assertOwnCertificate(subscriber, device);
  }
  return deviceReleasedFor(first.context, device, matterOfSheet(parts.flatMap(({ sheet }) => sheet.orders), parts.flatMap(({ atBank = [] }) => atBank)));
}

async function signPart<Part extends SigningPart>(part: Part, pin: Secret, device: SigningDevice, run: SigningRun<Part>): Promise<PartResult<Part>> {
  const { context, sheet, subscriber, customerCode } = part;
  const results: SigningResult[] = [];
  const atBank: EdsResult[] = [];
  const by = { subscriberId: subscriber.id, pin, device, customerCode };
  try {
    if (sheet.orders.length > 0) {
      await signOrders(context, sheet, {
        ...by, signal: run.signal,
        onResult(result) {
          results.push(result);
          run.onResult?.(part, result);
        },
      });
    }
    // A line that is cut in the middle of a signature leaves it open: whoever stops is heard while it is dialled, and between two orders.
    if (run.signal?.aborted !== true) {
      await signAllAtBank(context, part.atBank ?? [], { ...by, action: "sign" }, {
        stop: run.signal,
        onResult(result) {
          atBank.push(result);
          run.onAtBank?.(part, result);
        },
      });
    }
    return { part, results, atBank, failure: atBank.length === (part.atBank ?? []).length ? undefined : stoppedBefore() };
  } catch (error) {
    const failure = run.signal?.aborted === true && isAppError(error, "channel") ? stoppedBefore() : error; // not dialled on
    return { part, results, atBank, failure };
  }
}

function stoppedBefore(): AppError {
  return new AppError("signer", "stopped", "You stopped before it was its turn.", { meaning: "What has no result was not signed." });
}

/** Parts with the same one are opened by one PIN. */
function pinOf(part: SigningPart): string {
  const { device } = part.subscriber;
  switch (device.kind) {
    case "key-file":
      return device.kind;
    case "pkcs11": // a card has one PIN for all its keys
      return JSON.stringify([device.modulePath, device.tokenLabel, device.tokenSerial]);
    case "one-time-password":
      return placeOf(part);
  }
}

/** Parts with the same one are signed by one opened device. A relative path is a file of that customer; a card is the same card everywhere. */
function placeOf({ context, subscriber: { device } }: SigningPart): string {
  if (device.kind === "key-file" && device.path.startsWith("/")) return device.path;
  const config = JSON.stringify(device);
  return device.kind === "pkcs11" ? config : `${context.customer.folder} ${config}`;
}

/** How an order came out, in one of few words: for counting, and for whoever reads many. */
export type Outcome = "signed" | "already signed" | "over limit" | "rule" | "changed meanwhile" | "key" | "stopped" | "failed" | "refused" | "never heard back";

export function outcomeOf(result: SigningResult): Outcome {
  if (result.kind === "signed") return "signed";
  switch (result.code) {
    case "changed":
    case "state":
      return "changed meanwhile";
    case "already-signed":
      return "already signed";
    case "key":
    case "stopped":
      return result.code;
    case "device":
      return "failed";
    default:
      return result.code.startsWith("over-") ? "over limit" : "rule";
  }
}

/** The same of an order that was to be signed at the bank. */
export function outcomeAtBank(result: EdsResult): Outcome {
  switch (result.kind) {
    case "done":
      return "signed";
    case "already":
      return "already signed";
    case "refused":
      return "refused";
    case "unanswered":
      return "never heard back";
    case "not-sent":
      return "failed";
  }
}
