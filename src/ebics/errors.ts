import { AppError } from "../domain/errors.ts";

/** Codes of `AppError` area "ebics". */
export type EbicsErrorCode =
  | "bad-response-signature" // the answer's AuthSignature is missing, wrong, or does not cover what is read
  | "bank-keys-changed" // the answer says 091008 and is signed with a key we do not know
  | "unexpected-answer" // not the schema's shape, or not the answer to what was asked
  | "undecryptable-answer" // transaction key or order data cannot be opened with our E002 key
  | "answer-too-large" // inflates beyond the limit
  | "bad-certificate" // a certificate that cannot be used
  | "bad-key" // a private key that cannot be used
  | "bad-order"; // what we were asked to send does not fit the protocol; nothing was sent

/** An error of this area. @param meaning what it means for the money @param next what the operator can do */
export function ebicsError(
  code: EbicsErrorCode,
  message: string,
  meaning: string,
  next?: string,
  details: { readonly cause?: unknown; readonly context?: Readonly<Record<string, string | number | boolean | undefined>> } = {},
): AppError {
  return new AppError("ebics", code, message, { meaning, next, ...details });
}
