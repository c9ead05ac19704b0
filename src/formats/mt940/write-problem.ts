import { AppError } from "../../domain/errors.ts";

/** What the format cannot carry. @param field `:86:` */
export function problem(code: string, message: string, field: string): AppError {
  return new AppError("format", code, message, { meaning: "No file was made.", context: { field } });
}
