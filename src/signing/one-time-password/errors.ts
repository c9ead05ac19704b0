import { AppError, type AppErrorOptions } from "../../domain/errors.ts";
import type { ReleaseErrorCode } from "../../workflows/ports/signing-device.ts";

/** An error of area "signer" about a code; nothing is ever signed when one is thrown. */
export function codeError(code: ReleaseErrorCode, message: string, next: string, options: Pick<AppErrorOptions, "cause" | "meaning" | "retryable"> = {}): AppError {
  return new AppError("signer", code, message, { meaning: "Nothing was signed.", next, ...options });
}
