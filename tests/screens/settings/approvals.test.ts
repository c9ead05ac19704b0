import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contextOf, systemRandomness } from "../../../src/cli/compose.ts";
import { type Install, openInstall } from "../../../src/customers/index.ts";
import { SettableClock } from "../../../src/domain/clock.ts";
import type { SignerId } from "../../../src/domain/ids.ts";
import { Secret } from "../../../src/domain/secret.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { administer, listProposals } from "../../../src/workflows/four-eyes/administer.ts";
import { makeTools } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

/** What waits for a second administrator, on the screens of both. */

let root: string;
let install: Install;
let anna: WorkflowContext;
let bela: WorkflowContext;
const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));

beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), "kontor-approvals-"));
  install = await openInstall({ root, clock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
  const tools = await makeTools(clock, undefined);
  const make = (name: string) => install.createOperator({ name, language: "en", passphrase: Secret.fromText("quiet river 71 stones") });
  const [first, second] = [await make("Anna"), await make("Béla")];
  const customer = await first.createCustomer({ name: "Duna Kft.", shortName: "DUNA", code: "D-1", colour: "blue", language: "en", confirmAbove: [] });
  await customer.grant(second.operator.id, ["see", "administer"]);
  anna = contextOf(first, customer, tools);
  bela = contextOf(second, await second.openCustomer(customer.id), tools);
  await administer(anna, { kind: "signer", signer: { id: "s1" as SignerId, name: "Kis Judit", operatorId: undefined, signatureClass: "B", perTransactionLimits: [], perFileLimits: [], perDayLimits: [] } });
  await administer(anna, { kind: "four-eyes", on: true });
});
afterEach(async () => {
  await install.close();
  rmSync(root, { recursive: true, force: true });
});

const settings = (context: WorkflowContext, section: "approvals" | "signers") =>
  openWorkstation({ clock, customers: [context], columns: 100, rows: 30, session: { install }, begin: (shell) => shell.push("settings", { context, section }) });
const state = async () => (await listProposals(anna)).map((one) => [one.title, one.state, one.decision?.reason]);

describe("a change under four eyes", () => {
  it("is proposed by the usual form, refused by the other with a reason, and read by the first", async () => {
    const mine = await settings(anna, "signers");
    await mine.tester.waitFor("Kis Judit");
    mine.tester.press("e");
    await mine.tester.waitFor("Signer Kis Judit");
    mine.tester.press("Tab", "e", "F2"); // class E
    await mine.tester.waitFor("Proposed, not done yet");
    expect((await anna.store.signers.all())[0]?.signatureClass).toBe("B");

    const other = await settings(bela, "approvals");
    await other.tester.waitFor("◇ open");
    other.tester.press("Enter");
    await other.tester.waitFor("class: B → E");
    other.tester.press("Esc", "d");
    await other.tester.waitFor("Refuse: Signer Kis Judit (E)");
    other.tester.type("B is enough for her");
    other.tester.press("Enter");
    await other.tester.waitFor("· refused");
    expect(await state()).toEqual([["Signer Kis Judit (E)", "refused", "B is enough for her"]]);

    mine.tester.press("7", "r");
    await mine.tester.waitFor("· refused");
    mine.tester.press("Enter");
    await mine.tester.waitFor("B is enough for her");
    mine.end();
    other.end();
  });

  it("cannot be approved by whoever proposed it, and says so; it can be withdrawn", async () => {
    await administer(anna, { kind: "rules", rules: [{ id: "r", title: "All", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [] }] });
    const { tester, shell, end } = await settings(anna, "approvals");
    await tester.waitFor("◇ open");
    expect(shell.commands().find((command) => command.id === "settings.approve")?.disabledReason).toBe("You have proposed this yourself: another administrator has to approve it.");
    tester.press("d");
    await tester.waitFor("Withdraw a change");
    tester.press("Left", "Enter");
    await tester.waitFor("· withdrawn");
    expect(shell.commands().find((command) => command.id === "settings.refuse")?.disabledReason).toBe("That is decided already.");
    end();
  });

  it("makes a group of signers when the other approves, and the group can be looked at and removed", async () => {
    const mine = await settings(anna, "signers");
    await mine.tester.waitFor("Kis Judit");
    mine.tester.press("g");
    await mine.tester.waitFor("New group of signers");
    mine.tester.type("Clerks");
    mine.tester.press("Tab");
    mine.tester.type("Kis Judith");
    mine.tester.press("Tab", "Tab");
    mine.tester.type("20000 EUR");
    mine.tester.press("F2");
    await mine.tester.waitFor('There is no signer "Kis Judith".');
    mine.tester.press("Shift-Tab", "Shift-Tab", "Backspace", "F2");
    await mine.tester.waitFor("Proposed, not done yet");

    const other = await settings(bela, "approvals");
    await other.tester.waitFor("Group of signers Clerks");
    other.tester.press("a");
    await other.tester.waitFor("members: (nothing) → Kis Judit (B)");
    other.tester.press("Left", "Enter");
    await other.tester.waitFor("✓ approved");
    expect(await anna.store.signers.groups()).toMatchObject([{ title: "Clerks", members: ["s1"], perFileLimits: [], perDayLimits: [{ minor: 2_000_000n, currency: "EUR" }] }]);
    other.tester.press("3");
    await other.tester.waitFor(/Clerks +group Kis Judit/);
    mine.end();
    other.end();
  });
});
