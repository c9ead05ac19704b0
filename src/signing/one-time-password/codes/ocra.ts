import { createHmac } from "node:crypto";
import { AppError } from "../../../domain/errors.ts";
import { truncated } from "./hotp.ts";

/** What goes into the HMAC beside the suite's name, as far as the suite asks for it. */
export interface OcraInput {
  /** The challenge: digits for QN, hex for QH, text for QA. */
  readonly question: string;
  readonly counter?: number | undefined;
  /** Hash of the PIN, as long as its algorithm says. */
  readonly pinHash?: Uint8Array | undefined;
  /** Time steps since 1970. */
  readonly timeStep?: number | undefined;
}

const questionBytes = 128;
const suitePattern = /^OCRA-1:HOTP-SHA(1|256|512)-([4-9]|10):(C-)?Q([ANH])(0[4-9]|[1-5]\d|6[0-4])(-PSHA(?:1|256|512))?(-T\d{1,2}[SMH])?$/;

/**
 * A one-time password that answers a challenge (one-way challenge-response).
 * @param suite `OCRA-1:HOTP-SHA256-8:QN08`: hash, digits, and which inputs in which order. Session data (S) and codes without truncation (0) are not in use here
 * @throws AppError input/`bad-token` for a suite of another kind
 * Source: RFC 6287 §5 and §6
 */
export function ocra(suite: string, secret: Uint8Array, input: OcraInput): string {
  const match = suitePattern.exec(suite);
  if (match === null) throw new AppError("input", "bad-token", `"${suite}" is no OCRA suite that is known here.`, { next: "Write it as OCRA-1:HOTP-SHA256-8:QN08." });
  const [, hash = "", digits = "", counter, format = "", , pin, time] = match;
  const parts: Uint8Array[] = [Buffer.from(suite, "ascii"), Buffer.of(0)];
  if (counter !== undefined) parts.push(eightBytes(input.counter));
  parts.push(questionOf(format, input.question));
  if (pin !== undefined) parts.push(input.pinHash ?? new Uint8Array());
  if (time !== undefined) parts.push(eightBytes(input.timeStep));
  return truncated(createHmac(`sha${hash}`, secret).update(Buffer.concat(parts)).digest(), Number(digits));
}

/** Digits of the challenge and of the code, where the suite asks for nothing but a numeric challenge. @returns undefined for other suites */
export function plainSuite(suite: string): { readonly questionDigits: number; readonly codeDigits: number } | undefined {
  const match = suitePattern.exec(suite);
  if (match === null || match[3] !== undefined || match[4] !== "N" || match[6] !== undefined || match[7] !== undefined) return undefined;
  return { questionDigits: Number(match[5]), codeDigits: Number(match[2]) };
}

/** 128 bytes, zeros behind. A number is written in hexadecimal first, and half a byte at its end is filled with zero. RFC 6287 §5.1, appendix A */
function questionOf(format: string, question: string): Buffer {
  const bytes = Buffer.alloc(questionBytes);
  if (format === "A") bytes.write(question, "ascii");
  else {
    const hex = format === "N" ? BigInt(question).toString(16) : question;
    bytes.write(hex.length % 2 === 0 ? hex : `${hex}0`, "hex");
  }
  return bytes;
}

function eightBytes(value: number | undefined): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value ?? 0));
  return bytes;
}
