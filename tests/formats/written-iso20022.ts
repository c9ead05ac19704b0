import fc from "fast-check";
import { formats } from "../../src/formats/all.ts";
import { formatById } from "../../src/formats/detect.ts";
import type { Format } from "../../src/formats/format.ts";
import { asKind, asSepa, bytesOf, collecting, documents, order, recall, sources, statements, status } from "./arbitraries.ts";

/** Those of ISO 20022 carry every value there is; the others do not, and have their own runs in their folders. */
export const isoFormats = formats.filter((format) => /^(camt\.05[2-6]|pain)\./.test(format.id));

/** A file of the format: what went in, its bytes. Every format of a kind is proven by the values of its kind. */
export interface Written {
  readonly value: unknown;
  readonly bytes: Buffer;
}

/** The sister whose file, with its own name in it, is a file of a format that is only read; and what else is called differently. */
const sisters: readonly (readonly [id: RegExp, sister: string, rename: (xml: string) => string])[] = [
  [/^pain\.001\.001\.0[4-7]$/, "pain.001.001.03", (xml) => xml.replace(/BIC>/g, "BICFI>")],
  [/^pain\.001\.001\.08$/, "pain.001.001.03", (xml) => xml.replace(/BIC>/g, "BICFI>").replace(/<ReqdExctnDt>(.*?)<\/ReqdExctnDt>/g, "<ReqdExctnDt><Dt>$1</Dt></ReqdExctnDt>")],
  [/^pain\.001\.001\.03\.ch|^pain\.001\.00[23]\./, "pain.001.001.03", (xml) => xml],
  [/^pain\.001\./, "pain.001.001.09", (xml) => xml],
  [/^pain\.008\.001\.0[3-7]$/, "pain.008.001.02", (xml) => xml.replace(/BIC>/g, "BICFI>")],
  [/^pain\.008\.00[23]\./, "pain.008.001.02", (xml) => xml],
  [/^pain\.008\./, "pain.008.001.08", (xml) => xml],
  [/^pain\.002\.001\.03\.ch/, "pain.002.001.03", (xml) => xml],
  [/^pain\.002\./, "pain.002.001.10", (xml) => xml],
  [/^camt\.055/, "camt.055.001.05", (xml) => xml],
  [/^camt\.056/, "camt.056.001.01", (xml) => xml],
  [/^pain\.007/, "pain.007.001.02", (xml) => xml],
  ...["camt.052", "camt.053", "camt.054"].flatMap((family) =>
    ([[/01$/, "02"], [/./, "08"]] as const).map(([versions, sister]) => [new RegExp(`^${family}.*${versions.source}`), `${family}.001.${sister}`, (xml: string) => xml] as const)),
];

/** @param seed the same seed, the same file */
export async function writeAny(format: Format, seed: number): Promise<Written> {
  if (format.writes) return writeBy(format, seed, false);
  const [, sister = "", rename = String] = sisters.find(([pattern]) => pattern.test(format.id)) ?? [];
  const { value, bytes } = await writeBy(formatById(sister)!, seed, /^pain\.00[18]\.00[23]\./.test(format.id));
  return { value, bytes: Buffer.from(rename(bytes.toString()).replace(sister, format.id)) };
}

export async function writeBy(format: Format, seed: number, sepa: boolean): Promise<Written> {
  if (format.kind === "orders") {
    const isOld = /^pain\.001\.001\.03|^pain\.008\.001\.02/.test(format.id);
    const any = fc.sample(order(!isOld), { numRuns: 1, seed })[0]!;
    const right = format.id.startsWith("pain.008") ? fc.sample(collecting(any, !isOld), { numRuns: 1, seed })[0]! : any;
    const value = sepa ? asSepa(right) : right;
    return { value, bytes: await bytesOf(format.write(value.header, sources(value))) };
  }
  if (format.kind === "statements") {
    const value = asKind(fc.sample(statements, { numRuns: 1, seed })[0]!, format.id);
    return { value, bytes: await bytesOf(format.write(documents(value), { messageId: "M1", createdAt: "2026-11-23T08:00:00Z" })) };
  }
  if (format.kind === "recalls") {
    const value = fc.sample(recall(format.id), { numRuns: 1, seed })[0]!;
    return { value, bytes: await bytesOf(format.write(value)) };
  }
  const value = fc.sample(status, { numRuns: 1, seed })[0]!;
  return { value, bytes: await bytesOf(format.write(value.header, value.batches, value.transactions)) };
}
