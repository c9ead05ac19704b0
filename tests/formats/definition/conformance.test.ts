import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountText } from "../../../src/domain/money.ts";
import { readOrder, readRecall, readStatements, readStatus } from "../../../src/formats/collect.ts";
import { definitionFormats } from "../../../src/formats/definition/bundled.ts";
import { defineFormat } from "../../../src/formats/definition/format.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import type { Format, OrderFormat, StatementFormat } from "../../../src/formats/format.ts";
import { bytesOf } from "../arbitraries.ts";
import { orderOf, sourcesOf } from "./arbitrary-order.ts";
import { fixtures } from "./fixtures.ts";
import { definitions, files, wholeFiles, writers } from "./whole-files.ts";

async function readAny(format: Format, bytes: Uint8Array) {
  if (format.kind === "orders") return readOrder(format, bytes);
  if (format.kind === "recalls") return readRecall(format, bytes);
  return format.kind === "statements" ? readStatements(format, bytes) : readStatus(format, bytes);
}

describe.each(definitions.map((definition, index) => [definition.id, definition, files[index]!] as const))("definition %s", (id, definition, file) => {
  test("is named as its file, right in itself, and built into the program", () => {
    expect(`${id}.json`).toBe(file);
    const defined = defineFormat(definition);
    expect(defined.ok ? [] : defined.findings).toEqual([]);
    for (const each of [id, ...(definition.variants ?? []).map((variant) => variant.id)]) expect(definitionFormats.filter((format) => format.id === each)).toHaveLength(1);
    expect(definition.source.length).toBeGreaterThan(20);
  });
});

/** Few letters of an old charset can by chance be the bytes of another letter in UTF-8 ("Íú" in CP852): nobody can tell them apart. */
function looksLikeUtf8(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte > 0x7f) && isUtf8(bytes);
}

describe.each(writers)("%s", (id, definition, format) => {
  test("reads what it writes: every value is there again, and the bytes are the same the next time", async () => {
    await fc.assert(fc.asyncProperty(orderOf(definition), async (order) => {
      const bytes = await bytesOf(format.write(order.header, sourcesOf(order)));
      fc.pre(!looksLikeUtf8(bytes) || definition.charsets.includes("UTF-8"));
      const read = await readOrder(format, bytes);
      expect(read.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      const payments = (of: typeof read.batches | typeof order.batches) => of.flatMap(({ batch, transactions }) => transactions.map((transaction) => ({ ...batch, paymentInformationId: "", ...transaction })));
      expect(payments(read.batches)).toEqual(payments(order.batches));
      if (order.header.messageId !== "") expect(read.header).toMatchObject({ messageId: order.header.messageId, createdAt: order.header.createdAt });
      const again = await bytesOf(format.write(read.header!, sourcesOf({ header: read.header!, batches: read.batches })));
      expect(again.equals(bytes)).toBe(true);
      if (definition.id === id) expect(detectFormat(bytes.subarray(0, 4096))?.id).toBe(id);
    }), { numRuns: 40 });
  });

  test("refuses a letter that its charset lacks, and a text that is too long: nothing is replaced or cut", async () => {
    const order = fc.sample(orderOf(definition), { numRuns: 1, seed: 5 })[0]!;
    const named = (name: string) => ({ ...order, batches: order.batches.map(({ batch, transactions }) => ({ batch, transactions: transactions.map((each) => ({ ...each, creditor: { ...each.creditor, name } })) })) });
    for (const [name, code] of [["Пётр", "character-not-carried"], ["x".repeat(300), "cannot-carry"], ["a\nb", "cannot-carry"]] as const) {
      await expect(bytesOf(format.write(order.header, sourcesOf(named(name))))).rejects.toMatchObject({ area: "format", code });
    }
  });
});

test("MultiCash: what was read is written and read back equal", async () => {
  const format = definitionFormats.find(({ id }) => id === "multicash") as StatementFormat;
  const before = await readStatements(format, fixtures.multicash!);
  const written = await bytesOf(format.write(before.statements, { messageId: "", createdAt: "" }));
  const after = await readStatements(format, written);
  expect(after.statements).toEqual(before.statements);
  expect(after.statements.map(({ balanced }) => balanced)).toEqual([true, true]);
  expect(written.equals(fixtures.multicash!)).toBe(true);
});

const whole = await wholeFiles();

describe.each(definitionFormats.map((format) => [format.id, format] as const))("%s, damaged", (id, format) => {
  const bytes = whole.get(id)!;
  test("there is a file of it", () => {
    expect(bytes?.length).toBeGreaterThan(10);
  });

  /** Payments, entries and statuses that were given out. */
  const partsOf = async (of: Uint8Array) => {
    const read = await readAny(format, of);
    return { findings: read.findings, parts: "batches" in read && format.kind === "orders" ? (read.batches as { transactions: unknown[] }[]).flatMap((each) => each.transactions).length : "statements" in read ? read.statements.flatMap((each) => each.entries).length : (read as { transactions: unknown[] }).transactions.length };
  };

  test("cut at any byte, nothing is lost without a finding", async () => {
    const text = bytes.toString("latin1").trimEnd();
    const full = await partsOf(bytes);
    for (let cut = 0; cut < text.length; cut += Math.max(1, Math.floor(text.length / 400))) {
      const { findings, parts } = await partsOf(bytes.subarray(0, cut));
      // Between two records, a format without a closing one cannot know that more should come: what stands is read whole.
      const betweenRecords = /[\r\n]$/.test(text.slice(0, cut)) || /^\r?\n/.test(text.slice(cut));
      if (parts < full.parts && !betweenRecords) expect(findings.length, `cut at ${cut}`).toBeGreaterThan(0);
    }
  });

  test("with any byte changed it neither throws nor hangs, and every finding can be shown", async () => {
    const step = Math.max(1, Math.floor(bytes.length / 500));
    for (let at = 0; at < bytes.length; at += step) {
      for (const flip of [0x01, 0x80, 0x30 ^ (bytes[at] ?? 0), 0x0a ^ (bytes[at] ?? 0)]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        for (const finding of (await readAny(format, damaged)).findings) {
          expect(finding.message.length).toBeGreaterThan(10);
          expect(finding.code).toMatch(/^[a-z0-9-]+$/);
          expect(finding.line === undefined || finding.line >= 1).toBe(true);
          expect(finding.column === undefined || finding.column >= 1).toBe(true);
        }
      }
    }
  });

  test("any bytes at all give a finding", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
      expect((await readAny(format, noise)).findings.length).toBeGreaterThan(0);
    }), { numRuns: 60 });
  });

  test("is told by its content, and no other format claims it", () => {
    if (format.detect(bytes.subarray(0, 4096))) for (const other of definitionFormats) expect([other.id, other.detect(bytes.subarray(0, 4096))]).toEqual([other.id, other === format]);
    else expect(definitions.some((definition) => definition.variants?.some((variant) => variant.id === id))).toBe(true);
  });
});

test("a sum is exact however it is written", async () => {
  const format = definitionFormats.find(({ id }) => id === "ugiro-atutal") as OrderFormat;
  const { batches } = await readOrder(format, fixtures["ugiro-atutal"]!);
  expect(batches[0]!.transactions.map(({ amount }) => amountText(amount))).toEqual(["9999999999.00", "1.00"]);
});
