import { AppError } from "../domain/errors.ts";
import { visibleText } from "../domain/text.ts";

/** What a command needs of the outside: given in, so that tests run commands in-process. */
export interface CommandIo {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  out(text: string): void;
  /** Resolves when the reader has taken what was put out, but for little: whoever puts out much waits for it. Absent: it is taken at once. */
  taken?: (() => Promise<void>) | undefined;
  err(text: string): void;
}

/** Exit codes: docs/command-line.md lists them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  line: 5,
  needsAttention: 6,
  duplicate: 7,
} as const;

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof AppError)) return exitCodes.failed;
  if (error.code === "same-content-sent") return exitCodes.duplicate;
  if (error.code.startsWith("no-such-") || error.code === "missing" || error.code === "not-found") return exitCodes.notFound;
  if (error.area === "rights" || error.area === "signer" || error.code === "wrong-customer-code") return exitCodes.notAllowed;
  if (error.area === "channel" || error.area === "ebics") return exitCodes.line;
  if (error.area === "input" || error.area === "format") return exitCodes.usage;
  return exitCodes.failed;
}

/** Tells an error: what happened, what it means, what to do; as JSON where asked. */
export function tellError(io: CommandIo, error: unknown, json: boolean): void {
  if (!(error instanceof AppError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err(`kontor: an error that should not happen. Please report it.\n${text}\n`);
    return;
  }
  if (json) {
    io.err(`${jsonText({ error: { area: error.area, code: error.code, message: error.message, meaning: error.meaning ?? null, next: error.next ?? null, retryable: error.retryable } })}\n`);
    return;
  }
  const lines = [`kontor: ${error.message}`, error.meaning, error.next].filter((line) => line !== undefined && line !== "");
  io.err(`${lines.map((line) => visibleText(line ?? "")).join("\n  ")}\n`);
}

/** Rows as aligned columns; text from outside is filtered here. Columns whose every value is a number or an amount stand right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visibleText));
  const widths = headings.map((heading, column) => Math.max(heading.length, ...shown.map((row) => (row[column] ?? "").length)));
  const right = headings.map((_, column) => shown.some((row) => /\d/.test(row[column] ?? "")) && shown.every((row) => numberOrAmount.test(row[column] ?? "")));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (right[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ").trimEnd();
  return `${[line(headings), ...shown.map(line)].join("\n")}\n`;
}

/** `12`, `-3.10 EUR`, several with commas between them, a date; or nothing. A currency alone is a word. */
const numberOrAmount = /^(-?|([-\d., ]*\d[\d., ]*([A-Z]{3}(, )?)?)+)$/;

/** Money is a bigint: JSON gets exact decimal strings made by the caller, and this catches what was forgotten. */
export function toJson(value: unknown): string {
  return `${jsonText(value, 2)}\n`;
}

/** The same value for every reader of JSON, but safe to be shown by a terminal: what `visibleText` would change is written as escapes. @param indent blanks; default: one line */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === "bigint" ? one.toString() : one instanceof Uint8Array ? Buffer.from(one).toString("base64") : one), indent);
  return text.split("\n").map((line) => (visibleText(line) === line ? line : line.replace(/[^\x20-\x7e]/g, escaped))).join("\n");
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
