import type { Finding } from "../../../src/domain/finding.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import type { Format } from "../../../src/formats/format.ts";

/** What was read of a file: enough to see whether something got lost without a word. */
export interface Reading {
  /** Payments, entries, statuses. */
  readonly parts: number;
  /** Something is wrong, and was told: an error or a warning. */
  readonly told: boolean;
  /** A finding that cannot be shown. */
  readonly problem: string | undefined;
}

/** So much of a file tells its format. */
export const headBytes = 4096;

/** By its content, as the desk does; undefined where no format knows it. @param own known besides */
export function formatOf(bytes: Uint8Array, own: readonly Format[] = []): Format | undefined {
  return detectFormat(bytes.subarray(0, headBytes), own);
}

export async function readWith(format: Format, bytes: Uint8Array): Promise<Reading> {
  let parts = 0;
  let told = false;
  let problem: string | undefined;
  const part = (): void => { parts++; };
  const nothing = (): void => undefined;
  const finding = (each: Finding): void => {
    if (each.severity !== "info") told = true;
    problem ??= problemOf(each);
  };
  const content = (async function* () { yield bytes; })();
  switch (format.kind) {
    case "orders":
      await format.read(content, { header: nothing, batch: nothing, transaction: part, finding });
      break;
    case "statements":
      await format.read(content, { statement: nothing, balance: nothing, entry: part, statementEnd: nothing, finding });
      break;
    case "recalls":
      await format.read(content, { header: nothing, recalledMessage: nothing, recalledBatch: nothing, recalledPayment: part, finding });
      break;
    case "status":
      await format.read(content, { header: nothing, batchStatus: part, transactionStatus: part, finding });
  }
  return { parts, told, problem };
}

function problemOf({ message, code, line, column }: Finding): string | undefined {
  const fits = message.length > 10 && /^[a-z0-9-]+$/.test(code) && (line === undefined || line >= 1) && (column === undefined || column >= 1);
  return fits ? undefined : `A finding that cannot be shown: ${JSON.stringify({ message, code, line, column })}`;
}
