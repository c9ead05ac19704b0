import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rights } from "../../../src/domain/rights.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { createSubscriber } from "../../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { issueByOpenssl } from "../../support/authority.ts";
import { haveIndependentTools } from "../../support/independent-verify.ts";
import { type Office, onlyConnection, openOffice, pinText } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

describe.skipIf(!haveIndependentTools)("a signer with certificates of an authority (needs openssl)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-authority-"));
  let office: Office;
  let context: WorkflowContext;
  beforeAll(async () => {
    office = await openOffice({ nowMs: Date.now() }); // openssl makes certificates from now on
    const opened = await office.open();
    const administrator = rights.filter((right) => right !== "sign");
    await opened.store.profile.setRights(opened.operator.id, opened.operator.name, administrator);
    context = { ...opened, rights: administrator };
    const keys = issueByOpenssl(folder);
    office.bank.admin.trustAuthority(readFileSync(path.join(folder, "ca.pem"), "utf8"));
    office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "ANNA", name: "Anna" });
    const device = { kind: "key-file", path: "keys/ANNA.p12" } as const;
    using pin = Secret.fromText(pinText);
    await context.tools.keyFiles.store(device, pin, context.customer.folder, keys.signature);
    await createSubscriber(context, { connectionId: (await onlyConnection(context)).id, userId: "ANNA", signerName: "Anna", signatureClass: "A", device, pin, existing: { atBank: false, signatureVersion: "A006", authentication: keys.authentication, encryption: keys.encryption } });
  });
  afterAll(async () => {
    await office.close();
    rmSync(folder, { recursive: true });
  });

  it("is asked how the keys shall go; turning back sends nothing; all at once needs no letters", async () => {
    const connectionId = (await onlyConnection(context)).id;
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context], begin(shell) {
        shell.push("cockpit");
        shell.push("connect", { context, connectionId });
      },
    });
    const atBank = (): string | undefined => office.bank.admin.subscribers().find(({ userId }) => userId === "ANNA")?.state;
    await tester.waitFor(/send the keys/);
    tester.press("Enter");
    await tester.waitFor("An authority has issued these certificates");
    tester.press("Esc");
    await tester.waitFor((screen) => !screen.includes("An authority has issued"));
    expect(atBank()).toBe("new");
    tester.press("Enter");
    await tester.waitFor("all at once (H3K), without letters");
    tester.press("Enter");
    await tester.waitFor("No letters are needed");
    expect(atBank()).toBe("initialised");
    expect(office.bank.admin.trace(5).map(({ summary }) => summary)).toContain("H3K");
    end();
  });
});
