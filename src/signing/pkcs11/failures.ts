import type { SignerErrorCode } from "../../workflows/ports/signing-device.ts";
import type { CardFailure } from "./protocol.ts";

/** A failure on its way out of the process that owns the module. */
export class CardFault extends Error {
  readonly failure: CardFailure;
  constructor(failure: CardFailure) {
    super(`${failure.code}: ${failure.detail}`);
    this.name = "CardFault";
    this.failure = failure;
  }
}

/** The module's return value, where that is what the error is: `CKR_PIN_INCORRECT`, and the function that gave it. */
export function cardFault(error: unknown): { readonly name: string; readonly method: string } | undefined {
  if (!(error instanceof Error) || !error.message.startsWith("CKR_")) return undefined;
  return { name: error.message, method: "method" in error ? String(error.method) : "" };
}

/** Return values that mean the same wherever they come. PKCS#11 2.40, section 5.1. */
const codes: Readonly<Record<string, SignerErrorCode>> = {
  CKR_PIN_INCORRECT: "wrong-pin",
  CKR_PIN_LOCKED: "pin-locked",
  CKR_PIN_EXPIRED: "pin-to-change",
  CKR_USER_PIN_NOT_INITIALIZED: "token-not-ready",
  CKR_TOKEN_WRITE_PROTECTED: "token-not-ready",
  CKR_FUNCTION_CANCELED: "cancelled",
  CKR_CANCEL: "cancelled",
  CKR_DEVICE_MEMORY: "token-full",
  CKR_MECHANISM_INVALID: "mechanism-unsupported",
  CKR_MECHANISM_PARAM_INVALID: "mechanism-unsupported",
  CKR_KEY_TYPE_INCONSISTENT: "mechanism-unsupported",
  CKR_KEY_FUNCTION_NOT_PERMITTED: "mechanism-unsupported",
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN: "busy",
  CKR_SESSION_COUNT: "busy",
};

/** Of a PIN that was typed: at login it is a wrong one, at a change it is the new one that does not please. */
const aboutThePin = new Set(["CKR_PIN_INVALID", "CKR_PIN_LEN_RANGE", "CKR_ARGUMENTS_BAD"]);

/** What happened, in our words. @param otherwise for return values that say nothing more */
export function failureOf(error: unknown, otherwise: SignerErrorCode): CardFailure {
  const fault = cardFault(error);
  if (fault === undefined) throw error; // not the module's word: a mistake of ours
  const code = codes[fault.name] ?? (aboutThePin.has(fault.name) ? (fault.method === "C_SetPIN" ? "pin-refused" : fault.method === "C_Login" ? "wrong-pin" : otherwise) : otherwise);
  return { code, detail: fault.method === "" ? fault.name : `${fault.name} in ${fault.method}` };
}

const gone = new Set([
  "CKR_DEVICE_REMOVED", "CKR_TOKEN_NOT_PRESENT", "CKR_SLOT_ID_INVALID", "CKR_SESSION_HANDLE_INVALID", "CKR_SESSION_CLOSED",
  "CKR_OBJECT_HANDLE_INVALID", "CKR_KEY_HANDLE_INVALID", "CKR_USER_NOT_LOGGED_IN",
]);

/** The card is not there any more, or is another insertion of it: what was opened before is void. */
export function isGone(error: unknown): boolean {
  const fault = cardFault(error);
  return fault !== undefined && gone.has(fault.name);
}
