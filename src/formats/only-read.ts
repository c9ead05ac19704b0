import { AppError } from "../domain/errors.ts";

/**
 * What `write` of a format does that Kontor only reads.
 * @param instead the format to use in its place
 * @throws AppError format/`only-read`
 */
export function onlyRead(id: string, instead: string): never {
  throw new AppError("format", "only-read", `Kontor reads ${id}, but does not make files of it. Use ${instead}.`, { meaning: "No file was made.", context: { format: id } });
}
