import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CardWatch } from "../../src/cli/card-watch.ts";
import { composeTools } from "../../src/cli/compose.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createSigningDevices } from "../../src/signing/all.ts";
import type { Pkcs11Config } from "../../src/workflows/ports/signing-device.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../support/card/card.ts";

describe.skipIf(!haveCards)("a card that is taken out (needs softhsm2-util and g++)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-card-watch-"));
  const signing = createSigningDevices();
  let card: StrictCard;
  let config: Pkcs11Config;
  beforeAll(async () => {
    card = strictCard("REKA");
    config = await card.config(signing.cards, "0a0b");
    using pin = Secret.fromText(cardPin);
    const made = await signing.drivers.find((one) => one.kind === "pkcs11")!.create(config, pin, folder, { commonName: "Réka", validFrom: new Date(), validYears: 2, keyBits: 2048 });
    await made.close();
  });
  afterAll(async () => {
    await signing.end();
    card.remove();
    rmSync(folder, { recursive: true });
  });

  it("is told once, after it was worked with; a card nobody has worked with is not watched, nor one after the log out", async () => {
    const tools = { ...(await composeTools()), device: () => signing.drivers.find((one) => one.kind === "pkcs11")!, cards: signing.cards };
    const watch = new CardWatch(tools, 30);
    const gone: string[] = [];
    let hear = (): void => undefined;
    const end = watch.onRemoved((name) => {
      gone.push(name);
      hear();
    });
    const use = async (): Promise<void> => {
      using pin = Secret.fromText(cardPin);
      const opened = await watch.tools.device("pkcs11").open(config, pin, folder);
      await opened.close();
    };
    card.takeOut();
    await new Promise((resolve) => setTimeout(resolve, 200));
    card.putIn();
    expect(gone).toEqual([]);

    await use();
    const { promise, resolve } = Promise.withResolvers<void>();
    hear = resolve;
    card.takeOut();
    await promise;
    expect(gone).toEqual(["REKA"]);
    card.putIn();

    await use();
    watch.forget();
    card.takeOut();
    await new Promise((done) => setTimeout(done, 200));
    expect(gone).toEqual(["REKA"]);
    card.putIn();
    end();
  });
});
