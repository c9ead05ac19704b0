import { execFileSync } from "node:child_process";
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { AppError } from "../../src/domain/errors.ts";
import { createSigningDevices } from "../../src/signing/all.ts";
import type { ChipCards } from "../../src/workflows/ports/chip-cards.ts";
import { confirmedTelephone, releaseFromFile, surroundingsIn } from "../support/code-token.ts";
import { cardPin, haveCards, softHsmCard, strictCard } from "../support/card/card.ts";
import type { DeviceSurroundings, KeyFileConfig, KeySubject, SignerErrorCode, SigningDevice, SigningDeviceConfig, SigningMechanism } from "../../src/workflows/ports/signing-device.ts";

const devices = createSigningDevices();
afterAll(() => devices.end());

/** How each kind of device is set up. A new kind, or another form of one, adds its entry here. */
interface Setup {
  readonly kind: SigningDeviceConfig["kind"];
  readonly title: string;
  readonly available: boolean;
  /** Opens it. */
  readonly secret: string;
  readonly wrong: { readonly secrets: readonly string[]; readonly code: SignerErrorCode };
  /** Before the key is made. @param cards of the process @param folder the customer's */
  begin(cards: ChipCards, folder: string): Promise<{ readonly config: SigningDeviceConfig; end(): void } & Trouble & Needs>;
}
/** What a device wants beyond its secret. */
interface Needs {
  readonly surroundings?: DeviceSurroundings;
  /** Before these digests are signed. */
  readonly release?: (device: SigningDevice, ...digests: readonly Uint8Array[]) => Promise<void>;
}
/** What can be done to a device from outside; a key file knows none of it. */
interface Trouble {
  /** Wrong PINs until it takes none any more. */
  readonly wrongPinsUntilLocked?: number;
  readonly unlock?: () => void;
  readonly takeOut?: () => void;
  readonly putIn?: () => void;
}

const passphrase = "Őrült-jelszó 9";
const wrongPassphrases = ["Őrült-jelszó 8", "őrült-jelszó 9", "Orult-jelszo 9", "Õrült-jelszó 9", `${passphrase} `, ""];
const keyFileSetup = (title: string, path: string): Setup => ({
  kind: "key-file", title, available: true, secret: passphrase, wrong: { secrets: wrongPassphrases, code: "wrong-passphrase" },
  begin: async () => ({ config: { kind: "key-file", path }, end: () => undefined }),
});
const wrongPins = [cardPin.slice(1), cardPin.toUpperCase(), "Orult-83-jelszo", `${cardPin} `, "0000"];

const setups: readonly Setup[] = [
  keyFileSetup("PKCS#12", "anna.p12"),
  keyFileSetup("PKCS#8 PEM", "anna.pem"),
  {
    kind: "one-time-password", title: "a text to a telephone", available: true, secret: passphrase, wrong: { secrets: wrongPassphrases, code: "wrong-passphrase" },
    async begin(_cards, folder) {
      const surroundings = await surroundingsIn(folder);
      const texts = join(folder, "texts");
      const { id: tokenId } = await confirmedTelephone(surroundings, texts);
      return {
        config: { kind: "one-time-password", key: { kind: "key-file", path: "anna.p12" }, tokenId }, surroundings, end: () => void surroundings.store.close(),
        release: (device, ...digests) => releaseFromFile(device, texts, ...digests.map((digest) => Buffer.from(digest).toString("hex"))),
      };
    },
  },
  {
    kind: "pkcs11", title: "SoftHSM", available: haveCards, secret: cardPin, wrong: { secrets: wrongPins, code: "wrong-pin" },
    async begin(cards) {
      const card = softHsmCard();
      const [token = ""] = readdirSync(join(card.folder, "tokens"));
      const [inside, outside] = [join(card.folder, "tokens", token), join(card.folder, token)];
      return { config: await card.config(cards, "0102030405060708"), end: card.remove, takeOut: () => renameSync(inside, outside), putIn: () => renameSync(outside, inside) };
    },
  },
  {
    kind: "pkcs11", title: "a strict card", available: haveCards, secret: cardPin, wrong: { secrets: wrongPins.slice(0, 2), code: "wrong-pin" },
    async begin(cards) {
      const card = strictCard();
      return { config: await card.config(cards, "0102030405060708"), end: card.remove, wrongPinsUntilLocked: 3, unlock: () => card.say("tries", undefined), takeOut: card.takeOut, putIn: card.putIn };
    },
  },
];

