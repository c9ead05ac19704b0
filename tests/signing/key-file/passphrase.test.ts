import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/domain/secret.ts";
import { bmpPassphrase, passphraseProblem } from "../../../src/signing/key-file/passphrase.ts";

describe("passphrases", () => {
  it("as UTF-16 for PKCS#12, whatever the script", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const expected = Buffer.from(`${text}\0`, "utf16le").swap16();
        expect(bmpPassphrase(new TextEncoder().encode(text)).equals(expected)).toBe(true);
      }),
    );
  });
  it("bytes that are no UTF-8 do no harm", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => bmpPassphrase(bytes).length >= 2));
  });
  it("characters count, not bytes", () => {
    expect(passphraseProblem(Secret.fromText("ŐrűltJelsó"))).toBeUndefined();
    expect(passphraseProblem(Secret.fromText("ŐrűltJels"))).toMatch(/10 characters/);
  });
  it.each(["correct horse battery", "Őrült-jelszó 9", "k7#mQ2x!vL", "1234567809"])("%j may be used", (text) => expect(passphraseProblem(Secret.fromText(text))).toBeUndefined());
  it.each(["1234567890", "0987654321", "abcdefghij", "abcabcabcabc", "hahahahahaha", "kontorkontor"])("%j may not", (text) => expect(passphraseProblem(Secret.fromText(text))).toMatch(/\.$/));
});
