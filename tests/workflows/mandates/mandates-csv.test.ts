import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import { collect } from "../../../src/workflows/bytes.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { readCollectionLines } from "../../../src/workflows/mandates/collections-csv.ts";
import { saveMandate } from "../../../src/workflows/mandates/keep-mandate.ts";
import { importMandates, mandatesCsv, planMandateFile } from "../../../src/workflows/mandates/mandates-csv.ts";
import { creditorId, mandate } from "../../support/mandates.ts";
import { type Office, openOffice } from "../../support/office.ts";

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

const today = "2026-11-23" as IsoDate;
const heading = "reference;creditor id;debtor;account;signed on";
const plan = (text: string) => planMandateFile(context, Buffer.from(text));
const told = async (text: string) => (await plan(text)).findings.map(({ line, field, code }) => `${line} ${field ?? "-"} ${code}`);

describe("mandates out of CSV", () => {
  it("are new, changed or as they are; the dry run stores nothing, the import all of it", async () => {
    const text = `${heading};scheme;type;town;country;note\r\nM-1;${creditorId};"Papier; Ost KG";${germanPayee(1)};2026-01-10;b2b;one-off;Bremen;de;'=1+1\nM-2;de98abc09999999999;Tóth Éva;${germanPayee(2)};2026-01-11;;;;;\n`;
    const first = await plan(text);
    expect([first.added.length, first.changed.length, first.unchanged, first.findings]).toEqual([2, 0, 0, []]);
    expect(await context.store.mandates.count()).toBe(0);
    expect(await importMandates(context, first)).toBe(2);
    expect((await context.store.mandates.list({ today })).map(({ mandate: one }) => one)).toMatchObject([
      { mandateId: "M-1", scheme: "B2B", type: "one-off", debtor: { name: "Papier; Ost KG", address: { townName: "Bremen", country: "DE" } }, note: "=1+1" },
      { mandateId: "M-2", scheme: "CORE", type: "recurrent", creditorSchemeId: "DE98ABC09999999999", signedOn: "2026-01-11", state: "active" },
    ]);
    const again = await plan(text.replace("Tóth Éva", "Tóth Éva Mária"));
    expect([again.added.length, again.changed.map((one) => one.debtor.name), again.unchanged]).toEqual([0, ["Tóth Éva Mária"], 1]);
  });

  it("are exported as they are imported: nothing has changed", async () => {
    await saveMandate(context, mandate(7, { collectedBefore: {}, note: 'a "quoted"; note' }));
    await saveMandate(context, mandate(8, { collectedBefore: { lastOn: "2026-10-01" as IsoDate }, state: "suspended", stateReason: "AC04", debtor: { name: "Őri Béla", address: { streetName: "Fő utca", buildingNumber: "1", postCode: "7621", townName: "Pécs", country: "HU", addressLines: [] } } }));
    const back = await planMandateFile(context, await collect(mandatesCsv(context)));
    expect([back.added, back.changed, back.unchanged, back.findings]).toEqual([[], [], 4, []]);
  });

  it("with anything wrong in it is told by line and column, and nothing of it is stored", async () => {
    expect(await told("")).toEqual(expect.arrayContaining(["1 reference csv-missing-column"]));
    expect(await told(`${heading};colour\n`)).toEqual(["1 colour csv-unknown-column"]);
    expect(await told(`${heading}\n"M-9;x`)).toEqual([expect.stringMatching(/csv$/)]);
    expect((await planMandateFile(context, Uint8Array.of(0xff, 0xfe, 0x41))).findings[0]?.code).toBe("csv-not-utf-8");
    const line = (reference: string, more = "") => `${reference};${creditorId};Debtor;${germanPayee(9)};2026-01-10${more}`;
    expect(await told(`${heading};scheme;state\n${line("M-9", ";SEPA;dead")}`)).toEqual(["2 scheme csv-wrong-cell", "2 state csv-wrong-cell"]);
    expect(await told(`${heading}\n${line("M-9")}\n${line("m-9")}`)).toEqual(["3 reference csv-wrong-cell"]);
    expect(await told(`${heading}\n;DE00;;DE00;31.12.2026`)).toEqual(["2 signed on csv-wrong-cell", "2 creditor id csv-wrong-cell", "2 reference csv-wrong-cell", "2 debtor csv-wrong-cell", "2 account csv-wrong-cell"]);
    const wrong = await plan(`${heading}\n${line("M-9")}\n${line("M-10").replace("2026-01-10", "")}`);
    expect([wrong.findings.length, await importMandates(context, wrong), await context.store.mandates.count()]).toEqual([1, 0, 4]);
  });

  it("are for those who may prepare", async () => {
    await expect(planMandateFile({ ...context, rights: ["see"] }, Buffer.from(heading))).rejects.toMatchObject({ area: "rights" });
  });
});

describe("what is to be collected out of CSV", () => {
  const lines = (text: string) => readCollectionLines(context, Buffer.from(text));

  it("finds the mandates by reference, exact amounts with point or comma", async () => {
    const { lines: read, findings } = await lines("reference;amount;text;last\nm-1;12,50;Fee;\nM-7;3;;yes\n");
    expect(findings).toEqual([]);
    expect(read.map(({ amount, text, last }) => [amount.minor, amount.currency, text, last])).toEqual([[1250n, "EUR", "Fee", false], [300n, "EUR", "", true]]);
  });

  it("says which line has no mandate, no amount, or a reference that two creditors gave", async () => {
    await saveMandate(context, mandate(11, { mandateId: "M-7", creditorSchemeId: "FR72ZZZ123456" }));
    const { findings } = await lines("reference;amount\nnone;1.00\nM-1;1.000,50\nM-7;1\nM-1;0\n");
    expect(findings.map(({ line, field }) => `${line} ${field}`)).toEqual(["2 reference", "3 amount", "4 reference", "5 amount"]);
    expect((await lines("reference;creditor id;amount\nM-7;fr72zzz123456;1")).findings).toEqual([]);
    expect((await lines("reference;amount\n")).findings.map(({ code }) => code)).toEqual(["csv-no-lines"]);
  });
});
