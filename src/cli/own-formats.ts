import { readFile } from "node:fs/promises";
import { AppError } from "../domain/errors.ts";
import { visibleLine } from "../domain/text.ts";
import { defineFormat } from "../formats/definition/format.ts";
import type { Format } from "../formats/format.ts";

const problemsMax = 8;

/**
 * The formats of a definition in a file of the operator's, for one run.
 * @throws AppError input/`not-found`, input/`bad-definition` naming what is wrong in it
 */
export async function ownFormats(file: string | undefined): Promise<readonly Format[]> {
  if (file === undefined) return [];
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw badDefinition(file, [`it is no JSON: ${cause.message}`], cause);
    throw new AppError("input", "not-found", `The definition ${file} cannot be read.`, { meaning: "Nothing was read.", cause });
  }
  const defined = defineFormat(json);
  if (!defined.ok) throw badDefinition(file, defined.findings.map(({ field, message }) => `${field === undefined || field === "" ? "" : `${field}: `}${message}`));
  return defined.formats;
}

function badDefinition(file: string, problems: readonly string[], cause?: unknown): AppError {
  const shown = problems.slice(0, problemsMax).map((problem) => visibleLine(problem, 200));
  const more = problems.length > problemsMax ? ` And ${problems.length - problemsMax} more.` : "";
  return new AppError("input", "bad-definition", `The definition ${file} is wrong. ${shown.join(" ")}${more}`, { meaning: "Nothing was read.", next: "The language is described in src/formats/definition/README.md.", cause });
}
