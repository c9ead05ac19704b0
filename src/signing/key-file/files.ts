import { randomBytes } from "node:crypto";
import { constants, copyFile, link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import { DerError } from "./der.ts";
import { signerError } from "./errors.ts";

const keyFileBytesMax = 1024 * 1024;

/** Where the file lies. @throws AppError signer/`not-found` when a relative path leaves the folder */
export function keyFilePath(path: string, baseFolder: string): string {
  if (isAbsolute(path)) return path;
  const base = resolve(baseFolder);
  const full = resolve(base, path);
  if (full.startsWith(base.endsWith(sep) ? base : base + sep)) return full;
  throw signerError("not-found", "The path of the key file leads out of the customer's folder.", "Give a path inside it, or a full path.");
}

/** @throws DerError when it is no key file by its size; system errors */
export async function readKeyFile(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe in its place must not hang the dialog
  try {
    const status = await file.stat();
    if (!status.isFile() || status.size > keyFileBytesMax) throw new DerError("not a file of a key's size");
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Puts a new file there, whole or not at all, readable by its owner only. @throws AppError signer/`exists`; system errors */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = await writeBeside(path, bytes);
  try {
    await link(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      // Sticks with FAT have no links; there the copy is at least exclusive.
      await copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    await syncFolder(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause; // always a system error here
    throw signerError("exists", `There already is a file ${basename(path)}. A key file is never overwritten.`, "Choose another name.", { meaning: "No key was made; the file there is as it was.", cause });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Replaces a file at once: whoever reads it sees the old one or the new one. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = await writeBeside(path, bytes);
  try {
    await rename(temporary, path);
    await syncFolder(path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeBeside(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

/** Makes the new name survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
