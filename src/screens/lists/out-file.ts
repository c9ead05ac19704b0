import { AppError } from "../../domain/errors.ts";
import type { FileListing, WorkstationFiles } from "../session.ts";

const nameMax = 80;

/**
 * A name that is harmless on any disk: letters, digits, point, hyphen, underline; never hidden, never a path.
 * @param name as the outside or a person gave it
 */
export function harmlessFileName(name: string): string {
  const last = name.replace(/^.*[\\/]/s, "");
  const plain = last.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^[._]+|[._]+$/g, "");
  const dot = plain.lastIndexOf(".");
  const ending = dot > 0 && plain.length - dot <= 6 ? plain.slice(dot) : "";
  const base = (ending === "" ? plain : plain.slice(0, dot)).slice(0, nameMax);
  return base === "" ? "file" : base + ending;
}

/** The name itself, or with a number: nothing that is there is overwritten. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const dot = name.lastIndexOf(".");
  const [base, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let i = 2; ; i++) {
    const numbered = `${base}-${i}${ending}`;
    if (!taken.has(numbered)) return numbered;
  }
}

/**
 * Writes a file of ours to the operator's folder for prints and exports.
 * @returns its path
 * @throws AppError input/* when the folder cannot be written
 */
export async function writeOut(files: WorkstationFiles, fileName: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const taken = new Set((await listOrNothing(files)).map((one) => one.name));
  const path = `${files.outFolder.replace(/\/+$/, "")}/${freeName(harmlessFileName(fileName), taken)}`;
  await files.write(path, bytes);
  return path;
}

/** What is said of a written file: the name first, for the folder may be long. */
export function writtenText(path: string): string {
  const slash = path.lastIndexOf("/");
  return `Written: ${path.slice(slash + 1)} in ${path.slice(0, slash)}`;
}

/** Before the first print there is no such folder yet. */
async function listOrNothing(files: WorkstationFiles): Promise<readonly FileListing[]> {
  try {
    return await files.list(files.outFolder);
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
