import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kontor-own-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function kontor(...args: readonly string[]) {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, { environment: { HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false, out: (text) => { told.out += text; }, err: (text) => { told.err += text; } });
  return { code, ...told };
}
function file(name: string, content: unknown): string {
  const full = path.join(folder, name);
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
  return full;
}

const definition = {
  id: "house-bank", title: "House bank, 60 bytes", kind: "orders", source: "The bank's own page of its payment file.", charsets: ["windows-1250"], syntax: { kind: "fixed" }, begins: ["payment"],
  constants: { "transaction.currency": "HUF" },
  records: [{ name: "payment", when: [{ at: 1, is: ["HB"] }], length: [60], opens: ["batch", "transaction"], fields: [
    { name: "record", at: 1, length: 2, type: "constant", value: "HB" }, { name: "own", at: 3, length: 16, type: "account", kinds: ["hungarian"], short: true, to: "batch.account", required: true },
    { name: "other", at: 19, length: 16, type: "account", kinds: ["hungarian"], short: true, to: "transaction.account", required: true }, { name: "amount", at: 35, length: 8, type: "amount", decimals: 0, to: "transaction.amount", required: true },
    { name: "date", at: 43, length: 8, type: "date", patterns: ["YYYYMMDD"], to: "batch.date", required: true }, { name: "name", at: 51, length: 10, type: "text", to: "transaction.creditor.name", required: true }] }],
  write: { lineEnd: "CRLF", order: ["payment"] },
};
const payment = "HB11773016111110181200100800123455000003002026112 Kis Pal  \r\n".replace("2026112 ", "20261123").padEnd(60);

describe("a format of the operator's own on the command line", () => {
  const own = file("house.json", definition);
  const sample = file("payments.txt", `${payment.trimEnd().padEnd(60)}\r\n`);

  test("inspect knows it by its content, and only with the definition", async () => {
    const { code, out } = await kontor("inspect", sample, "--json", "--definition", own);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ format: "house-bank", kind: "orders", orders: [{ count: 1, sum: "300.00", batches: [{ account: "HU42117730161111101800000000", date: "2026-11-23", transactions: [{ amount: "300.00", currency: "HUF", creditorName: "Kis Pal", creditorAccount: "HU40120010080012345500000000" }] }] }] });
    expect((await kontor("inspect", sample, "--json")).code).toBe(3);
  });

  test("convert reads it and writes it, and reads back what it wrote", async () => {
    const tomega = path.join(folder, "mass.121"), back = path.join(folder, "back.txt");
    const pay = path.join(folder, "a.pay");
    expect((await kontor("convert", sample, "--definition", own, "--to", "unicredit-pay", "--out", pay)).code).toBe(0);
    // The other format names a currency and a country of its own, and no more: nothing is lost on the way back.
    expect((await kontor("convert", pay, "--definition", own, "--to", "house-bank", "--out", back, "--accept-loss")).code).toBe(0);
    expect(JSON.parse((await kontor("inspect", back, "--json", "--definition", own)).out)).toMatchObject({ format: "house-bank", orders: [{ count: 1, sum: "300.00" }] });
    const refused = await kontor("convert", sample, "--definition", own, "--to", "ugiro-tomega", "--out", tomega);
    expect([refused.code, refused.out + refused.err]).toEqual([2, expect.stringContaining("F213")]);
  });

  test("a wrong definition is told by its places, and nothing is read", async () => {
    const wrong = structuredClone(definition);
    wrong.records[0]!.fields[5]!.to = "transaction.creditor.nam";
    const told = await kontor("inspect", sample, "--json", "--definition", file("wrong.json", wrong));
    expect(told.code).not.toBe(0);
    expect(told.out + told.err).toContain("payment/name");
    expect((await kontor("inspect", sample, "--definition", file("none.json", "{"))).err).toContain("no JSON");
    expect((await kontor("inspect", sample, "--definition", path.join(folder, "missing.json"))).err).toContain("cannot be read");
  });
});
