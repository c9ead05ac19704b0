import { readFileSync } from "node:fs";
import path from "node:path";
import { fixtures } from "../../formats/definition/fixtures.ts";
import { filesOf, foldersOfSamples } from "../../formats/conformance/survey.ts";
import { haveSamples, samplesFolder } from "../../support/iso20022-schema.ts";

/** A right file, or one with the defects that real ones have. */
export interface FuzzFile {
  readonly name: string;
  readonly sizeBytes: number;
  read(): Buffer;
}

/** Files of every text format that are part of the tests, and the collected ones beside the repository, where they are. */
export function fuzzFiles(): readonly FuzzFile[] {
  const own = Object.entries(fixtures).map(([id, bytes]): FuzzFile => ({ name: `fixtures/${id}`, sizeBytes: bytes.length, read: () => bytes }));
  const collected = haveSamples ? foldersOfSamples().flatMap((folder) => filesOf(folder).map((file) => fileAt(`${folder}/${file}`))) : [];
  // Several collections hold the same files.
  const seen = new Set<string>();
  return [...own, ...collected].filter((file) => {
    const content = file.read().toString("latin1");
    if (content === "" || seen.has(content)) return false;
    seen.add(content);
    return true;
  });
}

function fileAt(name: string): FuzzFile {
  const bytes = readFileSync(path.join(samplesFolder, name));
  return { name, sizeBytes: bytes.length, read: () => bytes };
}
