import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemFiles } from "../../../src/cli/files.ts";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import { initialMandates, stateGroups, updateMandates } from "../../../src/screens/mandates/model.ts";
import { arrayRows } from "../../../src/screens/widgets/row-source.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { saveMandate } from "../../../src/workflows/mandates/keep-mandate.ts";
import { creditorId, mandate } from "../../support/mandates.ts";
import { type Office, openOffice } from "../../support/office.ts";
import { openWorkstation, stable } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-mandates-"));
beforeAll(async () => {
  mkdirSync(path.join(folder, "in"));
  office = await openOffice();
  context = await office.open();
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true });
});


const golden = (name: string): string => `../../golden/screens/mandates/${name}.txt`;

async function begin(columns = 80, rows = 24) {
  const running = await openWorkstation({
    clock: office.clock, customers: [context], columns, rows, begin: (shell) => shell.push("mandates", { context }),
    session: { files: { ...systemFiles(path.join(folder, "out")), homeFolder: path.join(folder, "in") } },
  });
  const see = async (wanted: Parameters<typeof running.tester.waitFor>[0], name: string): Promise<void> => {
    await running.tester.waitFor(wanted);
    await expect(stable(running.tester.screen())).toMatchFileSnapshot(golden(`${name}-${columns}x${rows}`));
  };
  return { ...running, see };
}

describe("the model", () => {
  it("drops rows of another view than the present one", () => {
    const [all, , suspended] = stateGroups;
    if (all === undefined || suspended === undefined) throw new Error("there are such groups");
    const model = updateMandates(initialMandates(), { type: "view", view: { group: suspended } });
    expect(updateMandates(model, { type: "rows", of: { group: all, sort: "reference", filter: "" }, rows: arrayRows([]) })).toBe(model);
    expect(updateMandates(model, { type: "rows", of: { group: suspended, sort: "reference", filter: "" }, rows: arrayRows([]) }).loaded).toBe(true);
  });
});

describe("the mandates screen", () => {
  it("takes a mandate in from an empty register, checking each field as it is typed", async () => {
    const { tester, end } = await begin();
    await tester.waitFor("No mandates yet");
    tester.press("n");
    await tester.waitFor("New mandate");
    tester.type("Tóth Éva");
    tester.press("Down");
    tester.type("DE98ZZZ09999999998");
    tester.press("Down");
    await tester.waitFor("creditor identifier is wrong");
    tester.press("Up", "Backspace");
    tester.type("9");
    tester.press("Down");
    tester.type("M-1");
    tester.press("Down");
    tester.type(germanPayee(1));
    await tester.waitFor("check digits right");
    tester.press("Down", "Down", "Down", "Down");
    tester.type("2026-01-10");
    await tester.waitFor("10 Jan 2026");
    tester.press("F2");
    await tester.waitFor("Mandate added");
    await tester.waitFor(/M-1 .*Tóth Éva .*Core active .*never .*FRST/);
    expect((await context.store.mandates.list({ today: "2026-11-23" as IsoDate })).map(({ mandate: { mandateId, scheme, type, signedOn } }) => [mandateId, scheme, type, signedOn])).toEqual([["M-1", "CORE", "recurrent", "2026-01-10"]]);
    end();
  });

  it("suspends and resumes with the reason shown, cancels after a question, and shows each state by itself", async () => {
    await saveMandate(context, mandate(2, { debtor: { name: "Őri Béla" }, scheme: "B2B", collectedBefore: { lastOn: "2026-10-01" as IsoDate } }));
    await saveMandate(context, mandate(3, { debtor: { name: "Papier Ost KG", address: { streetName: "Hafenstraße", buildingNumber: "3", postCode: "28195", townName: "Bremen", country: "DE", addressLines: [] } }, type: "one-off" }));
    await saveMandate(context, mandate(4, { debtor: { name: "Kovács Csilla" }, signedOn: "2020-02-02" as IsoDate }));
    const { tester, end } = await begin();
    await tester.waitFor("Őri Béla");
    tester.press("Down", "s");
    await tester.waitFor("Suspend mandate M-2");
    tester.type("asked us to wait");
    tester.press("Enter");
    await tester.waitFor(/Őri Béla .*suspended/);
    await tester.waitFor("asked us to wait");
    tester.press("3");
    await tester.waitFor((screen) => screen.includes("[3 suspended 1]") && screen.includes("Őri Béla") && !screen.includes("Papier"));
    tester.press("s");
    await tester.waitFor("Resume mandate M-2");
    tester.press("Left", "Enter");
    await tester.waitFor("No mandate is suspended");
    tester.press("4");
    await tester.waitFor("Kovács Csilla");
    tester.press("a");
    await tester.waitFor("The mandate is expired");
    end();
  });

  it("amends what the bank knows, and says so in the list", async () => {
    const { tester, end } = await begin();
    await tester.waitFor("Őri Béla");
    tester.press("Down", "a");
    await tester.waitFor("Amend mandate M-2");
    tester.press("Down", "Down", "Ctrl-u");
    tester.type(germanPayee(20));
    tester.press("F2");
    await tester.waitFor("Mandate amended");
    await tester.waitFor(/Őri Béla .*RCUR\*/);
    expect((await context.store.mandates.get(mandate(2).id))?.mandate).toMatchObject({ creditorSchemeId: creditorId, debtorAccount: { iban: germanPayee(20) } });
    end();
  });
});

