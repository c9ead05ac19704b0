import { afterEach, describe, expect, it, vi } from "vitest";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { confirmMandates } from "../../../src/workflows/mandates/confirm-mandates.ts";
import { saveMandate } from "../../../src/workflows/mandates/keep-mandate.ts";
import { mandate } from "../../support/mandates.ts";
import { letIn, type Office, openOffice } from "../../support/office.ts";
import { openWorkstation, stable } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

let office: Office;
afterEach(() => office.close());

/** Béla has entered four mandates, and changed one that Réka had confirmed. */
async function waiting(): Promise<{ readonly reka: WorkflowContext; readonly bela: WorkflowContext }> {
  office = await openOffice();
  const reka = await office.open();
  await reka.store.profile.update({ ...(await reka.store.profile.get()), confirmMandates: true });
  const bela = await letIn(reka, "Béla", ["see", "prepare"]);
  for (const n of [1, 2, 3, 4]) await saveMandate(bela, mandate(n));
  await confirmMandates(reka, [(await reka.store.mandates.get(mandate(2).id))!.mandate]);
  await saveMandate(bela, { ...(await reka.store.mandates.get(mandate(2).id))!.mandate, debtor: { name: "Debtor Two Ltd" } });
  await saveMandate(reka, mandate(5));
  return { reka, bela };
}

describe.each([[80, 24], [120, 40]] as const)("mandates that wait, at %ix%i", (columns, rows) => {
  it("are led to from the cockpit, marked and confirmed together, after all that is new was on the screen", async () => {
    const { reka } = await waiting();
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: [reka], columns, rows, begin: (shell) => shell.push("cockpit") });
    const see = async (wanted: Parameters<typeof tester.waitFor>[0], name: string): Promise<void> => {
      await tester.waitFor(wanted);
      await expect(stable(tester.screen())).toMatchFileSnapshot(`../../golden/screens/mandates/${name}-${columns}x${rows}.txt`);
    };
    await tester.waitFor("5 mandates to confirm");
    tester.press("Enter");
    await see(/\[5 unconfirmed 5\]/, "unconfirmed");
    tester.press("Space", "Space", "Space", "Space", "Space");
    await tester.waitFor("5 mandates marked");
    tester.press("v");
    await see("Confirm 4 mandates", "confirm");
    expect(tester.screen()).toContain("1 of those marked is not for you");
    expect(tester.screen()).toContain("M-4 of Debtor 4");
    tester.press("Right", "Enter");
    await tester.waitFor("4 mandates confirmed.");
    await tester.waitFor(/\[5 unconfirmed 1\]/);
    expect(await reka.store.mandates.count({ today: "2026-11-23" as never, unconfirmed: true })).toBe(1);
    tester.press("v");
    await tester.waitFor("another operator does");
    end();
  });
});

describe("the register", () => {
  it("marks what waits, and takes out what was never used after a question", async () => {
    const { bela } = await waiting();
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: [bela], begin: (shell) => shell.push("mandates", { context: bela }) });
    await tester.waitFor(/M-5 +Debtor 5 +▲/);
    await tester.waitFor("Unconfirmed: entered or changed by Béla.");
    tester.press("t");
    await tester.waitFor("Take mandate M-1 out");
    tester.press("Enter"); // the harmless answer
    await tester.waitFor((screen) => !screen.includes("Take mandate"));
    tester.press("t");
    await tester.waitFor("Take mandate M-1 out");
    tester.press("Right", "Enter");
    await tester.waitFor((screen) => !screen.includes("Take mandate") && !screen.includes("M-1"));
    expect(await bela.store.mandates.get(mandate(1).id)).toBeUndefined();
    end();
  });
});
