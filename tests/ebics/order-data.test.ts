import { createDecipheriv, randomBytes } from "node:crypto";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encryptFor } from "../../src/ebics/index.ts";
import { TransactionCipher, decryptTransactionData } from "../../src/ebics/crypto/transaction-cipher.ts";
import { cutSegments, decryptOrderData, newTransactionKey } from "../../src/ebics/order-data.ts";
import { type Parties, makeParties, seededRandomness } from "./support/parties.ts";

let parties: Parties;
beforeAll(async () => {
  parties = await makeParties();
});

describe("order data", () => {
  it("come back whole from any size in any number of segments", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.integer({ min: 4, max: 500 }), async (data, segmentBytesMax) => {
        const { encryption, segments } = await encryptFor(parties.encryption.certificateDer, data, { randomness: parties.randomness, segmentBytesMax });
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
    const { encryption, segments } = await encryptFor(parties.encryption.certificateDer, chunks(), parties.context);
    const opened = await decryptOrderData(parties.context.encryption, encryption, segments);
    expect(opened.kind === "ok" && Buffer.from(opened.data).toString().split("\n").length).toBe(51);
  });

  it("are a zlib stream under AES-128-CBC with a zero vector and X9.23 padding, as any tool can open", async () => {
    const randomness = seededRandomness("known");
    const key = Buffer.from(seededRandomness("known").bytes(16));
    const encrypted = await newTransactionKey(parties.encryption.certificateDer, randomness).encrypt(Buffer.from("Kontor"));
    const decipher = createDecipheriv("aes-128-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(encrypted), decipher.final()]);
    const count = padded.at(-1) ?? 0;
    expect(padded.subarray(-count)).toEqual(Buffer.from([...Array<number>(count - 1).fill(0), count]));
    expect(padded.subarray(0, 2).toString("hex")).toBe("789c");
    expect(inflateSync(padded.subarray(0, -count)).toString()).toBe("Kontor");
  });

  it("use a fresh key each time", async () => {
    const [one, two] = [await encryptFor(parties.encryption.certificateDer, Buffer.from("a"), parties.context), await encryptFor(parties.encryption.certificateDer, Buffer.from("a"), parties.context)];
    expect(Buffer.concat(one.segments).equals(Buffer.concat(two.segments))).toBe(false);
  });

  it("always carry padding, also when they fill the last block", () => {
    const key = randomBytes(16);
    for (const length of [0, 1, 15, 16, 17, 32]) {
      const cipher = new TransactionCipher(key);
      const ciphertext = Buffer.concat([cipher.update(Buffer.alloc(length, 7)), cipher.final()]);
      expect(ciphertext.length).toBe((Math.floor(length / 16) + 1) * 16);
      expect(decryptTransactionData(key, [ciphertext])).toEqual(Buffer.alloc(length, 7));
    }
  });

  it("are cut where base64 can be cut", () => {
    const ciphertext = randomBytes(1_000);
    const segments = cutSegments(ciphertext, 402);
    expect(segments.map((segment) => segment.length)).toEqual([300, 300, 300, 100]);
    expect(Buffer.from(segments.map((segment) => Buffer.from(segment).toString("base64")).join(""), "base64")).toEqual(ciphertext);
  });
});
