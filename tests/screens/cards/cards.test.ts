import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createSigningDevices, type SigningDevices } from "../../../src/signing/all.ts";
import { askCardPinOn } from "../../../src/screens/cards/ask-card-pin.ts";
import { tellSilence } from "../../../src/screens/cards/silent-module.tsx";
import type { WorkstationShell } from "../../../src/screens/routes.ts";
import { secretLabel } from "../../../src/screens/sign/secret-label.ts";
import { pollActivation } from "../../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../../src/workflows/keys/send-keys.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../../support/card/card.ts";
import { type Office, onlyConnection, openOffice } from "../../support/office.ts";
import type { ScreenTester } from "../shell/support.tsx";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

describe.skipIf(!haveCards)("cards on the screens", () => {
  let office: Office;
  let card: StrictCard;
  let devices: SigningDevices;
  let context: WorkflowContext;
  beforeAll(async () => {
    office = await openOffice({ sharedKeys: true });
    card = strictCard("RÉKA 7");
    devices = createSigningDevices();
    const opened = await office.open();
    const device: typeof opened.tools.device = (kind) => {
      const driver = devices.drivers.find((one) => one.kind === kind);
      if (driver === undefined) throw new Error(`no ${kind}`);
      return driver;
    };
    context = { ...opened, tools: { ...opened.tools, device, cards: { ...devices.cards, modules: async () => [card.modulePath] } } };
  });
  afterAll(async () => {
    await office.close();
    await devices.end();
    card.remove();
  });
  beforeEach(() => {
    for (const file of ["tries", "pad", "pad-new", "no-certificates", "mechanisms"] as const) card.say(file, undefined);
  });

  /** On the settings of the customer, or on its connection. */
  async function at(screen: "settings" | "connect", use: (tester: ScreenTester) => Promise<void>): Promise<void> {
    const connection = await onlyConnection(context);
    const running = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        if (screen === "settings") shell.push("settings", { context });
        else shell.push("connect", { context, connectionId: connection.id });
      },
    });
    try {
      await running.tester.waitFor(screen === "settings" ? "[1 profile" : "Practice bank");
      await use(running.tester);
    } finally {
      await running.end();
    }
  }
  const go = async (tester: ScreenTester, keys: readonly string[], wanted: string | RegExp): Promise<void> => {
    tester.press(...keys);
    await tester.waitFor(wanted);
  };

  it("a PIN is changed; the last try is announced before it is used up, and a locked card says what opens it", async () => {
    await at("settings", async (tester) => {
      await go(tester, ["k"], /RÉKA 7 +[0-9a-f]+ +ok/);
      await go(tester, ["Enter"], "PIN of the card RÉKA 7");
      tester.type(cardPin);
      tester.press("Tab");
      tester.type("24680");
      tester.press("Tab");
      tester.type("24680");
      await go(tester, ["F2"], "The card RÉKA 7 has a new PIN.");

      card.say("tries", "1");
      await go(tester, ["k"], /RÉKA 7 +[0-9a-f]+ +one try left/);
      await go(tester, ["Enter"], "ONE TRY IS LEFT");
      tester.type("wrong");
      tester.press("Tab");
      tester.type("1357");
      tester.press("Tab");
      tester.type("1357");
      await go(tester, ["F2"], "The card's PIN is locked");
      expect(tester.screen()).toContain("PUK");
      tester.press("Esc");
      await go(tester, ["Esc"], "[1 profile");
      await go(tester, ["k"], /RÉKA 7 +[0-9a-f]+ +locked/);
      card.say("tries", undefined);

      await go(tester, ["Enter"], "PIN of the card RÉKA 7"); // the list was read before it was unlocked: it is tried all the same
      tester.type("24680");
      tester.press("Tab");
      tester.type(cardPin);
      tester.press("Tab");
      tester.type(cardPin);
      await go(tester, ["F2"], "The card RÉKA 7 has a new PIN.");
    });
  });

  it("on a reader with a pad no PIN is asked for on the screen: neither to change it nor to make a key", async () => {
    card.say("pad", cardPin);
    card.say("pad-new", "97531");
    await at("settings", async (tester) => {
      await go(tester, ["k"], /RÉKA 7 +[0-9a-f]+ +ok, reader/);
      await go(tester, ["Enter"], "Both PINs are typed on the reader");
      expect(tester.screen()).not.toContain("present PIN");
      await go(tester, ["F2"], "The card RÉKA 7 has a new PIN.");
    });
    card.say("pad", "97531");
    office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "PAD", name: "Réka", signatureClass: "E" });
    await at("connect", async (tester) => {
      await go(tester, ["c"], /RÉKA 7 +[0-9a-f]+ +ok, reader/);
      await go(tester, ["Enter"], "reader asks for the PIN.");
      expect(tester.screen()).not.toContain("card's PIN");
      tester.type("PAD");
      tester.press("Tab");
      tester.type("Réka");
      await go(tester, ["F2"], "Keys made for PAD.");
      expect(tester.screen()).toMatch(/PAD · Réka · new · chip card RÉKA 7/);
    });
    const made = (await context.store.connections.subscribers()).find((one) => one.userId === "PAD");
    expect(made?.device).toMatchObject({ kind: "pkcs11", tokenLabel: "RÉKA 7", pinPad: true });
    card.say("pad-new", cardPin);
    await at("settings", async (tester) => {
      await go(tester, ["k"], /RÉKA 7 +[0-9a-f]+ +ok, reader/);
      await go(tester, ["Enter"], "Both PINs are typed on the reader");
      await go(tester, ["F2"], "The card RÉKA 7 has a new PIN.");
    });
  });

  it("a module that does not answer is told; Enter waits on, Esc stops it, and its answer takes the question away", async () => {
    const stop = vi.fn();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const silent = { modulePath: "/usr/lib/reader.so", answered, stop };
    let shell: WorkstationShell | undefined;
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: [context], begin: (own) => { shell = own; own.push("cockpit"); } });
    const ask = async (): Promise<void> => {
      void tellSilence(shell!, silent);
      await tester.waitFor("The card's module reader.so does not answer.");
    };
    const isGone = (): Promise<void> => tester.waitFor((screen) => !screen.includes("does not answer"));
    try {
      await ask();
      tester.press("Enter");
      await isGone();
      expect(stop).not.toHaveBeenCalled();
      await ask();
      tester.press("Esc");
      await isGone();
      expect(stop).toHaveBeenCalledOnce();
      await ask();
      answer();
      await isGone();
      expect(stop).toHaveBeenCalledOnce();
    } finally {
      await end();
    }
  });

  it("before a PIN is typed to sign, the dialog says how it stands with the card", async () => {
    const config = await card.config(devices.cards, "00");
    const said = async () => (await secretLabel(context, config, undefined)).problem;
    expect(await said()).toBeUndefined();
    card.say("tries", "1");
    expect(await said()).toBe("ONE TRY IS LEFT: after another wrong PIN the card locks itself.");
    expect(await secretLabel(context, config, "Wrong.")).toEqual({ label: "PIN of the card RÉKA 7", problem: "Wrong." });
    card.say("tries", "0");
    expect(await said()).toContain("PUK");
    card.say("tries", undefined);
    card.takeOut();
    expect(await said()).toBe("This card is in no reader: put it in before you go on.");
    card.putIn();
    expect(await secretLabel(context, { ...config, modulePath: "/nowhere.so" }, undefined)).toMatchObject({ problem: "The module nowhere.so cannot be used." });
    expect(await secretLabel(context, { ...config, pinPad: true }, undefined)).toEqual({ label: "Press Enter, then type the PIN on the reader", emptyAllowed: true, problem: undefined });
    expect(await secretLabel(context, { kind: "key-file", path: "a.p12" }, undefined)).toEqual({ label: "Passphrase of the key file", problem: undefined });
  });

  it("a card that came with its key: it is chosen from the card, and what the bank gets is its certificate", async () => {
    const [key] = await devices.cards.keys(await card.config(devices.cards, "00"));
    if (key === undefined) throw new Error("the test before has made one");
    const before = (await context.store.connections.subscribers()).length;
    await at("connect", async (tester) => {
      await go(tester, ["c"], /RÉKA 7 +[0-9a-f]+ +ok/);
      await go(tester, ["Enter"], "a new one, made on the card");
      await go(tester, ["Down", "Enter"], "is the one on the card RÉKA 7");
      tester.type("TWICE");
      tester.press("Tab");
      tester.type("Réka");
      tester.press("Tab", "Tab", "Tab", "Tab");
      tester.type(cardPin);
      // It is another user's: the same key for two users is refused.
      await go(tester, ["F2"], "This key is PAD's already.");
    });
    expect((await context.store.connections.subscribers()).length).toBe(before);
  });

  it("all three keys are made on the card where it offers that; then a session asks for its PIN, once, and says what for", async () => {
    office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "ALL", name: "Réka", signatureClass: "E" });
    await at("connect", async (tester) => {
      card.say("mechanisms", "0\n67");
      await go(tester, ["c"], /RÉKA 7 +[0-9a-f]+ +ok/);
      await go(tester, ["Enter"], "a new one, made on the card");
      await go(tester, ["Enter"], /signer's name/);
      expect(tester.screen()).not.toContain("other keys");
      tester.press("Esc");
      card.say("mechanisms", undefined);
      await tester.waitFor((screen) => !screen.includes("signer's name"));
      await go(tester, ["c"], /RÉKA 7 +[0-9a-f]+ +ok/);
      await go(tester, ["Enter"], "a new one, made on the card");
      await go(tester, ["Enter"], "other keys");
      tester.type("ALL");
      tester.press("Tab");
      tester.type("Réka");
      tester.press("Tab", "Tab", "Tab");
      await go(tester, ["Right"], "on the card, too");
      tester.press("Tab");
      tester.type(cardPin);
      await go(tester, ["F2"], "Keys made for ALL.");
    });
    const made = (await context.store.connections.subscribers()).find((one) => one.userId === "ALL");
    expect(made).toMatchObject({ transportCard: { tokenLabel: "RÉKA 7" } });
    expect(made?.authenticationKeyPkcs8).toBeUndefined();
    await sendKeys(context, made!.id); // needs no key, so no PIN
    office.bank.admin.activateSubscriber("FAULT01", "ALL", "trust");
    let shell: WorkstationShell | undefined;
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: [context], begin: (own) => { shell = own; own.push("cockpit"); } });
    try {
      const polling = pollActivation({ ...context, askCardPin: askCardPinOn(shell!, context) }, (await onlyConnection(context)).id);
      await tester.waitFor("PIN of the card RÉKA 7");
      expect(tester.screen()).toContain("No order is signed with this PIN.");
      tester.type("wrong");
      await go(tester, ["Enter"], "The card does not take this PIN.");
      tester.type(cardPin);
      tester.press("Enter");
      expect((await polling).map(({ subscriber, kind }) => [subscriber.userId, kind])).toEqual([["ALL", "ready"]]);
    } finally {
      await end();
    }
  });
});
