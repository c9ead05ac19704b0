import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { contextOf } from "../../src/cli/compose.ts";
import { systemFiles } from "../../src/cli/files.ts";
import { openInstall, type OperatorSession } from "../../src/customers/index.ts";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { hashLines } from "../../src/screens/connect/hash-compare.ts";
import { type Office, openOffice } from "../support/office.ts";
import { openWorkstation } from "./support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let folder: string;

beforeAll(async () => {
  office = await openOffice();
  folder = mkdtempSync(path.join(os.tmpdir(), "kontor-set-up-"));
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true });
});

describe("the guided set-up to a bank", () => {
  it("goes from the bank's letter to the accounts by key presses alone, wrong hash included", async () => {
    office.bank.admin.addPartner({ partnerId: "SECOND", name: "Second Kft." });
    office.bank.admin.openAccount({ partnerId: "SECOND", owner: "Second Kft.", currency: "EUR", opening: { minor: 100n, currency: "EUR" as CurrencyCode } });
    office.bank.admin.addSubscriber({ partnerId: "SECOND", userId: "ANNA", name: "Kis Anna", signatureClass: "A" });
    const ca = path.join(folder, "ca.pem");
    writeFileSync(ca, office.bank.caPem);
    const context = await office.open();
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context], begin: (shell) => shell.push("connect", { context }),
      session: { files: { ...systemFiles(path.join(folder, "prints")), homeFolder: folder } },
    });
    const fill = (...values: string[]): void => {
      for (const value of values) {
        tester.type(value);
        tester.press("Tab");
      }
    };
    await tester.waitFor("Enter: enter what");
    tester.press("Enter");
    await tester.waitFor("partner id");
    fill("Practice", "Second bank", office.bank.hostId, "SECOND");
    tester.press("Ctrl-U");
    fill(office.bank.url, "", "P", ca);
    tester.press("F2");
    await tester.waitFor("Second bank");
    await tester.waitFor("Enter: make keys");
    tester.press("Enter");
    await tester.waitFor("user id");
    fill("ANNA", "Kis Anna", "A", "n", "", "four quiet words here", "four quiet words there");
    tester.press("F2");
    await tester.waitFor("not the same");
    tester.press("Ctrl-U");
    tester.type("four quiet words here");
    tester.press("F2");
    await tester.waitFor("Enter: send the keys");
    tester.press("Enter");
    await tester.waitFor("The bank has the keys of 1 signer");
    tester.press("Enter");
    await tester.waitFor("letters-ANNA.pdf");
    await tester.waitFor("Enter: ask the bank");
    tester.press("Enter");
    await tester.waitFor(/not activated the signer/);
    tester.press("Enter");
    office.bank.admin.activateSubscriber("SECOND", "ANNA", "trust");
    await tester.waitFor("✕ The bank has not activated");
    tester.press("Enter");
    await tester.waitFor("bank's keys are here");
    tester.press("Enter");
    await tester.waitFor("Type both hashes");
    // Two digits that neither hash of the key begins with.
    const { certificateHash, publicKeyHash } = office.bank.keyHashes.authentication;
    tester.type(["00", "11", "22"].find((wrong) => !certificateHash.startsWith(wrong) && !publicKeyHash.startsWith(wrong)) ?? "");
    await tester.waitFor("Differs from pair 1");
    tester.press("Ctrl-U");
    tester.paste(hashLines(office.bank.keyHashes.authentication.certificateHash).join("\n"));
    await tester.waitFor("Fits: the hash of the certificate.");
    tester.press("Tab");
    tester.type(office.bank.keyHashes.encryption.publicKeyHash.toLowerCase());
    await tester.waitFor("Fits: the hash of the public key.");
    tester.press("F2");
    await tester.waitFor("Enter: fetch accounts");
    tester.press("Enter");
    await tester.waitFor("names 1 account");
    expect((await context.store.connections.all()).map((one) => [one.title, one.bankKeys?.confirmedBy])).toContainEqual(["Second bank", "Réka"]);
    end();
  });
});

describe("operators and customers", () => {
  it("a new customer, and an operator let in who may not both administer and sign", async () => {
    const install = await openInstall({ root: path.join(folder, "root"), clock: office.clock, randomness: office.tools.randomness, keyDerivation: { memoryKib: 8, passes: 1, parallelism: 1 } });
    const operator: OperatorSession = await install.createOperator({ name: "Réka", language: "hu", passphrase: Secret.fromText("seven green lamps 42") });
    await (await install.createOperator({ name: "Béla", language: "en", passphrase: Secret.fromText("seven green lamps 42") })).close();
    const { tester, end, shell } = await openWorkstation({
      clock: office.clock, customers: [], begin: (desk) => desk.push("new-customer"),
      session: { install, operator, contextFor: async (id) => contextOf(operator, await operator.openCustomer(id), office.tools) },
    });
    await tester.waitFor("legal name");
    for (const value of ["Duna Kft.", "duna", "", "DUN1", "", "50 000 EUR; 20000000 HUF"]) {
      tester.type(value);
      tester.press("Tab");
    }
    tester.press("F2");
    await tester.waitFor("[1 profile]");
    await tester.waitFor("50 000,00 EUR; 20 000 000,00 HUF");
    tester.press("6");
    await tester.waitFor("administer");
    tester.press("n");
    await tester.waitFor("Let an operator in");
    tester.press("Tab", "Tab", "Space", "Tab", "Tab", "Tab", "Space", "F2");
    await tester.waitFor("An administrator cannot sign");
    tester.press("Space", "F2");
    await tester.waitFor(/Béla +see/);
    tester.press("Down", "d");
    await tester.waitFor("cannot open this customer any more");
    tester.press("Enter", "e");
    await tester.waitFor("What");
    tester.press("Esc");
    expect(shell.commands().every((command) => command.keys.length > 0)).toBe(true);
    end();
    await install.close();
  });
});
