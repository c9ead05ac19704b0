/** Where an error came from; each area has its own codes. */
export type ErrorArea = "format" | "channel" | "signer" | "store" | "ebics" | "rights" | "workflow" | "input" | "bank";

export interface AppErrorOptions {
  /** What it means for the money, e.g. "Nothing was sent." Shown under the message. */
  readonly meaning?: string | undefined;
  /** What the operator can do next. */
  readonly next?: string | undefined;
  /** True when the same call may succeed if it is simply made again. */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
  /** Redacted facts for the support case: never secrets, never payment content. */
  readonly context?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/**
 * Something broke, told in the operator's words. Bad files are `Finding[]` and a bank's "no" is a value;
 * only what neither of them covers is thrown.
 */
export class AppError extends Error {
  readonly area: ErrorArea;
  /** Stable, kebab-case, unique within the area: `wrong-passphrase`. */
  readonly code: string;
  readonly meaning: string | undefined;
  readonly next: string | undefined;
  readonly retryable: boolean;
  readonly context: Readonly<Record<string, string | number | boolean | undefined>>;

  constructor(area: ErrorArea, code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.area = area;
    this.code = code;
    this.meaning = options.meaning;
    this.next = options.next;
    this.retryable = options.retryable ?? false;
    this.context = options.context ?? {};
  }
}

/** True for an `AppError` of that area and, when given, that code. */
export function isAppError(error: unknown, area?: ErrorArea, code?: string): error is AppError {
  return error instanceof AppError && (area === undefined || error.area === area) && (code === undefined || error.code === code);
}

/** Throws when a thing that cannot happen has happened. @param why what was relied upon */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`Broken assumption: ${why}`);
}

/** Marks a branch that the types rule out. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable value: ${String(value)}`);
}
