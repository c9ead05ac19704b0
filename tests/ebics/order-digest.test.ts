import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderDataDigest, stripForSignature } from "../../src/ebics/index.ts";

describe("what a signature is over", () => {
  it("leaves out CR, LF and Ctrl-Z, and nothing else", () => {
    expect(Buffer.from(stripForSignature(Buffer.from("\r\na \t\n\r\rb\u001a\u0000ü\n"))).toString()).toBe("a \tb\u0000ü");
  });
  it("is the same however the bytes arrive in pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), async (chunks) => {
        async function* stream(): AsyncGenerator<Uint8Array> {
          yield* chunks;
        }
        const whole = Buffer.concat(chunks);
        const expected = createHash("sha256").update(Buffer.from(whole.filter((byte) => byte !== 10 && byte !== 13 && byte !== 26))).digest();
        expect(await orderDataDigest(whole)).toEqual(expected);
        expect(await orderDataDigest(stream())).toEqual(expected);
      }),
    );
  });
});
