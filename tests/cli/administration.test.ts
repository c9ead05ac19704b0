import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { openInstall } from "../../src/customers/index.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";
import type { SignerId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";

/** Rules, groups and four eyes by commands: two administrators, and somebody who is let in. */

const folder = mkdtempSync(path.join(tmpdir(), "kontor-cli-admin-"));
const file = (name: string): string => path.join(folder, name);
const passphrase = "grey heron over still water";

async function kontor(who: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, {
    environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: who, KONTOR_PASSPHRASE_FILE: file("passphrase"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
    out: (text) => { told.out += text; },
    err: (text) => { told.err += text; },
  });
  return { code, ...told };
}
async function done(who: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await kontor(who, ...args);
  expect(err).toBe("");
  expect(code).toBe(0);
  return out;
}
async function json<T>(who: string, ...args: readonly string[]): Promise<T> {
  return JSON.parse(await done(who, ...args, "--json")) as T;
}

beforeAll(async () => {
  writeFileSync(file("passphrase"), `${passphrase}\n`);
  const install = await openInstall({ root: file("home"), clock: systemClock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
  const [anna] = await Promise.all([install.createOperator({ name: "Anna", language: "en", passphrase: Secret.fromText(passphrase) })]);
  for (const name of ["Béla", "Cili", "Dóra"]) await (await install.createOperator({ name, language: "en", passphrase: Secret.fromText(passphrase) })).close();
  const customer = await anna.createCustomer({ name: "Duna Kft.", shortName: "DUNA", code: "D-1", colour: "blue", language: "hu", confirmAbove: [] });
  for (const [name, signatureClass] of [["Kis Anna", "A"], ["Nagy Béla", "B"], ["Tóth Éva", "E"]] as const) {
    await customer.store.signers.put({ id: name as SignerId, name, operatorId: undefined, signatureClass, perTransactionLimits: [], perFileLimits: [], perDayLimits: [] });
  }
  await install.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

it("enters signers and their limits, and changes only what is given", async () => {
  expect(await done("Anna", "signer", "set", "Kis Judit", "--class", "b", "--for-operator", "Cili", "--per-order", "5000EUR", "2000000HUF")).toBe("Signer Kis Judit (B) stored.\n");
  await done("Anna", "signer", "set", "kis judit", "--per-day", "9000EUR", "--per-order", "none");
  expect(await done("Anna", "signer", "list")).toMatch(/Kis Judit +B +another operator +no limit +no limit +9000.00 EUR/);
  expect(await kontor("Anna", "signer", "set", "Kis Judit", "--for-operator", "Anna")).toMatchObject({ code: 4, err: expect.stringContaining("An administrator cannot sign") });
  expect(await kontor("Anna", "signer", "set", "Kis Judit", "--class", "X")).toMatchObject({ code: 2 });
  await done("Anna", "signer", "set", "Kis Judit", "--class", "T");
});

const account = "HU42117730161111101800000000";

it("makes groups and rules of points, and tries them", async () => {
  await done("Anna", "signer-group", "put", "Clerks", "--member", "Kis Anna", "Nagy Béla", "--per-order", "5000EUR");
  expect(await done("Anna", "signer-group", "list")).toMatch(/Clerks +Kis Anna, Nagy Béla +5000.00 EUR +any sum/);
  await done("Anna", "rule", "add", "Rest", "--signatures", "2", "--apart", "Clerks + Clerks");
  await done("Anna", "rule", "add", "Ten", "--points", "10", "--each", "Kis Anna 8", "B 2", "E 10", "--kind", "credit-transfer", "--up-to", "3000000HUF", "6000EUR");
  expect(await done("Anna", "rule", "list")).toContain("up to 3,000,000.00 HUF or 6,000.00 EUR; all accounts; credit transfers; signatures of 10 points; points: Kis Anna (A) 8, class E 10, class B 2");

  expect(await json("Anna", "rule", "try", "2000EUR", "--account", account)).toMatchObject({ rule: "Ten", ways: [["Tóth Éva"], ["Kis Anna", "Nagy Béla"]], passedOver: [], others: [{ name: "Kis Judit", code: "transport-only" }] });
  expect(await json("Anna", "rule", "try", "6000EUR", "--account", account)).toMatchObject({ rule: "Ten", ways: [["Tóth Éva"]], others: [{ name: "Kis Judit" }, { name: "Kis Anna", code: "over-joint-limit" }, { name: "Nagy Béla", code: "over-joint-limit" }] });
  const text = await done("Anna", "rule", "try", "2000EUR", "--account", account, "--kind", "direct-debit");
  expect(text).toContain('"Ten": it is not for direct debits.');
  expect(text).toContain("Tóth Éva (E) alone");
  expect(await kontor("Anna", "rule", "add", "None", "--points", "3")).toMatchObject({ code: 2, err: expect.stringContaining("Nobody would have any points.") });
  expect((await kontor("Anna", "signer-group", "remove", "Clerks")).err).toContain('The rule "Rest" names the group "Clerks".');
});

it("puts changes under four eyes, shows them, and carries them out when the other one approves", async () => {
  expect((await kontor("Anna", "approval", "switch", "on")).err).toContain("Four eyes need two administrators");
  await done("Anna", "customer", "grant", "Béla", "see", "administer");
  await done("Anna", "operator-group", "put", "Signers", "see", "sign");
  await done("Anna", "approval", "switch", "on");
  expect(await done("Anna", "customer", "grant", "Cili", "--group", "Signers")).toMatch(/^Proposed, not done yet: another administrator has to approve it by \d{4}-\d\d-\d\d/);
  expect((await kontor("Cili", "customer", "show")).err).toContain("You may open: none");
  const [proposal] = await json<{ readonly id: string; readonly title: string }[]>("Béla", "approval", "list", "--open");
  expect(proposal).toMatchObject({ title: "Rights of Cili", state: "open", changes: [{ field: "own rights", to: "none" }, { field: "groups", to: "Signers" }, { field: "may in all", to: "see, sign" }] });
  expect(await done("Béla", "approval", "show", proposal?.id ?? "")).toMatch(/may in all +see, sign/);
  expect((await kontor("Anna", "approval", "approve", proposal?.id ?? "")).err).toContain("You have proposed this yourself.");
  expect(await done("Béla", "approval", "approve", proposal?.id.slice(-6) ?? "")).toBe("Rights of Cili: approved and done.\n");
  expect(await done("Cili", "customer", "show")).toContain("You may: see, sign");

  expect(await done("Béla", "rule", "remove", "Ten")).toContain("Proposed");
  const [removal] = await json<{ readonly id: string }[]>("Anna", "approval", "list", "--open");
  expect(await done("Anna", "approval", "refuse", removal?.id ?? "", "--reason", "still needed")).toBe("Signature rules: Rest: refused.\n");
  expect(await done("Anna", "rule", "list")).toContain("Ten");
  expect(await done("Anna", "approval", "list")).toMatch(/refused +Signature rules: Rest +Béla/);
  expect(await done("Anna", "journal", "list")).toContain("still needed");
});

it("lets an account of a partner wait until another operator names it", async () => {
  await done("Anna", "customer", "grant", "Cili", "see", "prepare");
  const [grant] = await json<{ readonly id: string }[]>("Béla", "approval", "list", "--open");
  await done("Béla", "approval", "approve", grant?.id ?? "");
  expect(await done("Cili", "partner", "add", "Landlord", "--account", account)).toBe("Partner Landlord added. Another operator confirms the account: kontor partner show, then confirm.\n");
  expect(await done("Béla", "partner", "list", "--unconfirmed")).toMatch(/Landlord +HU\d+ +1/);
  expect(await done("Béla", "partner", "show", "Landlord")).toMatch(/unconfirmed; by Cili[\s\S]*account +HU42 1177/);
  expect((await kontor("Cili", "partner", "confirm", "Landlord", "--account", account)).err).toContain("You have entered or changed this account yourself.");
  expect((await kontor("Béla", "partner", "confirm", "Landlord", "--account", "HU93116000060000000012345676")).err).toContain("Landlord has no account HU93116000060000000012345676 that waits");
  expect(await done("Béla", "partner", "confirm", "Landlord", "--account", account)).toBe("Account of Landlord confirmed.\n");
  expect(await done("Béla", "partner", "list", "--unconfirmed")).toBe("No account of a partner waits to be confirmed.\n");
  expect(await done("Anna", "approval", "partners", "off")).toContain("Proposed, not done yet");
});

it("seals a recovery code as a letter, and lets it stand for the approval of a new administrator, once it has been seen for two days", async () => {
  expect(await done("Anna", "approval", "codes")).toContain("Nobody has sealed a recovery code");
  expect(await done("Béla", "approval", "seal-code", "--out", file("code.pdf"))).toContain("Print it, seal it in an envelope");
  const [code] = /([0-9A-Z]{5}-){4}[0-9A-Z]{5}/.exec(execFileSync("pdftotext", ["-layout", file("code.pdf"), "-"]).toString()) ?? [];
  writeFileSync(file("code"), `${code ?? ""}\n`);
  expect(await done("Anna", "customer", "grant", "Dóra", "see", "administer")).toContain("Proposed");
  const [grant] = await json<{ readonly id: string }[]>("Anna", "approval", "list", "--open");
  expect(await done("Anna", "approval", "stand-in", grant?.id ?? "", "--code-file", file("code"))).toMatch(/^Rights of Dóra: the code of Béla counts from \d{4}-\d\d-\d\dT/);
  expect((await kontor("Anna", "approval", "approve", grant?.id ?? "")).err).toContain("The recovery code of Béla counts from");
  expect(await done("Béla", "approval", "show", grant?.id ?? "")).toContain("the recovery code of Béla counts from");
  expect(await done("Cili", "customer", "show")).toMatch(/recovery code used +Anna with that of Béla: Rights of Dóra/);
  expect(await done("Béla", "approval", "refuse", grant?.id ?? "", "--reason", "I am here")).toContain("refused");
  expect(await done("Anna", "approval", "codes")).toMatch(/Béla +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d by Anna/);
});