describe("files of the mandates screen", () => {
  it("takes mandates in from CSV after showing what would change, and tells what is wrong by line", async () => {
    writeFileSync(path.join(folder, "in", "mandates.csv"), `reference;creditor id;debtor;account;signed on\nM-9;${creditorId};Nagy Olga;${germanPayee(9)};2026-02-02\n`);
    const { tester, end } = await begin();
    await tester.waitFor("Őri Béla");
    tester.press("i");
    await tester.waitFor("mandates.csv");
    tester.press("Down", "Enter");
    await tester.waitFor(/1 new mandate, 0 changed/);
    tester.press("Left", "Enter");
    await tester.waitFor(/M-9 +Nagy Olga +Core active/);
    writeFileSync(path.join(folder, "in", "mandates.csv"), `reference;creditor id;debtor;account;signed on\nM-10;${creditorId};Nagy Olga;${germanPayee(9)};tomorrow\n`);
    tester.press("i");
    await tester.waitFor("mandates.csv");
    tester.press("Down", "Enter");
    await tester.waitFor((screen) => screen.includes("line 2") && screen.includes("is a date such as"));
    tester.press("Esc", "x");
    await tester.waitFor(/Written: mandates-FAULT\.csv/);
    expect(readdirSync(path.join(folder, "out"))).toEqual(["mandates-FAULT.csv"]);
    end();
  });

  it("collects by a file", async () => {
    rmSync(path.join(folder, "in", "mandates.csv"));
    writeFileSync(path.join(folder, "in", "fees.csv"), "reference;amount;text\nM-9;7,25;Fee\n");
    const { tester, end } = await begin();
    await tester.waitFor("Nagy Olga");
    tester.press("f");
    await tester.waitFor("fees.csv");
    tester.press("Down", "Enter");
    await tester.waitFor("1 collection, 7.25 EUR");
    tester.press("F2");
    await tester.waitFor(/Order \d+ collects/);
    end();
  });
});

describe.each([[80, 24], [120, 40]] as const)("mandates at %ix%i", (columns, rows) => {
  it("the list, and the form of one", async () => {
    const { tester, see, end } = await begin(columns, rows);
    await see(/1 all 5/, "list");
    tester.press("Down", "Down", "Enter");
    await see("Mandate M-3", "form");
    tester.press("Esc", "Up", "a");
    await see("Amend mandate M-2", "amend");
    end();
  });

  it("collecting under the marked ones: what each pays, and the orders that came of it", async () => {
    const { tester, see, end } = await begin(columns, rows);
    await tester.waitFor(/1 all 5/);
    tester.press("Space");
    await tester.waitFor("1 mandate marked");
    tester.press("Home", "Down", "Space");
    await tester.waitFor("2 mandates marked");
    tester.press("c");
    await tester.waitFor("2 mandates: 1 FRST, 1 RCUR");
    tester.press("Down", "Down", "Down");
    tester.type("12.57");
    await see("25.14 EUR together", "collect");
    tester.press("Down");
    tester.type("Fee");
    tester.press("F2");
    await tester.waitFor(/Orders \d+ \(Core\) and \d+ \(B2B\) collect/);
    end();
  });
});
