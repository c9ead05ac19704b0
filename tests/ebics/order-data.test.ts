import { createDecipheriv, randomBytes } from "node:crypto";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encryptFor } from "../../src/ebics/index.ts";
import { TransactionCipher } from "../../src/ebics/crypto/transaction-cipher.ts";
import { decryptOrderData, newTransactionKey, openedOrderData } from "../../src/ebics/order-data.ts";
import { cut, decrypted, deflated, inflated } from "../../src/ebics/order-data-stream.ts";
import { type Parties, makeParties, seededRandomness } from "./support/parties.ts";

let parties: Parties;
beforeAll(async () => {
  parties = await makeParties();
});

describe("order data", () => {
  it("come back whole from any size in any number of segments", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.integer({ min: 4, max: 500 }), async (data, segmentBytesMax) => {
        const { encryption, segments } = await encryptFor(parties.encryption, data, { randomness: parties.randomness, segmentBytesMax });
        expect(segments.length).toBeGreaterThan(0);
        for (const segment of segments) expect(Buffer.from(segment).toString("base64").length).toBeLessThanOrEqual(segmentBytesMax);
        const opened = await decryptOrderData(parties.context.encryption, encryption, segments);
        expect(opened.kind === "ok" && Buffer.from(opened.data).equals(data)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("are streamed, with the same result", async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 50; i++) yield Buffer.from(`line ${i}\n`);
    }
    const { encryption, segments } = await encryptFor(parties.encryption, chunks(), parties.context);
    const opened = await decryptOrderData(parties.context.encryption, encryption, segments);
    expect(opened.kind === "ok" && Buffer.from(opened.data).toString().split("\n").length).toBe(51);
  });

  it("are a zlib stream under AES-128-CBC with a zero vector and X9.23 padding, as any tool can open", async () => {
    const randomness = seededRandomness("known");
    const key = Buffer.from(seededRandomness("known").bytes(16));
    const encrypted = await newTransactionKey(parties.encryption, randomness).encrypt(Buffer.from("Kontor"));
    const decipher = createDecipheriv("aes-128-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(encrypted), decipher.final()]);
    const count = padded.at(-1) ?? 0;
    expect(padded.subarray(-count)).toEqual(Buffer.from([...Array<number>(count - 1).fill(0), count]));
    expect(padded.subarray(0, 2).toString("hex")).toBe("789c");
    expect(inflateSync(padded.subarray(0, -count)).toString()).toBe("Kontor");
  });

  it("use a fresh key each time", async () => {
    const [one, two] = [await encryptFor(parties.encryption, Buffer.from("a"), parties.context), await encryptFor(parties.encryption, Buffer.from("a"), parties.context)];
    expect(Buffer.concat(one.segments).equals(Buffer.concat(two.segments))).toBe(false);
  });

  it("always carry padding, also when they fill the last block", async () => {
    const key = randomBytes(16);
    for (const length of [0, 1, 15, 16, 17, 32]) {
      const cipher = new TransactionCipher(key);
      const ciphertext = Buffer.concat([cipher.update(Buffer.alloc(length, 7)), cipher.final()]);
      expect(ciphertext.length).toBe((Math.floor(length / 16) + 1) * 16);
      expect(Buffer.concat(await Array.fromAsync(decrypted(key, [ciphertext])))).toEqual(Buffer.alloc(length, 7));
    }
  });

  it("are cut where base64 can be cut, whatever pieces they come in", async () => {
    const ciphertext = randomBytes(1_000);
    const segments = await Array.fromAsync(cut(inPieces(ciphertext, 7), 300));
    expect(segments.map((segment) => segment.length)).toEqual([300, 300, 300, 100]);
    expect(Buffer.from(segments.map((segment) => Buffer.from(segment).toString("base64")).join(""), "base64")).toEqual(ciphertext);
    expect(await Array.fromAsync(cut(inPieces(Buffer.alloc(600), 600), 300))).toHaveLength(2);
  });

  it("open whatever pieces they come in, and with anything behind the end of the zlib stream", async () => {
    const plain = Buffer.from("0123456789".repeat(40_000));
    const compressed = Buffer.concat(await Array.fromAsync(deflated(plain)));
    for (const size of [1, 15, 16, 17, 4096, 1_000_000]) {
      for (const tail of [0, 1, 300_000]) {
        const opened = await Array.fromAsync(inflated(inPieces(Buffer.concat([compressed, Buffer.alloc(tail, 9)]), size), { bytesMax: plain.length }));
        expect(Buffer.concat(opened).equals(plain), `${size}, ${tail}`).toBe(true);
      }
    }
  });

  it("tell damage and breaking off at any byte in one and the same way", async () => {
    const { encryption, segments } = await encryptFor(parties.encryption, randomBytes(500), { randomness: parties.randomness });
    const whole = Buffer.concat(segments);
    const open = (ciphertext: Uint8Array) => Array.fromAsync(openedOrderData(parties.context.encryption, encryption, inPieces(ciphertext, 100)));
    for (let length = 0; length < whole.length; length++) {
      if (length !== whole.length - 16) await expect(open(whole.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({ name: "OrderDataError", kind: "undecryptable" });
    }
    for (let at = 0; at < whole.length - 32; at += 5) {
      const changed = Uint8Array.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(open(changed), `byte ${at}`).rejects.toMatchObject({ name: "OrderDataError", kind: "undecryptable" });
    }
  });

  it("stop a zip bomb by how much it grows, and let real files through that grow as much in all", async () => {
    const bomb = Buffer.concat(await Array.fromAsync(deflated(zeros(100))));
    await expect(drain(inflated(bomb, { bytesMax: 1e12, timesMax: 256 }))).rejects.toMatchObject({ kind: "too-large" });
    await expect(drain(inflated(bomb, { bytesMax: 90 * mebibyte }))).rejects.toMatchObject({ kind: "too-large" });
    expect(await drain(inflated(bomb, { bytesMax: 100 * mebibyte }))).toBe(100 * mebibyte);
    async function* text(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 80; i++) yield Buffer.from(`<Ntry>${i} ${randomBytes(20_000).toString("hex")}</Ntry>`.repeat(27)).subarray(0, mebibyte);
    }
    expect(await drain(inflated(deflated(text()), { bytesMax: 1e12, timesMax: 256 }))).toBe(80 * mebibyte);
  });

  it("close their source when nobody goes on reading", async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield randomBytes(mebibyte);
      } finally {
        closed = true;
      }
    }
    for await (const _ of deflated(source())) break;
    await expect.poll(() => closed).toBe(true);
  });

  it("hand on what goes wrong in their source", async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("abc");
      throw new Error("disk gone");
    }
    await expect(drain(deflated(source()))).rejects.toThrow("disk gone");
  });
});

const mebibyte = 1024 * 1024;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* zeros(mebibytes: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < mebibytes; i++) yield new Uint8Array(mebibyte);
}

/** @returns how many bytes came */
async function drain(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const piece of pieces) size += piece.length;
  return size;
}
