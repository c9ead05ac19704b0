import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { definitionFormats } from "../../../src/formats/definition/bundled.ts";
import type { Definition } from "../../../src/formats/definition/schema.ts";
import type { OrderFormat } from "../../../src/formats/format.ts";
import { bytesOf } from "../arbitraries.ts";
import { orderOf, sourcesOf } from "./arbitrary-order.ts";
import { fixtures } from "./fixtures.ts";

const folder = resolve(import.meta.dirname, "../../../profiles/imports");
export const files = readdirSync(folder).filter((file) => file.endsWith(".json")).sort();
export const definitions = files.map((file) => JSON.parse(readFileSync(resolve(folder, file), "utf8")) as Definition);

/** What writes orders: the format's id, a variant's too, and its definition. */
export const writers = definitions.filter((definition) => definition.write !== undefined && definition.kind === "orders").flatMap((definition) =>
  [definition.id, ...(definition.variants ?? []).map((variant) => variant.id)].map((id) => [id, definition, definitionFormats.find((format) => format.id === id) as OrderFormat] as const));

/** One whole file of each text format, by hand or by its own writer, by the format's id. */
export async function wholeFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const whole = new Map<string, Buffer>(Object.entries(fixtures));
  for (const [id, definition, format] of writers) {
    const order = fc.sample(orderOf(definition), { numRuns: 1, seed: 3 })[0]!;
    whole.set(id, await bytesOf(format.write(order.header, sourcesOf(order))));
  }
  return whole;
}
