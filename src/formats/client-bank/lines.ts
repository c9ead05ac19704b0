import type { Finding } from "../../domain/finding.ts";
import { names } from "./fields.ts";

/** A line of a file: what stands before and behind its `=`; without one the value is undefined. */
export interface Line {
  readonly name: string;
  readonly value: string | undefined;
  /** 1-based. */
  readonly number: number;
}

const lineBytesMax = 1024 * 1024;

/** True for a file of the format: its first line, perhaps behind the mark of UTF-8. */
export function isClientBank(head: Uint8Array): boolean {
  return Buffer.from(head).toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "").startsWith(names.start);
}

/** The charset that the file says: UTF-8 by its mark or its letters, `DOS` is code page 866, else windows-1251. */
function charsetOf(head: Uint8Array): "utf-8" | "ibm866" | "windows-1251" {
  if (head[0] === 0xef && head[1] === 0xbb) return "utf-8";
  try {
    // Russian in a code page of one byte a letter is never valid UTF-8; the end may cut a letter in two.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head.subarray(0, head.lastIndexOf(0x0a) + 1));
    return /[\u0400-\u04ff]/.test(text) ? "utf-8" : "windows-1251";
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new RegExp(`${names.encoding}=DOS`, "i").test(new TextDecoder("ibm866").decode(head)) ? "ibm866" : "windows-1251";
  }
}

/** The lines of a file, block by block. */
export async function* clientBankLines(content: AsyncIterable<Uint8Array>, report: (finding: Finding) => void, tellCharset: (name: string) => void): AsyncGenerator<readonly Line[]> {
  let label: ReturnType<typeof charsetOf> | undefined;
  let carry: Uint8Array = new Uint8Array(0);
  let number = 0;
  const linesOf = (bytes: Uint8Array): Line[] => {
    if (label === undefined) {
      label = charsetOf(bytes);
      tellCharset(label === "utf-8" ? "UTF-8" : label === "ibm866" ? "CP866" : "windows-1251");
    }
    const lines = new TextDecoder(label).decode(bytes).split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.map((line): Line => {
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      const equals = text.indexOf("=");
      return { name: (equals < 0 ? text : text.slice(0, equals)).trim(), value: equals < 0 ? undefined : text.slice(equals + 1).trim(), number: ++number };
    });
  };
  for await (const chunk of content) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end === 0 && bytes.length > lineBytesMax) {
      report({ severity: "error", code: "line-too-long", line: number + 1, message: "A line here is longer than a million characters. Nothing from here on was read. Ask for a right file." });
      return;
    }
    if (end > 0) yield linesOf(bytes.subarray(0, end));
    carry = bytes.slice(end);
  }
  if (carry.length > 0) yield linesOf(carry);
}
