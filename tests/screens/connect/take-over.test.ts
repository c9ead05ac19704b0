import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemFiles } from "../../../src/cli/files.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { createConnection, createSubscriber, fetchGrants } from "../../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { confirmBankKeys, fetchBankKeyHashes } from "../../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../../src/workflows/keys/send-keys.ts";
import type { Connection } from "../../../src/workflows/ports/connections.ts";
import { type Office, onlyConnection, openOffice, pinText } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
const oldPassphrase = "changeit of old";

/** A user whom the bank knows from another program, whose three keys lie in one PEM file, encrypted; and a connection that knows nothing of it. */
describe("keys from elsewhere, at the connection", () => {
  let office: Office;
  let context: WorkflowContext;
  let connection: Connection;
  let home: string;
  beforeAll(async () => {
    office = await openOffice({ sharedKeys: true });
    context = await office.open();
    const before = await onlyConnection(context);
    office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "OLD", name: "Réka", signatureClass: "E" });
    using pin = Secret.fromText(pinText);
    const user = await createSubscriber(context, { connectionId: before.id, userId: "OLD", signerName: "Réka", operatorId: context.operator.id, signatureClass: "E", device: { kind: "key-file", path: "keys/OLD.p12" }, pin });
    await sendKeys(context, user.id);
    office.bank.admin.activateSubscriber("FAULT01", "OLD", "trust");
    const { id: _, bankKeys: __, ...same } = before;
    connection = await createConnection(context, { ...same, title: "Taken over" });

    const [signature] = await context.tools.keyFiles.read(path.join(office.folder, "keys/OLD.p12"), pin);
    const pem = (key: Uint8Array, certificateDer: Uint8Array): string =>
      `${createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: oldPassphrase }).toString()}${new X509Certificate(certificateDer).toString()}`;
    home = path.join(office.folder, "home");
    mkdirSync(path.join(home, "old program"), { recursive: true });
    const parts = [pem(signature!.privateKeyPkcs8, user.signatureCertificateDer), pem(user.authenticationKeyPkcs8!, user.authenticationCertificateDer), pem(user.encryptionKeyPkcs8!, user.encryptionCertificateDer)];
    writeFileSync(path.join(home, "old program", "all.pem"), parts.join(""));
    writeFileSync(path.join(home, "old program", "signature.pem"), parts[0] ?? "");
  });
  afterAll(() => office.close());

  it("the file is chosen, both passphrases are typed, and what is wrong is said in the form; then the bank takes the keys without letters", async () => {
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context], columns: 100, rows: 40, session: { files: { ...systemFiles(home), homeFolder: home } },
      begin(shell) {
        shell.push("cockpit");
        shell.push("connect", { context, connectionId: connection.id });
      },
    });
    const go = async (keys: readonly string[], wanted: string | RegExp): Promise<void> => {
      tester.press(...keys);
      await tester.waitFor(wanted);
    };
    const choose = async (file: string): Promise<void> => {
      await go(["i"], "Keys of another program");
      await go(["Down", "Enter"], file);
      tester.press("/");
      tester.type(file);
      await go(["Enter", "Enter"], "old passphrase");
    };
    const fill = (...texts: readonly string[]): void => texts.forEach((text, at) => {
      if (at > 0) tester.press("Tab");
      tester.type(text);
    });
    try {
      await tester.waitFor("i: out of another program");
      await choose("signature.pem");
      fill("OLD", "Réka", "", "", "", "", "", "", oldPassphrase, pinText, pinText);
      await go(["F2"], "Which key is for the authentication cannot be told");
      tester.press("Esc", "Esc");
      await tester.waitFor((screen) => !screen.includes("old passphrase"));

      await choose("all.pem");
      fill("OLD", "Réka", "", "", "", "", "", "", "not this one", pinText, pinText);
      await go(["F2"], /does not open the key file/);
      tester.press("Shift-Tab", "Shift-Tab");
      fill(oldPassphrase, pinText, pinText);
      await go(["F2"], "Keys of OLD taken over");
    } finally {
      end();
    }
    const [user] = await context.store.connections.subscribers(connection.id);
    expect(user).toMatchObject({ userId: "OLD", state: "keys-sent", device: { kind: "key-file", path: `keys/${connection.hostId}-OLD.p12` } });
    await fetchBankKeyHashes(context, connection.id);
    const { authentication, encryption } = office.bank.keyHashes;
    await confirmBankKeys(context, connection.id, { authenticationHash: authentication.certificateHash, encryptionHash: encryption.publicKeyHash });
    expect((await fetchGrants(context, connection.id)).partner.accounts.length).toBeGreaterThan(0);
    using pin = Secret.fromText(pinText);
    await (await context.tools.device("key-file").open(user!.device, pin, office.folder)).close();
  });
});
