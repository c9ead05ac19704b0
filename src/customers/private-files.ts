import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { flushFolder, storeError } from "../store/index.ts";

/** Makes a folder that only its owner enters; one that exists is closed to others too. @throws AppError store/`failed` */
export function makePrivateFolder(folder: string): void {
  translated(() => {
    makeFolders(folder);
    chmodSync(folder, 0o700);
  });
}

/** One after the other: Node's own recursive way spins for ever where a file system takes no folders at all (/proc). */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolders(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error; // another process was faster
  }
}

/** Replaces a file as a whole, readable by its owner only: after a crash the old or the new one is there, never half. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  translated(() => {
    const beside = `${file}.new`; // one name is enough: writers hold the registry's lock
    rmSync(beside, { force: true });
    const fd = openSync(beside, "wx", 0o600);
    try {
      const bytes = Buffer.from(content);
      for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, file);
    flushFolder(path.dirname(file));
  });
}

export function readOptional(file: string): string | undefined {
  return readOptionalBytes(file)?.toString("utf8");
}

export function readOptionalBytes(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw storeError("failed", { message: "A file in the data folder could not be read.", cause: error });
  }
}

function translated(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (hasCode(error, "ENOSPC")) throw storeError("disk-full", { cause: error });
    if (hasCode(error, "EACCES") || hasCode(error, "EROFS") || hasCode(error, "EPERM")) throw storeError("read-only", { message: "The data folder cannot be written.", cause: error });
    throw storeError("failed", { message: "A file in the data folder could not be written.", cause: error });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
