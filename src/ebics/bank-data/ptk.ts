/**
 * PTK: the customer protocol as text for people. No grammar is laid down: what counts is the character set (ISO-8859-1) and the width (80 columns).
 * HAC tells the same to programs.
 */
export const ptkColumns = 80;

/** @param lines none longer than 80 columns is needed: longer ones are broken at blanks, indented; characters outside ISO-8859-1 become "?" */
export function writePtk(lines: readonly string[]): Uint8Array {
  const text = lines.flatMap(broken).map((line) => `${line}\r\n`).join("");
  return Buffer.from(text.normalize("NFC").replace(/[^\r\n\u0020-\u007e\u00a0-\u00ff]/gu, "?"), "latin1");
}

/** @returns the lines as they are, without line ends; outside text: control characters are still in them */
export function readPtk(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").split(/\r\n|\r|\n/);
  while (lines.at(-1)?.trim() === "" || lines.at(-1) === "\u001a") lines.pop();
  return lines.map((line) => line.replace(/\u001a$/, "").trimEnd());
}

function broken(line: string): string[] {
  const parts: string[] = [];
  const indent = `${/^ */.exec(line)?.[0] ?? ""}  `.slice(0, 20);
  let rest = line;
  while (rest.length > ptkColumns) {
    const blank = rest.lastIndexOf(" ", ptkColumns);
    const at = blank > indent.length ? blank : ptkColumns;
    parts.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...parts, rest.trimEnd()];
}
