import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import { formats } from "../formats/all.ts";
import type { FileParts, Format } from "../formats/format.ts";
import { openFile } from "./files.ts";

/** A format that comes in several files, and the name of one of them in capitals. */
interface PartNamed {
  readonly format: Format;
  readonly parts: FileParts;
  readonly index: number;
}

/** The files that belong to this one, in the order in which they are read: `AUSZUG.TXT` and `UMSATZ.TXT` beside it. Told by name and content. */
export async function filesOfDelivery(file: string): Promise<readonly string[]> {
  const named = partNamed(file);
  if (named === undefined || !(await begins(named.format, file))) return [file];
  const { format, parts, index } = named;
  const folder = path.dirname(file), base = path.basename(file).toUpperCase();
  const there = await readdir(folder);
  const files: string[] = [];
  for (const [at, name] of parts.names.entries()) {
    const wanted = base.replace(parts.names[index] ?? "", name);
    const found = at === index ? path.basename(file) : there.find((each) => each.toUpperCase() === wanted);
    if (found !== undefined && (at === index || (await begins(format, path.join(folder, found))))) files.push(path.join(folder, found));
  }
  return files;
}

/** Bytes of the file, and of those that belong to it. @throws AppError input/`not-found`, input/`unreadable-file` */
export async function* openDelivery(file: string): AsyncIterable<Uint8Array> {
  const files = partNamed(file) === undefined ? [file] : await filesOfDelivery(file);
  for (const [index, each] of files.entries()) {
    let last: number | undefined;
    for await (const chunk of openFile(each)) {
      last = chunk.at(-1) ?? last;
      yield chunk;
    }
    if (index < files.length - 1 && last !== undefined && last !== 0x0a) yield Buffer.from("\r\n");
  }
}

/** The files that a file of this name is divided into when it is written: itself, where its name is that of no part. */
export function namesOfDelivery(file: string, format: Format): readonly string[] {
  const named = partNamed(file);
  if (named?.format !== format) return [file];
  const base = path.basename(file);
  const own = named.parts.names[named.index] ?? "";
  const at = base.toUpperCase().indexOf(own);
  return named.parts.names.map((name, index) => (index === named.index ? file : path.join(path.dirname(file), base.slice(0, at) + name + base.slice(at + own.length))));
}

/**
 * Divides a written file into those of its delivery, where its name is that of one of them.
 * @param file is replaced by its part; the others are written beside it, over older ones
 * @returns the files there are now
 */
export async function divide(file: string, format: Format): Promise<readonly string[]> {
  const { parts } = format;
  const names = namesOfDelivery(file, format);
  if (parts === undefined || names.length < 2) return [file];
  const streams = names.map((name) => createWriteStream(`${name}.part`, { mode: 0o600 }));
  try {
    let carry = Buffer.alloc(0);
    const give = (line: Buffer) => streams[parts.of(line.subarray(0, line.length - (line.at(-1) === 0x0a ? (line.at(-2) === 0x0d ? 2 : 1) : 0)))]?.write(line);
    for await (const chunk of openFile(file)) {
      let bytes = Buffer.concat([carry, chunk]);
      for (let feed = bytes.indexOf(0x0a); feed >= 0; feed = bytes.indexOf(0x0a)) {
        give(bytes.subarray(0, feed + 1));
        bytes = bytes.subarray(feed + 1);
      }
      carry = Buffer.from(bytes);
      for (const stream of streams) if (stream.writableNeedDrain) await once(stream, "drain");
    }
    if (carry.length > 0) give(carry);
    await Promise.all(streams.map((stream) => finished(stream.end())));
    for (const name of names) await rename(`${name}.part`, name);
    return names;
  } finally {
    for (const name of names) await rm(`${name}.part`, { force: true });
  }
}

function partNamed(file: string): PartNamed | undefined {
  const base = path.basename(file).toUpperCase();
  for (const format of formats) {
    const index = format.parts?.names.findIndex((name) => base.includes(name)) ?? -1;
    if (format.parts !== undefined && index >= 0) return { format, parts: format.parts, index };
  }
  return undefined;
}

async function begins(format: Format, file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined); // not there: openFile says so
  if (handle === undefined) return false;
  try {
    const head = Buffer.alloc(4096);
    const { bytesRead } = await handle.read(head);
    return format.detect(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
