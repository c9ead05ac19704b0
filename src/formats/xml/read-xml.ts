import { inUtf8 } from "./encoding.ts";
import { type RecordHandler, RecordReader } from "./record-reader.ts";
import type { CompiledShape } from "./shape.ts";

/**
 * Streams an XML message: any size, flat memory. Whatever is wrong with the file becomes a finding, never a throw;
 * reading stops at the first point that is not well-formed.
 * @returns false when it stopped early
 */
export async function readXml(content: AsyncIterable<Uint8Array>, shape: CompiledShape, handler: RecordHandler): Promise<boolean> {
  const reader = new RecordReader(shape, handler);
  for await (const block of inUtf8(content, (finding) => handler.finding(finding))) {
    if (block === undefined) return false;
    reader.push(block);
    if (handler.flush !== undefined) await handler.flush();
    if (reader.stopped) return false;
  }
  reader.end();
  if (handler.flush !== undefined) await handler.flush();
  return !reader.stopped;
}
