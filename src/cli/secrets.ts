import { closeSync, readFileSync, readSync } from "node:fs";
import { AppError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";

const secretBytesMax = 4096;

/**
 * Takes a secret from a file or an open descriptor, never from an argument: arguments stand in everybody's process list.
 * One line feed at the end does not count.
 * @throws AppError input/`no-secret`, input/`unreadable-secret`
 */
export function readSecret(what: string, from: { readonly file?: string | undefined; readonly fd?: string | undefined }): Secret {
  if (from.file === undefined && from.fd === undefined) {
    throw new AppError("input", "no-secret", `The ${what} is needed.`, { next: `Give it with --${what}-file FILE or --${what}-fd NUMBER.` });
  }
  try {
    const bytes = from.file !== undefined ? readFileSync(from.file) : readDescriptor(Number(from.fd));
    const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0;
    const secret = new Secret(Uint8Array.from(bytes.subarray(0, bytes.length - end)));
    bytes.fill(0);
    return secret;
  } catch (cause) {
    throw new AppError("input", "unreadable-secret", `The ${what} cannot be read from ${from.file ?? `descriptor ${from.fd}`}.`, { meaning: "Nothing was done.", cause });
  }
}

function readDescriptor(fd: number): Buffer {
  const buffer = Buffer.alloc(secretBytesMax);
  let size = 0;
  for (let got = -1; got !== 0 && size < buffer.length; size += got) got = readSync(fd, buffer, size, buffer.length - size, null);
  if (fd > 2) closeSync(fd);
  return buffer.subarray(0, size);
}
