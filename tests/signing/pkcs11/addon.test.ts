import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildAddon } from "../../../src/signing/pkcs11/addon.ts";
import { addonError } from "../../../src/signing/pkcs11/errors.ts";
import { haveCards } from "../../support/card/card.ts";

describe("building what speaks to cards", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kontor-addon-"));
    for (const part of ["src", "includes"]) cpSync(path.resolve("node_modules/pkcs11js", part), path.join(folder, part), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const release = (): string[] => readdirSync(path.join(folder, "build", "Release"));

  it("without a compiler says what to install, and leaves nothing behind", async () => {
    const state = await buildAddon({ folder, compiler: "no-such-compiler" });
    expect(state).toEqual({ kind: "no-compiler" });
    expect(release()).toEqual([]);
    if (state.kind === "built") throw new Error("not reached");
    expect(addonError(state)).toMatchObject({
      area: "signer", code: "module-unavailable", meaning: "Nothing was signed. Key files work as before.",
      message: "Chip cards are not available here: what speaks to them is compiled at its first use, and there is no C++ compiler.", next: "Install g++ (Debian: apt install g++), then run: npm run chip-card",
    });
  });

  it.skipIf(!haveCards)("a source that does not compile is told with what the compiler said, and a later try begins anew", async () => {
    const source = path.join(folder, "src", "dl.cpp");
    writeFileSync(source, "this is no C++\n");
    const state = await buildAddon({ folder });
    expect(state).toMatchObject({ kind: "failed", output: expect.stringContaining("dl.cpp") as string });
    expect(release()).toEqual([]);
    cpSync(path.resolve("node_modules/pkcs11js/src/dl.cpp"), source);
    expect(await buildAddon({ folder })).toEqual({ kind: "built" });
    expect(release()).toEqual(["pkcs11.node"]);
    expect(existsSync(path.join(folder, "build", "Release", "pkcs11.node"))).toBe(true);
  });
});
