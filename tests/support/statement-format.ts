import { formatById } from "../../src/formats/detect.ts";
import type { StatementFormat } from "../../src/formats/format.ts";

/** A statement format that is known to exist. */
export function statementFormat(id: string): StatementFormat {
  const format = formatById(id);
  if (format?.kind !== "statements") throw new Error(`${id} is a statement format`);
  return format;
}
