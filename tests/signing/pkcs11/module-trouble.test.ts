import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { createSigningDevices, type SigningDevices } from "../../../src/signing/all.ts";
import type { Patiences } from "../../../src/signing/pkcs11/patience.ts";
import type { SilentModule } from "../../../src/workflows/ports/chip-cards.ts";
import type { Pkcs11Config, SigningDevice } from "../../../src/workflows/ports/signing-device.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../../support/card/card.ts";

const digest = createHash("sha256").update("order data").digest();
/** So long that a busy machine never comes near it. */
const longMs = 120_000;

describe.skipIf(!haveCards)("a card's module that misbehaves (needs softhsm2-util and g++)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-trouble-"));
  let card: StrictCard;
  let config: Pkcs11Config;
  const begun: SigningDevices[] = [];
  const devicesWith = (patiences: Partial<Patiences> = {}): SigningDevices => {
    const calm = { tellMs: longMs, endMs: longMs };
    const devices = createSigningDevices({ card: calm, person: calm, quiet: calm, ...patiences });
    begun.push(devices);
    return devices;
  };
  const open = async (devices: SigningDevices, key = config, text = cardPin): Promise<SigningDevice> => {
    using pin = Secret.fromText(text);
    return await devices.drivers.find((one) => one.kind === "pkcs11")!.open(key, pin, folder);
  };
  const failure = async (promise: Promise<unknown>): Promise<AppError> => {
    const error = await promise.then(() => undefined, (reason: unknown) => reason);
    if (!(error instanceof AppError)) throw new Error(`expected an AppError, not ${String(error)}`);
    return error;
  };
  /** The processes that own this card's module. */
  const processes = (): string[] =>
    readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").at(-2) === card.modulePath;
      } catch {
        return false; // it has just ended
      }
    });

  beforeAll(async () => {
    card = strictCard("TROUBLE");
    const devices = devicesWith();
    config = await card.config(devices.cards, "0a0b0c0d");
    using pin = Secret.fromText(cardPin);
    await (await devices.drivers.find((one) => one.kind === "pkcs11")!.create(config, pin, folder, { commonName: "Trouble", validFrom: new Date(), validYears: 2, keyBits: 2048 })).close();
  });
  afterEach(async () => {
    for (const file of ["crash", "hang", "pad"] as const) card.say(file, undefined);
    for (const devices of begun.splice(0)) await devices.end();
  });
  afterAll(() => {
    card.remove();
    rmSync(folder, { recursive: true });
  });

  it("crashes: what was signed before counts, the rest says so, this program lives, and the next use begins anew", async () => {
    const devices = devicesWith();
    const device = await open(devices);
    const other = await open(devices);
    card.say("crash", "3");
    for (let n = 0; n < 3; n++) expect(await device.sign("A006", digest)).toHaveLength(256);
    const [first, second] = await Promise.all([failure(device.sign("A006", digest)), failure(other.sign("A005", digest))]);
    expect([first.code, first.context.pkcs11, second.code]).toEqual(["module-crashed", "SIGSEGV", "module-crashed"]);
    expect([first.message, first.meaning]).toEqual(["The card's program crashed: the module strict-card.so (SIGSEGV).", "This was not signed; what was signed before it counts."]);
    expect((await failure(device.sign("A006", digest))).code).toBe("module-crashed"); // opened before the crash: never again
    await Promise.all([device.close(), other.close()]);
    const again = await open(devices);
    expect(await again.sign("A006", digest)).toHaveLength(256);
  });

  it("hangs: that is told after a while; the operator stops it, and the next use begins anew", async () => {
    const devices = devicesWith({ card: { tellMs: 300, endMs: longMs } });
    const silent = Promise.withResolvers<SilentModule>();
    const device = await open(devices);
    expect(await device.sign("A006", digest)).toHaveLength(256);
    card.say("hang", "0");
    const end = devices.cards.onSilence(silent.resolve);
    const signing = failure(device.sign("A006", digest));
    const behind = failure(device.sign("A006", digest));
    const told = await silent.promise;
    expect(told.modulePath).toBe(card.modulePath);
    end();
    told.stop();
    expect([(await signing).code, (await behind).code]).toEqual(["module-stopped", "module-stopped"]);
    expect((await signing).message).toBe("The card's module strict-card.so was stopped.");
    await told.answered;
    card.say("hang", undefined);
    const again = await open(devices);
    told.stop(); // long over: the new one goes on
    expect(await again.sign("A006", digest)).toHaveLength(256);
  });

  it("answers late, but answers: the signature counts", async () => {
    const devices = devicesWith({ card: { tellMs: 300, endMs: longMs } });
    const silent = Promise.withResolvers<SilentModule>();
    const device = await open(devices);
    devices.cards.onSilence(silent.resolve);
    card.say("hang", "0");
    const signing = device.sign("A006", digest);
    const { answered } = await silent.promise;
    card.say("hang", undefined);
    expect(await signing).toHaveLength(256);
    await answered;
  });

  it("hangs, and nobody stops it: it is ended after its time", async () => {
    const devices = devicesWith();
    const device = await open(devices);
    await device.close();
    const impatient = devicesWith({ card: { endMs: 2_000 } });
    // Two seconds may be too short for a busy machine to open it: then that is what ends.
    const problem = await failure(open(impatient).then((opened) => {
      card.say("hang", "0");
      return opened.sign("A006", digest);
    }));
    expect([problem.code, problem.message]).toEqual(["module-silent", "The card's module strict-card.so does not answer."]);
    await expect.poll(() => processes()).toHaveLength(1); // the first one's, which is idle
  });

  it("a PIN on the reader has a person's time", async () => {
    const devices = devicesWith({ card: { tellMs: 100, endMs: longMs } });
    const told: SilentModule[] = [];
    devices.cards.onSilence((silent) => told.push(silent));
    card.say("pad", "wait");
    const opening = open(devices, { ...config, pinPad: true }, "");
    await expect.poll(() => existsSync(path.join(card.folder, "asking"))).toBe(true);
    told.length = 0; // a busy machine may have needed its time to come so far
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(told).toEqual([]);
    card.say("pad", cardPin);
    const device = await opening;
    expect(await device.sign("A005", digest)).toHaveLength(256);
  });

  it("its process has no PIN on its command line or in its environment, and would leave no core", async () => {
    const devices = devicesWith();
    await open(devices);
    const [pid = ""] = processes();
    for (const file of ["cmdline", "environ"]) expect(readFileSync(`/proc/${pid}/${file}`, "utf8"), file).not.toContain(cardPin);
    expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max core file size +0 +0/);
  });

  it.each([["idle", undefined], ["in the middle of a call that hangs", "0"]] as const)("%s, it ends with the program that began it, however that ends", async (_, hang) => {
    const program = `
      import { createSigningDevices } from "./src/signing/all.ts";
      import { Secret } from "./src/domain/secret.ts";
      const device = await createSigningDevices().drivers.find((one) => one.kind === "pkcs11").open(${JSON.stringify(config)}, Secret.fromText(${JSON.stringify(cardPin)}), ${JSON.stringify(folder)});
      console.log("open");
      process.stdin.once("data", () => void device.sign("A006", new Uint8Array(32)));`;
    const parent: ChildProcess = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module-typescript", "-e", program], { stdio: ["pipe", "pipe", "inherit"] });
    await new Promise((resolve) => parent.stdout?.once("data", resolve));
    expect(processes()).toHaveLength(1);
    card.say("hang", hang);
    if (hang !== undefined) parent.stdin?.write("sign\n");
    if (hang !== undefined) await expect.poll(() => existsSync(path.join(card.folder, "hanging"))).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => processes()).toEqual([]);
  });
});
