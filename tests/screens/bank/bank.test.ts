import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { type Office, onlyConnection, openOffice } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

async function openBank() {
  const connection = await onlyConnection(context);
  return openWorkstation({
    clock: office.clock, customers: [context],
    begin(shell) {
      shell.push("cockpit");
      shell.push("bank", { context, connectionId: connection.id });
    },
    session: { files: { homeFolder: "/home/reka", outFolder: "/home/reka/prints", list: async () => [], write: async () => undefined, open: async function* () { yield Buffer.from("Dear bank"); } } },
  });
}

describe("the bank's screen", () => {
  it("shows the menu that the bank grants, and what the bank says of itself, its users and its protocol", async () => {
    const { tester, end } = await openBank();
    await tester.waitFor("Urgent credit transfer");
    expect(tester.screen()).toContain("BTU XCT/DE/URG/pain.001");
    expect(tester.screen()).toContain("REKA (E)");
    tester.press("5");
    await tester.waitFor("r asks the bank about itself (HPD)");
    tester.press("r");
    await tester.waitFor("broken transfers go on");
    expect(tester.screen()).toContain("A005, A006");
    tester.press("4", "r");
    await tester.waitFor("sign alone (E)");
    tester.press("2", "r");
    await tester.waitFor("There is nothing to fetch");
    tester.press("3", "r");
    await tester.waitFor("The protocol is empty");
    end();
  });

  it("takes any file in under a name of the menu; the order says that its content is not known", async () => {
    const { tester, end } = await openBank();
    await tester.waitFor("Urgent credit transfer");
    tester.press("s");
    await tester.waitFor("Send a file as");
    tester.press("Ctrl-U"); // the name under the cursor stands there
    tester.type("OTH/-/-/document");
    tester.press("Tab");
    tester.type("~/letter.txt");
    tester.press("F2");
    await tester.waitFor("content not known");
    expect(tester.screen()).toContain("letter.txt");
    expect(tester.screen()).toContain("OTH/-/-/document");
    const [order] = await context.store.orders.list();
    expect(order).toMatchObject({ format: "free-form", state: "checked", sendAs: { service: { serviceName: "OTH" } } });
    tester.press("s");
    await tester.waitFor("Content not known: it may move any sum");
    expect(tester.screen()).toContain("BTU OTH/-/-/document; the signatures release it");
    expect(tester.screen().replace(/\s+/g, "")).toContain(createHash("sha256").update("Dear bank").digest("hex").slice(0, 40));
    end();
  });

  it("says what is wrong with a name before anything leaves", async () => {
    const { tester, end } = await openBank();
    await tester.waitFor("Urgent credit transfer");
    tester.press("f");
    await tester.waitFor("Without days: what is new");
    tester.type("nonsense");
    tester.press("F2");
    await tester.waitFor("Write it as");
    end();
  });

  it("listens in the background, once, and tells what the bank says", async () => {
    const { tester, shell, end } = await openBank();
    await tester.waitFor("Urgent credit transfer");
    tester.press("l");
    await tester.waitFor("FAULT: the bank: Kontor PRACTICE Bank");
    tester.press("l");
    await tester.waitFor("listens to this bank already");
    expect(shell.activities.filter(({ state }) => state === "running").length).toBe(1);
    tester.press("F8");
    await tester.waitFor("Listening · FAULT · Practice bank");
    end();
  });
});
