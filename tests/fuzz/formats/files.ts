import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { filesOf, foldersOfSamples } from "../../formats/conformance/survey.ts";
import { haveSamples, samplesFolder } from "../../support/iso20022-schema.ts";
import type { Format } from "../../../src/formats/format.ts";
import { formatOf } from "./reading.ts";
import { writtenFiles } from "./written.ts";

/** A right file, or one with the defects that real ones have. */
export interface FuzzFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Formats that are known for it alone: a spreadsheet is read by a definition of its columns. */
  readonly own?: readonly Format[] | undefined;
  read(): Buffer;
}

/** The collected files beside the repository, where they are, and one of our own of each format that none of them is of. Bytes of collected ones are not held. */
export async function fuzzFiles(): Promise<readonly FuzzFile[]> {
  // Several collections hold the same files.
  const seen = new Set<string>();
  const known = new Set<string>();
  const files: FuzzFile[] = [];
  for (const name of haveSamples ? foldersOfSamples().flatMap((folder) => filesOf(folder).map((file) => `${folder}/${file}`)) : []) {
    const read = () => readFileSync(path.join(samplesFolder, name));
    const bytes = read();
    const digest = createHash("sha256").update(bytes).digest("base64");
    if (bytes.length === 0 || seen.has(digest)) continue;
    seen.add(digest);
    known.add(formatOf(bytes)?.id ?? "");
    files.push({ name, sizeBytes: bytes.length, read });
  }
  for (const { id, bytes, own } of await writtenFiles()) if (!known.has(id)) files.push({ name: `written/${id}`, sizeBytes: bytes.length, own, read: () => bytes });
  return files;
}
