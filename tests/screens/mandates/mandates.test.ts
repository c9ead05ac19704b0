import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());


const golden = (name: string): string => `../../golden/screens/mandates/${name}.txt`;

async function begin(columns = 80, rows = 24) {
  const running = await openWorkstation({ clock: office.clock, customers: [context], columns, rows, begin: (shell) => shell.push("mandates", { context }) });
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
    tester.press("3");
    await tester.waitFor((screen) => screen.includes("[3 suspended 1]") && screen.includes("Őri Béla") && !screen.includes("Papier"));
    tester.press("s");
    await tester.waitFor("asked us to wait");
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

describe.each([[80, 24], [120, 40]] as const)("mandates at %ix%i", (columns, rows) => {
  it("the list, and the form of one", async () => {
    const { tester, see, end } = await begin(columns, rows);
    await see(/1 all 4/, "list");
    tester.press("Down", "Down", "Enter");
    await see("Mandate M-3", "form");
    tester.press("Esc", "Up", "a");
    await see("Amend mandate M-2", "amend");
    end();
  });
});
