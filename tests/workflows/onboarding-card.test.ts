import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { createSigningDevices, type SigningDevices } from "../../src/signing/all.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { CustomerDesk, PinSource } from "../../src/workflows/onboarding/desk.ts";
import { planOnboarding } from "../../src/workflows/onboarding/plan.ts";
import { readOnboardingFile } from "../../src/workflows/onboarding/read-file.ts";
import { type RowResult, runOnboarding } from "../../src/workflows/onboarding/run.ts";
import { type Bureau, bureauPins, openBureau } from "../support/bureau.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../support/card/card.ts";

describe.skipIf(!haveCards)("an onboarding file with cards (needs softhsm2-util and g++)", () => {
  let bureau: Bureau;
  let card: StrictCard;
  let devices: SigningDevices;
  let desk: CustomerDesk;
  let typed: string | undefined;
  const pins: PinSource = { ...bureauPins, knownFor: async () => (typed === undefined ? undefined : Secret.fromText(typed)) };
  beforeAll(async () => {
    bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 4 });
    await bureau.readyCustomer("DANUBE", "ALPHA");
    await writeFile(path.join(bureau.folder, "ca.pem"), bureau.bank("ALPHA").caPem);
    card = strictCard("BUREAU 1");
    devices = createSigningDevices();
    const withCards = (context: WorkflowContext): WorkflowContext => {
      const device: WorkflowContext["tools"]["device"] = (kind) => (kind === "pkcs11" ? devices.drivers.find((one) => one.kind === kind)! : context.tools.device(kind));
      return { ...context, tools: { ...context.tools, device, cards: { ...devices.cards, modules: async () => [card.modulePath] } } };
    };
    desk = {
      ...bureau.desk,
      async open(name) {
        const context = await bureau.desk.open(name);
        return context === undefined ? undefined : withCards(context);
      },
      create: async (profile) => withCards(await bureau.desk.create(profile)),
    };
  });
  afterAll(async () => {
    await bureau.close();
    await devices.end();
    card.remove();
  });
  beforeEach(() => {
    typed = cardPin;
    for (const file of ["tries", "mechanisms"] as const) card.say(file, undefined);
  });

  const row = (userId: string, name = "BUREAU 1", keyFile = ""): string => ["DANUBE", "ALPHA", "practice", "ALPHA", "DANUBE", userId, bureau.bank("ALPHA").url, userId, "A", "ca.pem", name, keyFile].join(",");
  const planOf = (...lines: readonly string[]) => planOnboarding(desk, readOnboardingFile(Buffer.from(["customer,bank,profile,host id,partner id,user id,url,signer,class,ca file,card,key file", ...lines].join("\n"))).rows);
  const run = async (...lines: readonly string[]): Promise<readonly RowResult[]> => {
    const plan = await planOf(...lines);
    expect(plan.findings).toEqual([]);
    return runOnboarding(desk, plan, { name: "cards.csv", pins });
  };
  const known = (userId: string): unknown => bureau.bank("ALPHA").admin.addSubscriber({ partnerId: "DANUBE", userId, name: userId });
  const userOf = async (userId: string) => (await (await bureau.context("DANUBE")).store.connections.subscribers()).find((one) => one.userId === userId);

  it("makes the signature keys on the card, with the PIN of the file of PINs, and sends them; run again, nothing is done twice", async () => {
    for (const userId of ["C1", "C2", "F1"]) known(userId);
    const lines = [row("C1"), row("C2"), row("F1", "")];
    expect((await run(...lines)).map((one) => one.kind)).toEqual(["sent", "sent", "sent"]);
    expect((await userOf("C1"))?.device).toMatchObject({ kind: "pkcs11", tokenLabel: "BUREAU 1", modulePath: card.modulePath });
    expect((await userOf("C2"))?.device).toMatchObject({ kind: "pkcs11" });
    expect((await userOf("F1"))?.device).toMatchObject({ kind: "key-file" });
    expect((await run(...lines)).map((one) => one.kind)).toEqual(["there", "there", "there"]);
  });

  it("killed between the key and the store: the next run takes over the key that is on the card", async () => {
    known("K1");
    const dying: CustomerDesk = { ...desk, async open(name) {
      const context = await desk.open(name);
      return context === undefined ? undefined : { ...context, tools: { ...context.tools, makeKey: () => Promise.reject(new Error("killed")) } };
    } };
    await expect(runOnboarding(dying, await planOf(row("K1")).then((plan) => planOnboarding(dying, plan.rows.map((one) => one.row))), { name: "x", pins })).rejects.toThrow("killed");
    const config = await card.config(devices.cards, "");
    const before = (await devices.cards.keys(config)).length;
    expect((await run(row("K1"))).map((one) => one.kind)).toEqual(["sent"]);
    expect((await devices.cards.keys(config)).length).toBe(before);
  });

  it("a PIN that the card refuses is tried once, however many rows it has", async () => {
    for (const userId of ["W1", "W2", "W3", "W4"]) known(userId);
    typed = "not its PIN";
    const results = await run(row("W1"), row("W2"), row("W3"), row("W4"));
    expect(results.map((one) => one.kind)).toEqual(["failed", "failed", "failed", "failed"]);
    expect(results.map((one) => one.text).toSorted().map((text) => text.split(".")[0])).toEqual([...Array<string>(1).fill("The card does not take this PIN"), ...Array<string>(3).fill("The card has refused its PIN in an earlier row; it was not asked again")]);
    expect((await devices.cards.slots(card.modulePath)).find(({ token }) => token?.label === "BUREAU 1")?.token?.pinState).toBe("few-tries-left");
    typed = cardPin;
    expect((await run(row("W1"), row("W2"), row("W3"), row("W4"))).map((one) => one.kind)).toEqual(["sent", "sent", "sent", "sent"]);
  });

  it("no PIN is made for a card; a card that is in no reader, or a file beside it, is a finding before anything is done", async () => {
    known("N1");
    typed = undefined;
    expect(await run(row("N1"))).toMatchObject([{ kind: "failed", text: expect.stringContaining("is not in the file of PINs") as string }]);
    const { findings } = await planOf(row("N2", "NOBODY'S"), row("N3", "BUREAU 1", "keys/n3.p12"));
    expect(findings.map(({ line, field, message }) => `${line} ${field} ${message}`)).toEqual(["3 card A key lies in a file or on a card, not in both.", `2 card There is no card "NOBODY'S" in any reader.`]);
    card.say("mechanisms", "1");
    expect((await planOf(row("N4"))).findings.map(({ message }) => message)).toEqual(["The card BUREAU 1 makes no keys."]);
  });
});
