import type { Finding } from "../../domain/finding.ts";

/** Small pieces are gathered and large ones cut, so that the reader sees blocks of about this size; larger ones only cost memory (measured). */
const blockBytes = 64 * 1024;

/** What payment files are declared as, and how `TextDecoder` calls it. */
const decoders: Readonly<Record<string, string>> = {
  "utf-8": "utf-8", utf8: "utf-8", "us-ascii": "utf-8", ascii: "utf-8",
  "iso-8859-1": "windows-1252", latin1: "windows-1252", "windows-1252": "windows-1252", cp1252: "windows-1252",
  "iso-8859-15": "iso-8859-15", "iso-8859-2": "iso-8859-2", "windows-1250": "windows-1250",
};

const declaration = /^<\?xml\s+version\s*=\s*(?:"1\.\d"|'1\.\d')(?:\s+encoding\s*=\s*(?:"([A-Za-z][A-Za-z0-9._-]*)"|'([A-Za-z][A-Za-z0-9._-]*)'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/;

/**
 * The content as UTF-8 blocks without byte order mark, whatever encoding it is declared in; the XML declaration is blanked out.
 * Yields undefined, after a finding, where it cannot be decoded.
 */
export async function* inUtf8(content: AsyncIterable<Uint8Array>, report: (finding: Finding) => void): AsyncGenerator<Uint8Array | undefined> {
  let decode: ((block: Uint8Array) => Uint8Array) | undefined;
  let first = true;
  for await (const block of blocks(content)) {
    let bytes = block;
    if (first) {
      first = false;
      const start = beginning(block);
      if ("problem" in start) {
        report(start.problem);
        yield undefined;
        return;
      }
      decode = start.label === "utf-8" ? undefined : transcoder(start.label);
      bytes = start.rest;
    }
    try {
      yield decode === undefined ? bytes : decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      report({ severity: "error", code: "xml-undecodable", message: "The file is not in the encoding that it says it is in. It is damaged: fetch or export it again." });
      yield undefined;
      return;
    }
  }
}

function transcoder(label: string): (block: Uint8Array) => Uint8Array {
  const decoder = new TextDecoder(label, { fatal: true });
  const encoder = new TextEncoder();
  return (block) => encoder.encode(decoder.decode(block, { stream: true }));
}

/** How `TextDecoder` calls the encoding of a file that begins so; undefined where there is none that is read. */
export function encodingOf(head: Uint8Array): string | undefined {
  const start = beginning(head);
  return "problem" in start ? undefined : start.label;
}

/** Finds the encoding and takes the declaration away (as blanks, so that columns stay). */
function beginning(block: Uint8Array): { label: string; rest: Uint8Array } | { problem: Finding } {
  const [a, b, c, d] = block;
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return utf16(block, "utf-16be", a === 0xfe);
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return utf16(block, "utf-16le", a === 0xff);
  const body = a === 0xef && b === 0xbb && c === 0xbf ? block.subarray(3) : block;
  const head = Buffer.from(body.subarray(0, 512)).toString("latin1");
  if (!/^<\?xml[\s?]/.test(head) || d === undefined) return { label: "utf-8", rest: body };
  const match = declaration.exec(head);
  if (match === null) return { problem: { severity: "error", code: "xml-bad-declaration", message: "The first line, <?xml …?>, is not as XML wants it.", line: 1, column: 1 } };
  const declared = (match[1] ?? match[2] ?? "utf-8").toLowerCase();
  const label = Object.hasOwn(decoders, declared) ? decoders[declared] : undefined;
  if (label === undefined) {
    return { problem: { severity: "error", code: "xml-unknown-encoding", message: `The file says it is in the encoding ${declared}, which is not read here. Export it as UTF-8.`, line: 1, column: 1 } };
  }
  const rest = Uint8Array.from(body);
  for (let i = 0; i < match[0].length; i++) if (rest[i] !== 0x0a && rest[i] !== 0x0d) rest[i] = 0x20;
  return { label, rest };
}

function utf16(block: Uint8Array, label: string, mark: boolean): { label: string; rest: Uint8Array } {
  const rest = Uint8Array.from(mark ? block.subarray(2) : block);
  const shift = label === "utf-16be" ? 1 : 0;
  const head = String.fromCharCode(...rest.subarray(0, 1024).filter((_, i) => i % 2 === shift));
  const match = /^<\?xml\s[^>]*\?>/.exec(head);
  for (let i = 0; i < (match?.[0].length ?? 0); i++) if (rest[2 * i + shift] !== 0x0a) rest[2 * i + shift] = 0x20;
  return { label, rest };
}

async function* blocks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    gathered.push(chunk);
    size += chunk.length;
    if (size < blockBytes) continue;
    const whole = gathered.length === 1 ? chunk : Buffer.concat(gathered);
    gathered = [];
    size = 0;
    for (let at = 0; at < whole.length; at += blockBytes) yield whole.subarray(at, at + blockBytes);
  }
  if (size > 0) yield Buffer.concat(gathered);
}
