import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openFile, systemFiles } from "../../../src/cli/files.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import type { WorkstationSession } from "../../../src/screens/session.ts";
import { type Bureau, bureauPins, openBureau } from "../../support/bureau.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** A bank with two customers of ours who are ready, and four users in a file, two of them at a customer that is not there yet. */
describe.each([[80, 24], [140, 40]] as const)("onboarding and bank keys at %ix%i", (columns, rows) => {
  let bureau: Bureau;
  beforeAll(async () => {
    bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 6 });
    for (const shortName of ["DANUBE", "KORONA"]) await bureau.readyCustomer(shortName, "ALPHA");
    const { admin, url, caPem } = bureau.bank("ALPHA");
    await writeFile(path.join(bureau.folder, "ca.pem"), caPem);
    admin.addPartner({ partnerId: "TISZA", name: "Tisza" });
    const users = [["DANUBE", "BELA"], ["KORONA", "CILI"], ["TISZA", "DORA"], ["TISZA", "EDE"]] as const;
    for (const [partnerId, userId] of users) admin.addSubscriber({ partnerId, userId, name: userId });
    const lines = users.map(([customer, user]) => `${customer};Tisza Bt.;ALPHA;practice;ALPHA;${customer};${user};${url};ca.pem;${user};A`);
    await writeFile(path.join(bureau.folder, "users.csv"), `customer;customer name;bank;profile;host id;partner id;user id;url;ca file;signer;class\n${lines.join("\n")}\n`);
    await writeFile(path.join(bureau.folder, "wrong.csv"), "customer;bank\nX;Y\n");
  });
  afterAll(() => bureau.close());

  const open = async (id: "onboarding" | "bank-keys" | "cockpit") => {
    const contexts = await bureau.contexts();
    const session: Partial<WorkstationSession> = {
      ...bureau.sessionParts(), pinFile: () => bureauPins,
      files: { ...systemFiles(path.join(bureau.folder, "prints")), homeFolder: bureau.folder, open: openFile },
    };
    return openWorkstation({ clock: bureau.clock, customers: contexts as WorkflowContext[], columns, rows, session, begin: (shell) => shell.push(id) });
  };

  it("a file is looked at, run, its letters printed, posted, activated; each stage stands on the screen", async () => {
    const { tester, end } = await open("onboarding");
    await tester.waitFor("2 ready");
    tester.press("g");
    await tester.waitFor("Onboarding file");
    tester.type("wrong.csv");
    tester.press("F2");
    await tester.waitFor(/wrong\.csv: \d+ errors, nothing was done/);
    expect(tester.screen()).toContain('line 1');
    expect(tester.screen()).toContain('The column "profile" is missing');
    tester.press("Esc");
    await tester.waitFor("F2 looks at it again");
    tester.press("Esc");
    await tester.waitFor("2 ready");
    tester.press("g");
    await tester.waitFor("Onboarding file");
    tester.type("users.csv");
    tester.press("F2");
    await tester.waitFor("Onboard 4 users");
    tester.press("Right", "Enter");
    await tester.waitFor("4 letter to be printed");
    expect(tester.screen()).toContain("TISZA");
    tester.press("p");
    await tester.waitFor("4 letter to be posted");
    const pdf = await readFile(path.join(bureau.folder, "prints", "letters-4-users.pdf"));
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    tester.press("m");
    await tester.waitFor("noted as posted");
    tester.press("Right", "Enter");
    await tester.waitFor("4 posted, bank to activate");
    for (const [partnerId, userId] of [["DANUBE", "BELA"], ["TISZA", "DORA"], ["TISZA", "EDE"]] as const) bureau.bank("ALPHA").admin.activateSubscriber(partnerId, userId, "trust");
    tester.press("a");
    // The bank's keys were confirmed for another customer before: nobody is asked again.
    await tester.waitFor("5 ready");
    tester.press("/");
    tester.type("cili");
    await tester.waitFor("1 posted, bank to activate");
    end();
  });

  it("a bank's changed keys stand once, with old and new hash, for all its customers; in the cockpit too", async () => {
    const before = bureau.bank("ALPHA").keyHashes;
    const renewed = await bureau.bank("ALPHA").admin.renewKeys();
    const danube = await bureau.context("DANUBE");
    const [connection] = await danube.store.connections.all();
    const { communicate } = await import("../../../src/workflows/communication/communicate.ts");
    await communicate(danube, { connectionId: connection!.id, send: false, fetch: true });
    const { tester, end } = await open("bank-keys");
    await tester.waitFor("KEY CHANGED");
    const screen = tester.screen();
    const firstLine = (hash: string | undefined): string => (hash ?? "").match(/../g)!.slice(0, 16).join(" ");
    for (const hash of [renewed.authentication.certificateHash, renewed.encryption.certificateHash, before.authentication.certificateHash]) expect(screen).toContain(firstLine(hash));
    expect(screen).toContain("3: DANUBE, KORONA, TISZA");
    tester.press("e");
    await tester.waitFor("Type both hashes");
    tester.type(before.authentication.certificateHash ?? "");
    tester.press("Tab");
    await tester.waitFor("Differs from pair");
    tester.press("Esc");
    await tester.waitFor("KEY CHANGED");
    end();

    const cockpit = await open("cockpit");
    await cockpit.tester.waitFor("3 customers");
    expect(cockpit.tester.screen().match(/▌\w+ +▲ bank key changed/g)).toHaveLength(1);
    cockpit.end();

    const again = await open("bank-keys");
    await again.tester.waitFor("KEY CHANGED");
    again.tester.press("v");
    await again.tester.waitFor("Compared with");
    again.tester.type("ALPHA");
    again.tester.press("Tab", "Enter");
    await again.tester.waitFor("confirmed for 3 customers");
    expect(again.tester.screen()).toContain("No bank's keys are to be compared");
    again.end();
  });
});
