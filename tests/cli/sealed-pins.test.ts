import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadWorkstation } from "../../src/cli/load-workstation.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";
import { SealedPins } from "../../src/cli/sealed-pins.ts";
import { openInstall } from "../../src/customers/index.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { WorkstationSession } from "../../src/screens/session.ts";
import { workstationLock } from "../../src/screens/workstation-lock.ts";
import type { KeptCardPins } from "../../src/workflows/transport-keys.ts";
import { profile } from "../store/samples.ts";

const card = (tokenLabel: string, tokenSerial = "1", modulePath = "/usr/lib/card.so") => ({ modulePath, tokenLabel, tokenSerial });
const kept = (pins: KeptCardPins, ...of: Parameters<typeof card>): string | undefined => {
  using opened = pins.copyOf(card(...of));
  return opened?.revealText();
};
const keep = (pins: KeptCardPins, label: string, pin: string): void => {
  using secret = Secret.fromText(pin);
  pins.offer(card(label), secret)();
};

describe("PINs of cards that are kept while a screen is unlocked", () => {
  it("are copied, each for its card alone, and gone when they are forgotten", () => {
    const pins = new SealedPins(() => true);
    keep(pins, "ONE", "1234-őű");
    keep(pins, "TWO", "98765");
    expect([kept(pins, "ONE"), kept(pins, "TWO"), kept(pins, "ONE", "2"), kept(pins, "ONE", "1", "/tmp/other.so")]).toEqual(["1234-őű", "98765", undefined, undefined]);
    expect(kept(pins, "ONE")).toBe("1234-őű"); // a copy that was wiped is not the kept one
    pins.forget(card("ONE"));
    expect([kept(pins, "ONE"), kept(pins, "TWO")]).toEqual([undefined, "98765"]);
    pins.forgetLabel("TWO");
    expect(kept(pins, "TWO")).toBeUndefined();
    keep(pins, "ONE", "1");
    keep(pins, "TWO", "2");
    pins.forget(card("TWO", "1", "/usr/lib/the-same-card-by-another-module.so"));
    expect([kept(pins, "ONE"), kept(pins, "TWO")]).toEqual(["1", undefined]);
    pins.forgetAll();
    expect(kept(pins, "ONE")).toBeUndefined();
  });

  it("are not kept where the operator does not want it, nor where the reader asks", () => {
    let wanted = false;
    const pins = new SealedPins(() => wanted);
    keep(pins, "ONE", "1234");
    expect(kept(pins, "ONE")).toBeUndefined();
    wanted = true;
    keep(pins, "PAD", "");
    expect(kept(pins, "PAD")).toBeUndefined();
  });

  it("are not kept when anything was forgotten between typing and the card's answer, or the operator has gone", () => {
    const pins = new SealedPins(() => true);
    using pin = Secret.fromText("1234");
    for (const forget of [() => pins.forgetAll(), () => pins.forget(card("ONE")), () => pins.forgetLabel("ONE")]) {
      const taken = pins.offer(card("ONE"), pin);
      forget();
      taken();
      expect(kept(pins, "ONE")).toBeUndefined();
    }
    pins.end();
    keep(pins, "ONE", "1234");
    expect(kept(pins, "ONE")).toBeUndefined();
  });
});

describe("a workstation", () => {
  const passphrase = () => Secret.fromText("seven quiet rivers");
  const root = mkdtempSync(path.join(os.tmpdir(), "kontor-pins-"));
  let session: WorkstationSession;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const install = await openInstall({ root: root, clock: systemClock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
    for (const name of ["Anna", "Béla"]) await install.createOperator({ name, language: "en", passphrase: passphrase() });
    await install.close();
    ({ session, close } = await loadWorkstation({ demo: false, clock: systemClock, environment: { KONTOR_HOME: root }, say: () => undefined }));
  });
  afterAll(async () => {
    await close();
    rmSync(root, { recursive: true });
  });

  const neverShown = (): never => {
    throw new Error("a lock shows nothing here");
  };
  const logIn = async (name: string): Promise<KeptCardPins> => {
    const operator = await session.install.login(name, passphrase());
    await operator.setKeepsCardPins(true);
    await session.setOperator(operator);
    const { keptCardPins } = await session.contextFor((await operator.createCustomer({ ...profile, shortName: name.toUpperCase().slice(0, 4) })).id);
    return keptCardPins!;
  };

  it("forgets the PINs when it is locked, and hands none of one operator to the next, nor keeps one for who has gone", async () => {
    const ofAnna = await logIn("Anna");
    keep(ofAnna, "ONE", "1234");
    expect(kept(ofAnna, "ONE")).toBe("1234");
    workstationLock(session, neverShown).locked();
    expect(kept(ofAnna, "ONE")).toBeUndefined();
    keep(ofAnna, "ONE", "1234");
    const ofBela = await logIn("Béla");
    expect([kept(ofAnna, "ONE"), kept(ofBela, "ONE")]).toEqual([undefined, undefined]);
    keep(ofAnna, "ONE", "1234"); // what of Anna's still ran
    expect([kept(ofAnna, "ONE"), kept(ofBela, "ONE")]).toEqual([undefined, undefined]);
    keep(ofBela, "ONE", "1234");
    await session.setOperator(undefined);
    expect(kept(ofBela, "ONE")).toBeUndefined();
  });
});
