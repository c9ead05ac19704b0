import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formats } from "../../src/formats/all.ts";
import { readOrder, readRecall, readStatements, readStatus } from "../../src/formats/collect.ts";
import { detectFormat, formatById } from "../../src/formats/detect.ts";
import type { Format } from "../../src/formats/format.ts";
import { haveIso20022Schemas, validateIso20022 } from "../support/iso20022-schema.ts";
import { appErrorOf } from "./arbitraries.ts";
import { isoFormats, writeAny, writeBy } from "./written-iso20022.ts";

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
  if (format.kind === "recalls") {
    const { findings, ...value } = await readRecall(format, bytes);
    return { value, findings };
  }
  const { findings, ...value } = await readStatus(format, bytes);
  return { value, findings };
}

test("the list is sorted and holds each id once", () => {
  const ids = formats.map((format) => format.id);
  expect(ids).toEqual([...new Set(ids)].sort());
  for (const format of formats) expect(formatById(format.id)).toBe(format);
});

/** One file of each. */
const files = await Promise.all(isoFormats.map(async (format) => ({ format, bytes: (await writeAny(format, 1)).bytes })));

/** Sister versions share a reader: each has the same share of the work, a version that is only read a small one. Together they meet every byte. */
const runs = (format: Format, full: number) => (format.writes ? full : Math.ceil(full / 6));

describe.each(isoFormats.map((format, index) => [format.id, format, index] as const))("%s", (_, format, index) => {
  test("knows its own files and no other's", () => {
    for (const { format: other, bytes } of files) {
      expect(format.detect(bytes.subarray(0, 4096)), other.id).toBe(other === format);
    }
    const own = files[index]!;
    expect(detectFormat(own.bytes)).toBe(format);
    for (const foreign of ["", "<", "<?xml version='1.0'?><a/>", "PK\u0003\u0004", ":20:STARTUMS\r\n:25:1/2\r\n"]) expect(format.detect(Buffer.from(foreign))).toBe(false);
  });

  test("reads what is written, without an error, and statements balance", async () => {
    for (let seed = 1; seed <= runs(format, 60); seed++) {
      const { value, bytes } = await writeAny(format, seed);
      const read = await readAny(format, bytes);
      expect(read.value, `seed ${seed}`).toEqual(value);
      expect(read.findings.filter((finding) => finding.severity === "error"), `seed ${seed}`).toEqual([]);
      for (const balanced of read.balanced ?? []) expect(balanced).toBe(format.id.startsWith("camt.054") ? null : true);
    }
  });

  test.skipIf(!format.writes || !haveIso20022Schemas)("writes what the schema allows", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { bytes } = await writeAny(format, seed);
      expect(validateIso20022(format.id, bytes), `seed ${seed}`).toEqual([]);
    }
  });

  test.skipIf(format.writes)("does not write, and says what to use instead", async () => {
    const error = await appErrorOf(() => writeBy(format, 1, false));
    expect([error.area, error.code]).toEqual(["format", "only-read"]);
    const instead = / Use (.*)\.$/.exec(error.message)?.[1] ?? "";
    expect(formatById(instead)).toMatchObject({ kind: format.kind, writes: true });
  });

  test("cut at any byte, it finds out", async () => {
    const { bytes } = await writeAny(format, 3);
    const end = bytes.lastIndexOf(">") + 1;
    const step = format.writes ? 11 : 61;
    for (let cut = index % step; cut < end; cut += step) {
      const { findings } = await readAny(format, bytes.subarray(0, cut));
      expect(findings.some((finding) => finding.severity === "error"), `cut at ${cut}`).toBe(true);
    }
  });

  test("with any byte changed it neither throws nor hangs, and every finding can be shown", async () => {
    const { bytes } = await writeAny(format, 4);
    const step = format.writes ? 11 : 61;
    for (let at = index % step; at < bytes.length; at += step) {
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
      { numRuns: runs(format, 150) },
    );
  });
});