const subject: KeySubject = { commonName: "Őri Anna", organisation: "Danube Kft.", country: "HU", validFrom: new Date("2026-11-22T00:00:00Z"), validYears: 5, keyBits: 2048 };

const failure = async (promise: Promise<unknown>): Promise<SignerErrorCode> => {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppError);
  if (!(error instanceof AppError)) throw new Error("not reached");
  expect(error.area).toBe("signer");
  for (const text of [error.message, error.meaning, error.next]) expect(text).toMatch(/\.$/);
  return error.code as SignerErrorCode;
};

it("every kind of device is in this suite", () => {
  expect(new Set(setups.map((setup) => setup.kind))).toEqual(new Set(devices.drivers.map((driver) => driver.kind)));
});
it("the list is sorted", () => {
  const kinds = devices.drivers.map((driver) => driver.kind);
  expect(kinds).toEqual(kinds.toSorted());
});

for (const { kind, title, available, secret, wrong, begin } of setups) describe.skipIf(!available)(`signing device: ${kind}, ${title}`, () => {
  const driver = devices.drivers.find((one) => one.kind === kind)!;
  let folder: string;
  let config: SigningDeviceConfig;
  let trouble: Trouble & Needs & { end(): void };
  let created: SigningDevice;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kontor-sign-"));
    ({ config, ...trouble } = await begin(devices.cards, folder));
    created = await driver.create(config, Secret.fromText(secret), folder, subject, trouble.surroundings);
    await created.close();
  });
  afterAll(() => {
    trouble.end();
    rmSync(folder, { recursive: true });
  });

  const opened: SigningDevice[] = [];
  afterEach(async () => {
    for (const device of opened.splice(0)) await device.close();
  });
  const open = async (text = secret): Promise<SigningDevice> => {
    const device = await driver.open(config, Secret.fromText(text), folder, trouble.surroundings);
    opened.push(device);
    return device;
  };
  const sign = async (device: SigningDevice, mechanism: SigningMechanism, what: Uint8Array): Promise<Uint8Array> => {
    await trouble.release?.(device, what);
    return device.sign(mechanism, what);
  };
  /** OpenSSL's verdict on a signature. */
  const opensslAccepts = (certificateDer: Uint8Array, signature: Uint8Array, digest: Uint8Array, options: string[]): boolean => {
    const at = (name: string, bytes: Uint8Array | string): string => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    };
    const key = at("key.pub", new X509Certificate(certificateDer).publicKey.export({ type: "spki", format: "pem" }));
    try {
      const out = execFileSync("openssl", ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-sigfile", at("sig", signature), "-in", at("digest", digest), ...options], { stdio: "pipe" });
      return out.toString().includes("Verified Successfully");
    } catch {
      return false; // a non-zero exit is OpenSSL's "no"
    }
  };
  const orderData = Buffer.from("<Document>\r\nŐri\u001a</Document>\n");
  const stripped = Buffer.from("<Document>Őri</Document>");
  const digest = createHash("sha256").update(stripped).digest();
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

  it("what was made can be opened, and is the same key", async () => {
    const device = await open();
    expect(Buffer.from(device.certificateDer).equals(created.certificateDer)).toBe(true);
    expect(device.describe()).toEqual(created.describe());
    expect(device.describe().keyHash).toBe(sha256(device.certificateDer).toString("hex").toUpperCase());
    expect(device.describe().keyLabel).toContain("Őri Anna");
    expect(device.mechanisms).toEqual(["A005", "A006"]);
  });

  it("the certificate is for signing orders, and signed by itself", () => {
    const certificate = new X509Certificate(created.certificateDer);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    writeFileSync(join(folder, "c.pem"), certificate.toString());
    const text = execFileSync("openssl", ["x509", "-in", join(folder, "c.pem"), "-noout", "-ext", "keyUsage"]).toString();
    expect(text).toMatch(/critical\s+Non Repudiation\s*$/);
    expect([certificate.validFromDate.toISOString(), certificate.validToDate.toISOString()]).toEqual(["2026-11-22T00:00:00.000Z", "2031-11-22T00:00:00.000Z"]);
  });

  it("A005 is PKCS#1 v1.5 with the digest in its DigestInfo, says OpenSSL", async () => {
    const signature = await sign(await open(), "A005", digest);
    const pkcs1 = ["-pkeyopt", "digest:sha256", "-pkeyopt", "rsa_padding_mode:pkcs1"];
    expect(signature).toHaveLength(256);
    expect(opensslAccepts(created.certificateDer, signature, digest, pkcs1)).toBe(true);
    expect(opensslAccepts(created.certificateDer, signature, sha256(orderData), pkcs1)).toBe(false);
    expect(await sign(await open(), "A005", digest)).toEqual(signature); // no randomness in it
  });

  it("A006 is PSS over the digest hashed again, salt 32, says OpenSSL", async () => {
    const device = await open();
    const pss = (salt: number) => ["-pkeyopt", "digest:sha256", "-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", `rsa_pss_saltlen:${salt}`, "-pkeyopt", "rsa_mgf1_md:sha256"];
    const signature = await sign(device, "A006", digest);
    expect(opensslAccepts(created.certificateDer, signature, sha256(digest), pss(32))).toBe(true);
    expect(opensslAccepts(created.certificateDer, signature, digest, pss(32))).toBe(false); // hashed once would be wrong
    expect(opensslAccepts(created.certificateDer, signature, sha256(digest), pss(20))).toBe(false);
    expect(await sign(device, "A006", digest)).not.toEqual(signature);
  });

  it("signs nothing but digests, and by no other mechanism", async () => {
    const device = await open();
    await expect(device.sign("A006", orderData)).rejects.toThrow("32 bytes");
    expect(await failure(device.sign("A004" as "A005", digest))).toBe("mechanism-unsupported");
  });

  it("a wrong secret, one letter, case or accent away", async () => {
    for (const text of wrong.secrets) expect(await failure(open(text)), text).toBe(wrong.code);
    await open();
  });

  it("a wrong secret opens nothing while the right one has it open", async () => {
    const device = await open();
    expect(await failure(open(wrong.secrets[0]))).toBe(wrong.code);
    expect(await sign(device, "A005", digest)).toHaveLength(256);
  });

  it("locked after too many wrong PINs, for the right one too, until it is unlocked", async ({ skip }) => {
    const { wrongPinsUntilLocked: tries, unlock } = trouble;
    if (tries === undefined || unlock === undefined) return skip();
    const codes: SignerErrorCode[] = [];
    for (let n = 0; n < tries; n++) codes.push(await failure(open(wrong.secrets[0])));
    expect(codes).toEqual([...Array<string>(tries - 1).fill(wrong.code), "pin-locked"]);
    expect(await failure(open())).toBe("pin-locked");
    unlock();
    await open();
  });

  it("removed in the middle: signs nothing more, not even when it is back, before it was opened anew", async ({ skip }) => {
    const { takeOut, putIn } = trouble;
    if (takeOut === undefined || putIn === undefined) return skip();
    const [device, other] = [await open(), await open()];
    expect(await sign(device, "A005", digest)).toHaveLength(256);
    takeOut();
    expect(await failure(device.sign("A005", digest))).toBe("removed");
    expect(["token-not-present", "removed", "no-key", "token-failed"]).toContain(await failure(open()));
    putIn();
    for (const before of [device, other]) expect(await failure(before.sign("A005", digest))).toBe("removed");
    expect(await sign(await open(), "A005", digest)).toHaveLength(256);
  });

  it("asked ahead, where it may be: each signature is over its own digest, in the order in which they were asked for", async ({ skip }) => {
    const device = await open();
    if (device.signsAhead !== true) skip("somebody waits at the device for each signature");
    const digests = Array.from({ length: 20 }, (_, n) => sha256(Buffer.of(n)));
    const came: number[] = [];
    const signatures = await Promise.all(digests.map((one, n) => device.sign("A005", one).finally(() => came.push(n))));
    expect(came).toEqual(digests.map((_, n) => n));
    for (const [n, one] of digests.entries()) expect(await device.sign("A005", one)).toEqual(signatures[n]); // no randomness in it
    const last = device.sign("A005", digest);
    await device.close();
    expect(await last).toHaveLength(256);
  });

  it("two opened at once: each signs, and closing one leaves the other", async () => {
    const [one, other] = await Promise.all([open(), open()]);
    await one.close();
    expect(await failure(one.sign("A005", digest))).toBe("removed");
    expect(await sign(other, "A005", digest)).toHaveLength(256);
    await one.close();
    await other.close();
  });

  it("does not keep the passphrase: wiped right after opening, it still signs", async () => {
    const pin = Secret.fromText(secret);
    const { bytes } = pin;
    const device = await driver.open(config, pin, folder, trouble.surroundings);
    pin.wipe();
    expect([...bytes].every((byte) => byte === 0)).toBe(true);
    expect(await sign(device, "A005", digest)).toHaveLength(256);
    expect(JSON.stringify(device)).not.toContain("jelsz");
    await device.close();
  });

  it("never writes over what is there, and makes the next key beside it", async () => {
    expect(await failure(driver.create(config, Secret.fromText(secret), folder, subject, trouble.surroundings))).toBe("exists");
    const device = await open();
    expect(device.describe()).toEqual(created.describe());
    const places = new Set([driver.place(config)]);
    for (const number of [2, 3]) {
      const next = await driver.create(driver.beside(config, number), Secret.fromText(secret), folder, subject, trouble.surroundings);
      expect(next.describe().keyHash).not.toBe(created.describe().keyHash);
      await next.close();
      places.add(driver.place(driver.beside(config, number)));
      expect(driver.beside(driver.beside(config, 2), number)).toEqual(driver.beside(config, number));
    }
    expect(places.size).toBe(3);
  });
});

