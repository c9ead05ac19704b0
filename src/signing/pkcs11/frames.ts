import { readSync, writeSync } from "node:fs";
import { DefaultSerializer, deserialize } from "node:v8";

/** Descriptors in a module's process: calls and their answers; a pipe that ends with the program that began it. */
export const callPipe = 3;
export const watchPipe = 4;

const noLength = Buffer.alloc(4);

/** A message behind its length (4 bytes, big-endian). It may hold a PIN: whoever has written it wipes it. */
export function frameOf(message: unknown): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(noLength);
  serializer.writeHeader();
  serializer.writeValue(message);
  const frame = serializer.releaseBuffer();
  frame.writeUInt32BE(frame.length - 4);
  return frame;
}

/** Puts messages together from the pieces in which they come. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  *push(piece: Buffer): Iterable<unknown> {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readUInt32BE()) {
      const end = 4 + this.#rest.readUInt32BE();
      const body = Buffer.from(this.#rest.subarray(4, end)); // byte arrays in the message are views of it
      this.#rest = this.#rest.subarray(end);
      yield deserialize(body);
    }
  }
}

/** Waits for the next message; its byte arrays are views of what `wipe` wipes. @returns undefined when the other end is gone */
export function readFrame(pipe: number): { readonly message: unknown; wipe(): void } | undefined {
  const length = readWhole(pipe, 4)?.readUInt32BE();
  const body = length === undefined ? undefined : readWhole(pipe, length);
  return body === undefined ? undefined : { message: deserialize(body) as unknown, wipe: () => void body.fill(0) };
}

export function writeFrame(pipe: number, message: unknown): void {
  const frame = frameOf(message);
  for (let at = 0; at < frame.length; ) at += writeSync(pipe, frame, at);
  frame.fill(0);
}

function readWhole(pipe: number, length: number): Buffer | undefined {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const got = readSync(pipe, bytes, at, length - at, null);
    if (got === 0) return undefined;
    at += got;
  }
  return bytes;
}
