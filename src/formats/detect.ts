import { formats } from "./all.ts";
import type { Format } from "./format.ts";
import { messageInHead } from "./iso20022/namespace.ts";
import { latin1 } from "./charset/charset.ts";
import { swiftType } from "./swift/message.ts";

/**
 * @param head the first bytes of the file, 4 KiB are enough
 * @param own formats that a customer or session has besides; they are asked first
 */
export function detectFormat(head: Uint8Array, own: readonly Format[] = []): Format | undefined {
  const start = head.subarray(0, 4096), named = messageInHead(start);
  return [...own, ...formats].find((format) => format.detect(start, named));
}

/** All that could be meant: where there are several, a person says which. */
export function detectFormats(head: Uint8Array, own: readonly Format[] = []): readonly Format[] {
  const start = head.subarray(0, 4096), named = messageInHead(start);
  return [...own, ...formats].filter((format) => format.detect(start, named));
}

/** @param id exact name with version: `pain.001.001.09` */
export function formatById(id: string, own: readonly Format[] = []): Format | undefined {
  return [...own, ...formats].find((format) => format.id === id);
}

/** The name of the message in a file that no format here reads, for the refusal: `pain.001.001.03.ch.02`. */
export function nameForeignMessage(head: Uint8Array): string | undefined {
  const start = head.subarray(0, 4096);
  const swift = swiftType(latin1(start));
  return messageInHead(start).message ?? (swift === undefined ? undefined : `SWIFT MT${swift}`);
}
