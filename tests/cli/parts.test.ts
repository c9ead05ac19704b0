import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { divide, filesOfDelivery, openDelivery } from "../../src/cli/parts.ts";
import { formatById } from "../../src/formats/detect.ts";
import { fixtures } from "../formats/definition/fixtures.ts";

let folder: string;
beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), "kontor-parts-")); });
afterEach(() => rm(folder, { recursive: true, force: true }));

const whole = fixtures.multicash!.toString("latin1");
const at = (name: string) => path.join(folder, name);
const lines = whole.split("\r\n").filter((line) => line !== "");
const heads = lines.slice(0, 2).join("\r\n"), entries = `${lines.slice(2).join("\r\n")}\r\n`;
async function textOf(file: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of openDelivery(file)) parts.push(chunk);
  return Buffer.concat(parts).toString("latin1");
}

describe("files that belong together", () => {
  test("either of them gives both, in their order, whatever the letters of the names", async () => {
    await writeFile(at("Auszug_0224.txt"), heads); // no line end at its end
    await writeFile(at("UMSATZ_0224.TXT"), entries);
    expect(await textOf(at("Auszug_0224.txt"))).toBe(whole);
    expect(await textOf(at("UMSATZ_0224.TXT"))).toBe(whole);
    expect((await filesOfDelivery(at("UMSATZ_0224.TXT"))).map((each) => path.basename(each))).toEqual(["Auszug_0224.txt", "UMSATZ_0224.TXT"]);
  });

  test("one alone is itself; a name alone, or another content, brings nothing together", async () => {
    await writeFile(at("AUSZUG.TXT"), heads);
    expect(await textOf(at("AUSZUG.TXT"))).toBe(heads);
    await writeFile(at("UMSATZ.TXT"), "what is this");
    expect(await textOf(at("AUSZUG.TXT"))).toBe(heads);
    expect(await textOf(at("UMSATZ.TXT"))).toBe("what is this");
    await expect(textOf(at("AUSZUG2.TXT"))).rejects.toMatchObject({ area: "input", code: "not-found" });
  });

  test("what was written is divided into them by its lines, where the name says one of them", async () => {
    const format = formatById("multicash")!;
    await writeFile(at("kivonat.txt"), whole, "latin1");
    expect(await divide(at("kivonat.txt"), format)).toEqual([at("kivonat.txt")]);
    await writeFile(at("Auszug.txt"), whole, "latin1");
    await divide(at("Auszug.txt"), format);
    expect((await readdir(folder)).sort()).toEqual(["Auszug.txt", "UMSATZ.txt", "kivonat.txt"]);
    expect(await readFile(at("Auszug.txt"), "latin1")).toBe(`${heads}\r\n`);
    expect(await readFile(at("UMSATZ.txt"), "latin1")).toBe(entries);
  });
});
