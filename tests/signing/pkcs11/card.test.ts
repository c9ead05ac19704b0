import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { selfSignedCertificate, signOrderDataDigest, verifyOrderSignature } from "../../../src/ebics/index.ts";
import { createSigningDevices, type SigningDevices } from "../../../src/signing/all.ts";
import { cardNamed, keyOn, lookAtCards } from "../../../src/workflows/cards.ts";
import type { KeySubject, Pkcs11Config, SigningDevice, SigningDeviceDriver } from "../../../src/workflows/ports/signing-device.ts";
import { cardPin, haveCards, softHsmCard, type StrictCard, strictCard, type TestCard } from "../../support/card/card.ts";
import { haveVectors, vectorPrivateKey } from "../../ebics/support/vectors.ts";

const subject: KeySubject = { commonName: "Kártyás Kata", validFrom: new Date("2026-11-22T00:00:00Z"), validYears: 5, keyBits: 2048 };
const digest = createHash("sha256").update("order data").digest();

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, not ${String(error)}`);
  return error;
};

describe.skipIf(!haveCards)("cards", () => {
  let devices: SigningDevices;
  let driver: SigningDeviceDriver;
  let folder: string;
  beforeAll(() => {
    devices = createSigningDevices();
    driver = devices.drivers.find((one) => one.kind === "pkcs11")!;
    folder = mkdtempSync(path.join(tmpdir(), "kontor-card-test-"));
  });
  afterAll(async () => {
    await devices.end();
    rmSync(folder, { recursive: true });
  });
  let keys = 0;
  const newKeyId = (): string => (++keys).toString(16).padStart(16, "0");
  const withPin = async <T>(text: string, use: (pin: Secret) => Promise<T>): Promise<T> => {
    using pin = Secret.fromText(text);
    return await use(pin);
  };
  const create = (config: Pkcs11Config): Promise<SigningDevice> => withPin(cardPin, (pin) => driver.create(config, pin, folder, subject));
  const open = (config: Pkcs11Config, text = cardPin): Promise<SigningDevice> => withPin(text, (pin) => driver.open(config, pin, folder));

  describe("a card that counts", () => {
    let card: StrictCard;
    let config: Pkcs11Config;
    beforeAll(async () => {
      card = strictCard("COUNTS");
      config = await card.config(devices.cards, newKeyId());
      await (await create(config)).close();
    });
    afterAll(() => card.remove());
    beforeEach(() => {
      for (const file of ["tries", "pad", "mechanisms", "no-certificates", "write-protected", "pin-each-time"] as const) card.say(file, undefined);
    });
    const pinState = async () => (await cardNamed(devices.cards, "COUNTS", card.modulePath)).token.pinState;

    it("says how near it is to being locked, and the list shows it", async () => {
      expect(await pinState()).toBe("ok");
      const first = await failure(open(config, "wrong one"));
      expect([first.code, first.message, await pinState()]).toEqual(["wrong-pin", "The card does not take this PIN. Few tries are left.", "few-tries-left"]);
      const second = await failure(open(config, "wrong two"));
      expect([second.code, second.message, await pinState()]).toEqual(["wrong-pin", "The card does not take this PIN. One try is left; after that the card locks itself.", "one-try-left"]);
      expect(second.next).toContain("PUK");
      await (await open(config)).close(); // the right one gives all tries back
      expect(await pinState()).toBe("ok");
    });

    it("locks at the last wrong one; then not even the right PIN is tried", async () => {
      card.say("tries", "1");
      expect((await failure(open(config, "wrong"))).code).toBe("pin-locked");
      expect(await pinState()).toBe("locked");
      const locked = await failure(open(config));
      expect([locked.code, locked.retryable, locked.context.pkcs11]).toEqual(["pin-locked", false, "CKF_USER_PIN_LOCKED"]);
    });

    it("a new PIN opens it and the old one does not; wrong, too short and the same refusals leave the old one", async () => {
      const change = (from: string, to: string): Promise<void> => withPin(from, (pin) => withPin(to, (next) => devices.cards.changePin(config, pin, next)));
      expect((await failure(change("not the pin", "246810"))).code).toBe("wrong-pin");
      const short = await failure(change(cardPin, "12"));
      expect([short.code, short.message]).toEqual(["pin-refused", "The card does not take this new PIN: it wants 4 to 255 characters."]);
      const device = await open(config);
      expect((await failure(change(cardPin, "246810"))).code).toBe("busy");
      await device.close();
      await change(cardPin, "246810");
      expect((await failure(open(config))).code).toBe("wrong-pin");
      await (await open(config, "246810")).close();
      await change("246810", cardPin);
      await (await open(config)).close();
    });

    it("a second operator with another PIN is refused though the card is open, and locked out for the time after three", async () => {
      const device = await open(config);
      for (let n = 0; n < 3; n++) expect((await failure(open(config, `guess ${n}`))).code).toBe("wrong-pin");
      expect((await failure(open(config))).code).toBe("busy");
      expect(existsSync(path.join(card.folder, "tries")) ? readFileSync(path.join(card.folder, "tries"), "utf8") : "3").toBe("3"); // the card was not asked
      expect(await device.sign("A006", digest)).toHaveLength(256);
      await device.close();
      await (await open(config)).close();
    });

    it("a PIN that is typed on the reader: nothing is asked on the screen, cancelled and wrong are told apart, and it is one person's at a time", async () => {
      card.say("pad", cardPin);
      const padded = await card.config(devices.cards, config.keyId);
      expect([padded.pinPad, driver.secretName(padded)]).toEqual([true, undefined]);
      const device = await open(padded, "");
      expect(await device.sign("A005", digest)).toHaveLength(256);
      expect((await failure(open(padded, ""))).code).toBe("busy");
      await device.close();
      card.say("pad", "cancel");
      expect((await failure(open(padded, ""))).code).toBe("cancelled");
      card.say("pad", "wrong");
      expect((await failure(open(padded, ""))).code).toBe("wrong-pin");
    });

    it.each([["combined PSS and PKCS#1", [1, 0x43]], ["raw PSS and PKCS#1", [1, 0x0d]], ["nothing but bare RSA", [3]]])("signs by %s, which OpenSSL and the bank's check take", async (_, mechanisms) => {
      card.say("mechanisms", mechanisms.join("\n"));
      const device = await open(config);
      expect(device.mechanisms).toEqual(["A005", "A006"]);
      const publicKey = createPublicKey({ key: `-----BEGIN CERTIFICATE-----\n${Buffer.from(device.certificateDer).toString("base64")}\n-----END CERTIFICATE-----\n` });
      for (const version of device.mechanisms) expect(verifyOrderSignature(version, digest, await device.sign(version, digest), publicKey), version).toBe(true);
      await device.close();
    });

    it("what a card cannot do is said by name: no PSS, no keys of its own making", async () => {
      card.say("mechanisms", "1");
      const device = await open(config);
      expect(device.mechanisms).toEqual(["A005"]);
      expect((await failure(device.sign("A006", digest))).code).toBe("mechanism-unsupported");
      await device.close();
      expect((await failure(create({ ...config, keyId: newKeyId() }))).code).toBe("mechanism-unsupported");
    });

    it("a certificate for which the card has no room lies beside it, and without it the key is of no use", async () => {
      card.say("no-certificates", "");
      const other = { ...config, keyId: newKeyId() };
      const made = await create(other);
      await made.close();
      card.say("no-certificates", undefined);
      expect((await devices.cards.keys(other)).map((one) => one.keyId)).not.toContain(other.keyId);
      const files = readdirSync(path.join(folder, "cards"));
      expect(files).toEqual([`${config.tokenSerial}-${other.keyId}.crt`]);
      const device = await open(other);
      expect(device.describe()).toEqual(made.describe());
      await device.close();
      rmSync(path.join(folder, "cards"), { recursive: true });
      expect((await failure(open(other))).code).toBe("no-key");
      await (await open(config)).close(); // and the failed opening has left nobody logged in
    });

    it("a write-protected card signs; it takes no new key and no new PIN", async () => {
      card.say("write-protected", "");
      const device = await open(config);
      expect(await device.sign("A006", digest)).toHaveLength(256);
      await device.close();
      expect((await failure(create({ ...config, keyId: newKeyId() }))).code).toBe("token-not-ready");
      expect((await failure(withPin(cardPin, (pin) => devices.cards.changePin(config, pin, pin)))).code).toBe("token-not-ready");
    });

    it("a key that wants the PIN before each signature gets it", async () => {
      card.say("pin-each-time", "");
      const other = { ...config, keyId: newKeyId() };
      const device = await create(other);
      for (let n = 0; n < 3; n++) expect(await device.sign("A006", digest)).toHaveLength(256);
      await device.close();
      expect((await failure(device.sign("A006", digest))).code).toBe("removed");
    });

    it("taken out while twenty are being signed: those before count, those after fail, and nothing hangs", async () => {
      const device = await open(config);
      const outcomes = await Promise.all(Array.from({ length: 20 }, async (_, n) => {
        if (n === 10) card.takeOut();
        return device.sign("A006", digest).then(() => "signed", (error: AppError) => error.code);
      }));
      expect(new Set(outcomes)).toEqual(new Set(["removed", ...(outcomes[0] === "signed" ? ["signed"] : [])]));
      expect(outcomes.at(-1)).toBe("removed");
      card.putIn();
      await device.close();
      await (await open(config)).close();
    });

    it("an empty reader is an empty reader, and the card is looked for by its name", async () => {
      card.takeOut();
      const [module] = await lookAtCards(devices.cards, card.modulePath);
      expect(module?.cards).toEqual([]);
      expect(module?.emptySlots.length).toBeGreaterThan(0);
      expect((await failure(open(config))).code).toBe("token-not-present");
      expect((await failure(cardNamed(devices.cards, "COUNTS", card.modulePath))).code).toBe("token-not-present");
      card.putIn();
      expect((await failure(open({ ...config, tokenSerial: "another" }))).code).toBe("token-not-present");
      expect((await failure(open({ ...config, keyId: "ff".repeat(8) }))).code).toBe("no-key");
    });
  });

  describe("SoftHSM", () => {
    let card: TestCard;
    beforeAll(() => {
      card = softHsmCard("KNOWN");
    });
    afterAll(() => card.remove());

    /** As the issuer of a card does: the key is made elsewhere and brought onto it. */
    const imported = async (privateKey: KeyObject, keyId: string): Promise<Pkcs11Config> => {
      const file = path.join(folder, `${keyId}.pem`);
      writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }));
      card.util("--import", file, "--token", "KNOWN", "--label", "imported", "--id", keyId, "--pin", cardPin);
      const config = await card.config(devices.cards, keyId);
      const der = selfSignedCertificate("signature", subject, privateKey.export({ format: "der", type: "pkcs8" }));
      const beside = path.join(folder, "cards");
      if (!existsSync(beside)) await import("node:fs/promises").then(({ mkdir }) => mkdir(beside));
      writeFileSync(path.join(beside, `${config.tokenSerial}-${keyId}.crt`), der);
      return config;
    };

    it.skipIf(!haveVectors)("known answer: with a key of the EBICS vectors on it, A005 is what OpenSSL gives, byte for byte, and A006 verifies", async () => {
      const privateKey = createPrivateKey({ key: Buffer.from(vectorPrivateKey("epics-ruby/plain_A006.jwk.json").export({ format: "der", type: "pkcs8" })), format: "der", type: "pkcs8" });
      const device = await open(await imported(privateKey, newKeyId()));
      expect(Buffer.from(await device.sign("A005", digest)).equals(signOrderDataDigest("A005", digest, privateKey))).toBe(true);
      expect(verifyOrderSignature("A006", digest, await device.sign("A006", digest), createPublicKey(privateKey))).toBe(true);
      await device.close();
    });

    it("a certificate beside the card that belongs to another key is not taken", async () => {
      const [one, other] = [generateKeyPairSync("rsa", { modulusLength: 2048 }), generateKeyPairSync("rsa", { modulusLength: 2048 })];
      const config = await imported(one.privateKey, newKeyId());
      writeFileSync(path.join(folder, "cards", `${config.tokenSerial}-${config.keyId}.crt`), selfSignedCertificate("signature", subject, other.privateKey.export({ format: "der", type: "pkcs8" })));
      expect((await failure(open(config))).code).toBe("no-key");
    });

    it("keys of 3072 and 4096 bits are made on the card and sign", async () => {
      for (const keyBits of [3072, 4096] as const) {
        const config = await card.config(devices.cards, newKeyId());
        const device = await withPin(cardPin, (pin) => driver.create(config, pin, folder, { ...subject, keyBits }));
        expect(await device.sign("A006", digest)).toHaveLength(keyBits / 8);
        await device.close();
      }
    });

    it("a module that is none, or not there, hides no other and is said by name", async () => {
      const none = path.join(folder, "none.so");
      writeFileSync(none, "no shared object");
      for (const modulePath of [none, path.join(folder, "absent.so")]) {
        const [module] = await lookAtCards(devices.cards, modulePath);
        expect(module?.problem).toMatchObject({ code: "module-unavailable", message: `The module ${path.basename(modulePath)} cannot be used.` });
      }
      expect((await lookAtCards(devices.cards, card.modulePath))[0]?.cards.map(({ token }) => token.label)).toContain("KNOWN");
    });

    it("a card set up by another program since is seen", async () => {
      card.util("--init-token", "--free", "--label", "LATER", "--pin", "1234", "--so-pin", "12345678");
      expect((await cardNamed(devices.cards, "LATER", card.modulePath)).token.label).toBe("LATER");
    });

    it("two cards in one module, two operators at once: each signs with its own key, and one going leaves the other", async () => {
      const configs = await Promise.all([card.config(devices.cards, newKeyId()), cardNamed(devices.cards, "LATER", card.modulePath).then((seen) => keyOn(seen, newKeyId()))]);
      const [one, other] = await Promise.all(configs.map((config, at) => withPin(at === 0 ? cardPin : "1234", (pin) => driver.create(config, pin, folder, subject))));
      if (one === undefined || other === undefined) throw new Error("both were made");
      const signatures = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : other).sign("A005", digest)));
      expect(new Set(signatures.map((signature) => Buffer.from(signature).toString("hex"))).size).toBe(2);
      expect((await failure(withPin(cardPin, (pin) => driver.open(configs[1]!, pin, folder)))).code).toBe("wrong-pin"); // one card's PIN is nothing to the other
      card.util("--delete-token", "--token", "LATER");
      expect((await failure(other.sign("A006", digest))).code).toBe("removed");
      expect(await one.sign("A006", digest)).toHaveLength(256);
      await Promise.all([one.close(), other.close()]);
    });

    it("works on while the screen does: the event loop is free while a key is made and orders are signed", async () => {
      const config = await card.config(devices.cards, newKeyId());
      let turns = 0;
      const ticking = setInterval(() => turns++, 1);
      const device = await withPin(cardPin, (pin) => driver.create(config, pin, folder, { ...subject, keyBits: 4096 }));
      await Promise.all(Array.from({ length: 50 }, () => device.sign("A006", digest)));
      clearInterval(ticking);
      await device.close();
      expect(turns).toBeGreaterThan(10);
    });
  });
});
