import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ChipCards } from "../../../src/workflows/ports/chip-cards.ts";
import type { Pkcs11Config } from "../../../src/workflows/ports/signing-device.ts";

const softHsm = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"].find((one) => existsSync(one));

function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Debian's softhsm2 and g++; without them, tests of cards are skipped by name. */
export const haveCards = softHsm !== undefined && runs("softhsm2-util") && runs("g++");

export const cardPin = "Őrült-83-jelszó";
const soPin = "so-pin-of-tests";

/** A token of SoftHSM in a folder of its own. */
export interface TestCard {
  readonly folder: string;
  /** SoftHSM itself, or the stricter module before it. */
  readonly modulePath: string;
  /** For programs that are started: where SoftHSM finds its tokens. */
  readonly env: Readonly<Record<string, string>>;
  readonly label: string;
  config(cards: ChipCards, keyId: string): Promise<Pkcs11Config>;
  /** softhsm2-util with these tokens. */
  util(...args: readonly string[]): string;
  remove(): void;
}

/** What the stricter module is told. */
export interface StrictCard extends TestCard {
  /** Sets or removes (undefined) one of its files; see strict-card.cpp. */
  say(file: "tries" | "removed" | "insertion" | "pad" | "pad-new" | "mechanisms" | "no-certificates" | "write-protected" | "pin-each-time" | "crash" | "hang", text: string | undefined): void;
  /** Out of the reader, and what was opened is void. */
  takeOut(): void;
  putIn(): void;
}

export function softHsmCard(label = "TEST"): TestCard {
  if (softHsm === undefined) throw new Error("softhsm2 is not installed");
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-card-"));
  mkdirSync(path.join(folder, "tokens"));
  const configuration = path.join(folder, "softhsm2.conf");
  writeFileSync(configuration, `directories.tokendir = ${folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = true\n`);
  const env = { SOFTHSM2_CONF: configuration };
  const util = (...args: readonly string[]): string => execFileSync("softhsm2-util", args, { env: { ...process.env, ...env }, encoding: "utf8", stdio: "pipe" });
  util("--init-token", "--free", "--label", label, "--pin", cardPin, "--so-pin", soPin);
  process.env.SOFTHSM2_CONF = configuration;
  return {
    folder, env, util, label, modulePath: softHsm,
    async config(cards, keyId) {
      const token = (await cards.slots(this.modulePath, { anew: true })).find((slot) => slot.token?.label === label)?.token;
      if (token === undefined) throw new Error(`the card ${label} is in no slot`);
      return { kind: "pkcs11", modulePath: this.modulePath, tokenLabel: token.label, tokenSerial: token.serial, keyId, ...(token.pinPad ? { pinPad: true } : {}) };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The stricter module before SoftHSM: compiled for this folder, in half a second. */
export function strictCard(label = "STRICT"): StrictCard {
  const card = softHsmCard(label);
  const { folder } = card;
  if (softHsm === undefined) throw new Error("not reached");
  copyFileSync(softHsm, path.join(folder, "softhsm.so"));
  const modulePath = path.join(folder, "strict-card.so");
  execFileSync("g++", ["-shared", "-fPIC", "-std=c++17", `-DFOLDER="${folder}"`, "-I", path.resolve("node_modules/pkcs11js/includes"), path.join(import.meta.dirname, "strict-card.cpp"), "-ldl", "-o", modulePath]);
  const say: StrictCard["say"] = (file, text) => (text === undefined ? rmSync(path.join(folder, file), { force: true }) : writeFileSync(path.join(folder, file), text));
  let insertions = 0;
  return {
    ...card, modulePath, say,
    takeOut: () => say("removed", ""),
    putIn() {
      say("insertion", String(++insertions));
      say("removed", undefined);
    },
  };
}
