import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formats } from "../../src/formats/all.ts";
import { readOrder, readStatements, readStatus } from "../../src/formats/collect.ts";
import { detectFormat, formatById } from "../../src/formats/detect.ts";
import type { Format } from "../../src/formats/format.ts";
import { haveIso20022Schemas, validateIso20022 } from "../support/iso20022-schema.ts";
import { bytesOf, documents, order, sources, statements, status } from "./arbitraries.ts";

/** A file of the format: what went in, its bytes. Every format of a kind is proven by the values of its kind. */
interface Written {
  readonly value: unknown;
  readonly bytes: Buffer;
}

async function writeAny(format: Format, seed: number): Promise<Written> {
  if (format.kind === "orders") {
    const value = fc.sample(order(format.id !== "pain.001.001.03"), { numRuns: 1, seed })[0]!;
    return { value, bytes: await bytesOf(format.write(value.header, sources(value))) };
  }
  if (format.kind === "statements") {
    const value = fc.sample(statements, { numRuns: 1, seed })[0]!;
    return { value, bytes: await bytesOf(format.write(documents(value), { messageId: "M1", createdAt: "2026-11-23T08:00:00Z" })) };
  }
  const value = fc.sample(status, { numRuns: 1, seed })[0]!;
  return { value, bytes: await bytesOf(format.write(value.header, value.batches, value.transactions)) };
}

/** What a format makes of bytes: the value, as it was written, and the findings. */
async function readAny(format: Format, bytes: Uint8Array) {
  if (format.kind === "orders") {
    const { header, batches, findings } = await readOrder(format, bytes);
    return { value: { header, batches: batches.map(({ batch, transactions }) => ({ batch, transactions })) }, findings };
  }
  if (format.kind === "statements") {
    const read = await readStatements(format, bytes);
    return { value: read.statements.map(({ balanced: _, ...each }) => each), findings: read.findings, balanced: read.statements.map((each) => each.balanced) };
  }
  const { findings, ...value } = await readStatus(format, bytes);
  return { value, findings };
}

test("the list is sorted and holds each id once", () => {
  const ids = formats.map((format) => format.id);
  expect(ids).toEqual([...new Set(ids)].sort());
  for (const format of formats) expect(formatById(format.id)).toBe(format);
});

describe.each(formats.map((format) => [format.id, format] as const))("%s", (_, format) => {
  test("knows its own files and no other's", async () => {
    for (const other of formats) {
      const { bytes } = await writeAny(other, 1);
      expect(format.detect(bytes.subarray(0, 4096)), other.id).toBe(other === format);
      expect(detectFormat(bytes)).toBe(other);
    }
    for (const foreign of ["", "<", "<?xml version='1.0'?><a/>", "PK\u0003\u0004", ":20:STARTUMS\r\n:25:1/2\r\n"]) expect(format.detect(Buffer.from(foreign))).toBe(false);
  });

  test("reads what it writes, without an error, and statements balance", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { value, bytes } = await writeAny(format, seed);
      const read = await readAny(format, bytes);
      expect(read.value, `seed ${seed}`).toEqual(value);
      expect(read.findings.filter((finding) => finding.severity === "error"), `seed ${seed}`).toEqual([]);
      for (const balanced of read.balanced ?? []) expect(balanced).toBe(true);
    }
  });

  test.skipIf(!haveIso20022Schemas)("writes what the schema allows", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { bytes } = await writeAny(format, seed);
      expect(validateIso20022(format.id, bytes), `seed ${seed}`).toEqual([]);
    }
  });

  test("cut at any byte, it finds out", async () => {
    const { bytes } = await writeAny(format, 3);
    const end = bytes.lastIndexOf(">") + 1;
    for (let cut = 0; cut < end; cut += 1 + (cut % 7)) {
      const { findings } = await readAny(format, bytes.subarray(0, cut));
      expect(findings.some((finding) => finding.severity === "error"), `cut at ${cut}`).toBe(true);
    }
  });

  test("with any byte changed it neither throws nor hangs, and every finding can be shown", async () => {
    const { bytes } = await writeAny(format, 4);
    for (let at = 0; at < bytes.length; at += 1 + (at % 5)) {
      for (const flip of [0x01, 0x80, 0x3c ^ (bytes[at] ?? 0)]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const { findings } = await readAny(format, damaged);
        for (const finding of findings) {
          expect(finding.message.length).toBeGreaterThan(10);
          expect(finding.code).toMatch(/^[a-z0-9-]+$/);
          expect(finding.line === undefined || finding.line >= 1).toBe(true);
        }
      }
    }
  });

  test("any bytes at all give a finding", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: fc.constantFrom("<", ">", "/", "a", "&", ";", "!", "-", "[", "]", "?", "\"", "=", " ", "\n", "Stmt", "CDATA", "é"), maxLength: 60 }).map((each) => Buffer.from(each))), async (bytes) => {
        const { findings } = await readAny(format, bytes);
        expect(findings.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });
});
