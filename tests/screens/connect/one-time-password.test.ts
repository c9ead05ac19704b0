import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Secret } from "../../../src/domain/secret.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { confirmCodeToken, enrolCodeToken } from "../../../src/workflows/keys/code-tokens.ts";
import { protectKey } from "../../../src/workflows/keys/protect-key.ts";
import { codeIn } from "../../support/code-token.ts";
import { type Office, onlyConnection, openOffice, pinText } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
let texts: string;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  texts = path.join(office.folder, "texts");
  const [user] = await context.store.connections.subscribers();
  const { token } = await enrolCodeToken(context, { signerId: user!.signerId, title: "telephone of Réka", method: { kind: "text-message", number: "+36301234567", gateway: { kind: "practice", file: texts } } });
  await confirmCodeToken({ ...context, askCode: async () => Secret.fromText(codeIn(texts)) }, token.id);
  await protectKey(context, user!.id, token.id, Secret.fromText(pinText));
});
afterAll(() => office.close());

it("new keys are sent after a code that the form's own dialog asks for, over it", async () => {
  const connectionId = (await onlyConnection(context)).id;
  const { tester, end } = await openWorkstation({
    clock: office.clock, customers: [context], begin(shell) {
      shell.push("cockpit");
      shell.push("connect", { context, connectionId });
    },
  });
  await tester.waitFor("one-time password");
  tester.press("w");
  await tester.waitFor("Renew keys");
  tester.press("Tab", "Tab");
  tester.type(pinText);
  tester.press("F2");
  await tester.waitFor("new keys (HCS) of REKA");
  await tester.waitFor("(…4567)");
  tester.press("Esc");
  await tester.waitFor("No one-time password was given.");
  tester.press("Esc");
  await tester.waitFor("Renew keys");
  tester.type(pinText); // the form still stands at its passphrase
  tester.press("F2");
  await tester.waitFor("PRACTICE the telephone shows");
  tester.type(codeIn(texts));
  tester.press("Enter");
  await tester.waitFor("The bank has the new keys of REKA.");
  expect((await context.store.connections.subscribers())[0]!.device).toMatchObject({ kind: "one-time-password", key: { path: "keys/REKA-2.p12" } });
  end();
});
