import { AppError } from "../../domain/errors.ts";
import type { WorkstationFiles } from "../session.ts";

const bytesMax = 1024 * 1024;

/** A certificate or key out of the operator's files. @throws AppError input/`too-large`, and what the files throw */
export async function readSmallText(files: Pick<WorkstationFiles, "open">, path: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of files.open(path)) {
    parts.push(chunk);
    size += chunk.length;
    if (size > bytesMax) throw new AppError("input", "too-large", `${path} is too large for a certificate or key.`, { meaning: "Nothing was stored." });
  }
  return Buffer.concat(parts).toString("utf8");
}
