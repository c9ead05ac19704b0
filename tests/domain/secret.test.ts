import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";

describe("a secret", () => {
  it("prints as dots wherever it may slip to", () => {
    const secret = Secret.fromText("hunter2");
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ a: [secret] }), format("%s %o %j", secret, secret, secret), String(secret), inspect(secret, { showHidden: true, depth: 9 })];
    for (const text of shown) {
      expect(text).toContain("•••");
      expect(text).not.toContain("hunter2");
      expect(text).not.toContain("104"); // the byte of "h"
    }
    expect(Object.keys(secret)).toEqual([]);
    expect(new Error("x", { cause: secret }).cause?.toString()).toBe("•••");
  });
  it("gives UTF-8", () => {
    expect([...Secret.fromText("Ő9").bytes]).toEqual([0xc5, 0x90, 0x39]);
    expect(Secret.fromText("Őrült-jelszó 9").revealText()).toBe("Őrült-jelszó 9");
  });
  it("is zeroed in place and gone after wiping", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const secret = new Secret(bytes);
    secret.wipe();
    expect([...bytes]).toEqual([0, 0, 0]);
    expect(() => secret.bytes).toThrow("already wiped");
    expect(() => secret.revealText()).toThrow("already wiped");
    expect(() => secret.wipe()).not.toThrow();
    expect(`${secret}`).toBe("•••");
  });
  it("is wiped at the end of its block", () => {
    const bytes = Uint8Array.of(7);
    {
      using _secret = new Secret(bytes);
    }
    expect([...bytes]).toEqual([0]);
  });
  it("a copy has a life of its own", () => {
    const secret = Secret.fromText("pin");
    const copy = secret.copy();
    secret.wipe();
    expect(copy.revealText()).toBe("pin");
  });
});
