import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionFormats } from "../../src/formats/definition/bundled.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { importStatementFile } from "../../src/workflows/intake-statements.ts";
import { fixtures } from "../formats/definition/fixtures.ts";
import { type Office, openOffice } from "../support/office.ts";

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

const source = (bytes: Uint8Array, name: string) => ({ name, open: async function* () { yield bytes; } });

describe("text formats at the import desk", () => {
  it("an UGIRO is planned as an order that a bank takes; kept as it is, it has its payments, its sum and the bytes as they came", async () => {
    const bytes = fixtures["ugiro-atutal"]!;
    const plan = await planImport(context, source(bytes, "CSAT.121"));
    expect(plan).toMatchObject({ format: "pain.001.001.09", facts: { transactionCount: 2, sums: [{ minor: 1_000_000_000_000n, currency: "HUF" }] } });
    const order = await importOrderFile(context, source(bytes, "CSAT.121"));
    expect([order.transactionCount, order.sums.map(({ minor, currency }) => [minor, currency])]).toEqual([2, [[1_000_000_000_000n, "HUF"]]]);
    const kept: Uint8Array[] = [];
    if (order.fileId !== undefined) for await (const chunk of context.store.files.read(order.fileId)) kept.push(chunk);
    expect(Buffer.concat(kept).equals(bytes)).toBe(true);
  });

  const statements = definitionFormats.filter(({ kind }) => kind === "statements").map(({ id }) => id);
  it.each(statements)("a %s is taken in, known the second time, and a later one of the same number is another", async (id) => {
    const bytes = fixtures[id]!;
    const first = await importStatementFile(context, source(bytes, id));
    expect(first.statements.length).toBeGreaterThan(0);
    expect(first.statements.every(({ balanced }) => balanced === true)).toBe(true);
    expect(first.statements.reduce((sum, { entryCount }) => sum + entryCount, 0)).toBe({ coda: 2, cfonb120: 2, norma43: 1, multicash: 3 }[id]);
    const again = await importStatementFile(context, source(bytes, id));
    expect([again.statements.length, again.known]).toEqual([0, first.statements.length]);
    const later = Buffer.from(bytes.toString("latin1").replaceAll(/(?<=\d{4}|\d\d\.\d\d\.)26(?=\D|\d{6}\D)/g, "27").replaceAll("1126", "1127").replaceAll("2611", "2711"), "latin1");
    expect((await importStatementFile(context, source(later, id))).statements).toHaveLength(first.statements.length);
  });

  it("a statement that breaks off is not taken in half", async () => {
    await expect(importStatementFile(context, source(fixtures["coda"]!.subarray(0, -140), "half.cod"))).rejects.toMatchObject({ area: "format", code: "statement-damaged" });
  });
});
