import { basename } from "node:path";
import { AppError, type AppErrorOptions } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import type { SignerErrorCode } from "../../workflows/ports/signing-device.ts";
import { DerError } from "./der.ts";
import { WrongPassphraseError } from "./pbe.ts";
import { UnprotectedKeyError } from "./pem.ts";

/** An error of area "signer"; nothing is ever signed when one is thrown. */
export function signerError(code: SignerErrorCode, message: string, next: string, options: Pick<AppErrorOptions, "cause" | "meaning" | "retryable"> = {}): AppError {
  return new AppError("signer", code, message, { meaning: "Nothing was signed.", next, ...options });
}

/** What went wrong with the file, in the operator's words. */
export function keyFileError(error: unknown, path: string): unknown {
  const name = fileTitle(path);
  if (error instanceof WrongPassphraseError) {
    return signerError("wrong-passphrase", `The passphrase does not open the key file ${name}.`, "Type it again; mind capitals and the keyboard's language. If you are sure of it, the file is damaged: take it from a backup.", { cause: error, retryable: true });
  }
  if (error instanceof UnprotectedKeyError) {
    return signerError("unreadable", `The key in ${name} is not protected by a passphrase, so it is not used.`, "Protect it (openssl pkcs8 -topk8 -in … -out …) or make a new key.", { cause: error });
  }
  if (error instanceof DerError) {
    return signerError("unreadable", `${name} is damaged, incomplete, or no key file.`, "Key files are PKCS#12 (.p12, .pfx) or encrypted PKCS#8 (.pem, .p8). Choose another file, or take this one from a backup.", { cause: error });
  }
  if (!isSystemError(error)) return error;
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return signerError("not-found", `There is no key file ${name}.`, "Insert the medium it lies on, or correct the path in the connection's settings.", { cause: error, retryable: true });
  }
  return signerError("unreadable", `The key file ${name} cannot be read or written (${error.code}).`, "Check who owns the file and whether the medium is in order.", { cause: error, retryable: true });
}

/** The file's name as it may be shown. */
export function fileTitle(path: string): string {
  return visibleLine(basename(path), 60);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && "syscall" in error;
}