describe.each(["anna.p12", "anna.pem"])("key file %s", (path) => {
  const driver = devices.drivers.find((one) => one.kind === "key-file")!;
  const config: KeyFileConfig = { kind: "key-file", path };
  let folder: string;
  let created: SigningDevice;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kontor-sign-"));
    created = await driver.create(config, Secret.fromText(passphrase), folder, subject);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const open = (text = passphrase, where = folder) => driver.open(config, Secret.fromText(text), where);

  it("nothing there", async () => {
    expect(await failure(open(passphrase, join(folder, "elsewhere")))).toBe("not-found");
  });

  it("never writes over a file", async () => {
    const before = readFileSync(join(folder, path));
    expect(await failure(driver.create(config, Secret.fromText("another good passphrase"), folder, subject))).toBe("exists");
    expect(readFileSync(join(folder, path)).equals(before)).toBe(true);
  });

  it("wants a passphrase worth its name", async () => {
    for (const weak of ["", "short", "123456789", "1234567890", "aaaaaaaaaaaa", "abcdabcdabcd", "abcdeabcde", "zyxwvutsrqponm", "Őrültőő"]) {
      expect(await failure(driver.create({ ...config, path: `weak-${randomBytes(3).toString("hex")}` }, Secret.fromText(weak), folder, subject)), weak).toBe("weak-passphrase");
    }
  });

  it("a damaged or cut off file gives a clear error or the right key, never another one, never a crash", async () => {
    const whole = readFileSync(join(folder, path));
    const damaged = join(folder, "damaged");
    const tryOut = async (bytes: Uint8Array): Promise<string> => {
      writeFileSync(damaged, bytes);
      try {
        const device = await driver.open({ ...config, path: "damaged" }, Secret.fromText(passphrase), folder);
        expect(device.describe().keyHash).toBe(created.describe().keyHash);
        return "opened";
      } catch (error) {
        return await failure(Promise.reject(error));
      }
    };
    const codes = new Set<string>();
    for (let i = 0; i < 12; i++) codes.add(await tryOut(whole.subarray(0, Math.floor((whole.length * i) / 12))));
    expect(codes).not.toContain("opened");
    for (let i = 0; i < 20; i++) {
      const bytes = Buffer.from(whole);
      const at = Math.floor((whole.length * i) / 20);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
      codes.add(await tryOut(bytes));
    }
    for (const noise of [new Uint8Array(), Buffer.from("hello"), randomBytes(3000), Buffer.alloc(2_000_000)]) expect(await tryOut(noise)).toBe("unreadable");
    for (const code of codes) expect(["unreadable", "wrong-passphrase", "no-key", "opened"]).toContain(code);
  });
});
