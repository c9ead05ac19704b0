import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "../domain/errors.ts";
import type { FileListing, WorkstationFiles } from "../screens/session.ts";

const readBytes = 1024 * 1024;

/** The operator's own files. */
export function systemFiles(outFolder: string): WorkstationFiles {
  return { list: listFolder, open: openFile, write: writeFileWhole, homeFolder: os.homedir(), outFolder };
}

/** Bytes of a file from its start. @throws AppError input/`not-found`, input/`unreadable-file` */
export async function* openFile(file: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: readBytes })) yield chunk as Uint8Array; // a stream without encoding gives Buffers
  } catch (cause) {
    throw fileError(file, cause, "Nothing was read.");
  }
}

/** Whole or not at all: written beside and moved into place. Readable by the operator only. */
export async function writeFileWhole(file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  // Exclusive and under a name that cannot be foreseen: in a shared folder somebody could have put a link of that name there.
  const beside = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(bytes), createWriteStream(beside, { mode: 0o600, flags: "wx" }));
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true });
    if (cause instanceof AppError) throw cause;
    throw fileError(file, cause, "Nothing was written.");
  }
}

async function listFolder(folder: string): Promise<readonly FileListing[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const listings = await Promise.all(
      entries.map(async (entry): Promise<FileListing | undefined> => {
        const full = path.join(folder, entry.name);
        const facts = await stat(full).catch(() => undefined); // a broken link, or gone meanwhile: not shown
        if (facts === undefined || !(facts.isFile() || facts.isDirectory())) return undefined;
        return { name: entry.name, path: full, kind: facts.isDirectory() ? "folder" : "file", sizeBytes: facts.size, modifiedAtMs: facts.mtimeMs };
      }),
    );
    return listings
      .filter((listing) => listing !== undefined)
      .sort((a, b) => (a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === "folder" ? -1 : 1));
  } catch (cause) {
    throw fileError(folder, cause, "Nothing was read.");
  }
}

function fileError(file: string, cause: unknown, meaning: string): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  const why = code === "ENOENT" ? "is not there" : code === "EACCES" ? "may not be used by you" : code === "EISDIR" ? "is a folder" : code === "ENOTDIR" ? "is no folder" : code === "ENOSPC" ? "cannot be written: the disk is full" : "cannot be used";
  return new AppError("input", code === "ENOENT" ? "not-found" : "unreadable-file", `${file} ${why}.`, { meaning, cause });
}
