import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PracticeBank } from "../../bank/index.ts";
import { parseCurrency } from "../../domain/money.ts";
import type { PracticeSshLine } from "../../practice-lines/ssh/practice-ssh-line.ts";
import type { BankAddress, ChannelConfig, ModemSettings, SshLogin, Tariff } from "../../workflows/ports/channel.ts";
import { dialScriptDefault } from "../../workflows/ports/dial-script.ts";

const userName = "customer";
/** The bank's number, as the practice exchange knows it, and its address in the packet network. */
const phoneNumber = "0615 550-100";
const x25Address = "216155501";
/** What a call takes to come about, so that it can be seen; and a guard time shorter than usual, so that nobody waits for practice. */
const dialMs = 200;
const guardMs = 100;
const files = { hostKey: "host-key", userKey: "user-key", userPublicKey: "user-key.pub" } as const;

/** X.25 by a router (XOT), or by a PAD on a pseudo-terminal. */
export type DemoRoadName = "internet" | "leased-line" | "modem" | "xot" | "pad";
/** Those that this machine can offer: without pseudo-terminals there is neither modem nor PAD. */
export type DemoChannels = Partial<Readonly<Record<DemoRoadName, ChannelConfig>>> & { readonly internet: ChannelConfig };

/** Every road to the practice bank, as its letter describes them to a customer. All but the internet end at its SSH host. */
export interface DemoRoads {
  channels(address: BankAddress): DemoChannels;
  close(): Promise<void>;
}

/** The practice road of the same kind, by which one of an earlier start goes on. */
export function sameRoad(channels: DemoChannels, earlier: ChannelConfig): ChannelConfig {
  const kindOf = (channel: ChannelConfig): string => (channel.kind === "x25" ? channel.x25.via : channel.kind);
  return Object.values(channels).find((channel) => kindOf(channel) === kindOf(earlier)) ?? channels.internet;
}

/** Starts the counterparts in front of the bank; the keys of its SSH host lie in the folder and are made at the first start. */
export async function openDemoRoads(folder: string, bank: Pick<PracticeBank, "url">): Promise<DemoRoads> {
  const { hostKey, userKey, userPublicKey } = await lineKeys(folder);
  const { startPracticeSshLine } = await import("../../practice-lines/ssh/practice-ssh-line.ts");
  const line = await startPracticeSshLine({ hostKey, userName, userPublicKey, leadsTo: { host: "127.0.0.1", port: Number(new URL(bank.url).port) } });
  const [{ XotPeer }, terminals] = await Promise.all([import("../../practice-lines/x25/xot-peer.ts"), startTerminals(line)]);
  const router = await XotPeer.listen({ directory: { [x25Address]: { kind: "host", host: line.host, port: line.port } } });
  const ssh: SshLogin = { userName, hostKeySha256: line.hostKeySha256, key: { kind: "stored", privateKey: userKey } };
  return {
    channels: (address) => ({
      internet: { kind: "internet", ...address },
      "leased-line": { kind: "leased-line", ...address, ssh: { host: line.host, port: line.port, ...ssh } },
      ...(terminals && { modem: { kind: "modem", ...address, ssh, modem: modemAt(terminals.modem.path, [phoneNumber]), tariff: tariff(5n, 2n) } }),
      xot: { kind: "x25", ...address, ssh, x25: { via: "xot", host: "127.0.0.1", port: router.port, calledAddress: x25Address }, tariff: tariff(1n, 3n) },
      ...(terminals && { pad: { kind: "x25", ...address, ssh, x25: { via: "pad", modem: modemAt(terminals.pad.path, []), calledAddress: x25Address }, tariff: tariff(1n, 3n) } }),
    }),
    async close() {
      terminals?.modem.close();
      await terminals?.pad.close();
      await router.close();
      await line.close();
    },
  };
}

/** A modem and a PAD whose calls end at the line's SSH host. @returns undefined where the system gives no pseudo-terminals */
async function startTerminals(line: PracticeSshLine) {
  const [{ PracticeModem }, { PracticePad }] = await Promise.all([import("../../practice-lines/modem/practice-modem.ts"), import("../../practice-lines/x25/practice-pad.ts")]);
  const subscriber = { kind: "host", host: line.host, port: line.port } as const;
  try {
    const modem = PracticeModem.start({ directory: { [phoneNumber.replace(/\D/g, "")]: subscriber }, dialMs });
    return { modem, pad: PracticePad.onTerminal({ directory: { [x25Address]: subscriber } }) };
  } catch {
    return undefined;
  }
}

async function lineKeys(folder: string): Promise<Readonly<Record<keyof typeof files, string>>> {
  const { makeLineKey } = await import("../../practice-lines/ssh/practice-ssh-line.ts"); // only the practice set-up has a line to offer
  const file = (name: keyof typeof files): string => path.join(folder, files[name]);
  if (!existsSync(file("userPublicKey"))) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const [host, user] = [makeLineKey(), makeLineKey()];
    await writeFile(file("hostKey"), host.privateKey, { mode: 0o600 });
    await writeFile(file("userKey"), user.privateKey, { mode: 0o600 });
    await writeFile(file("userPublicKey"), user.publicKey); // the last: with it the folder is whole
  }
  const [hostKey, userKey, userPublicKey] = await Promise.all([readFile(file("hostKey"), "utf8"), readFile(file("userKey"), "utf8"), readFile(file("userPublicKey"), "utf8")]);
  return { hostKey, userKey, userPublicKey };
}

function modemAt(port: string, numbers: readonly string[]): ModemSettings {
  return { port, bitsPerSecond: 115_200, numbers, script: { ...dialScriptDefault, guardMs } };
}

function tariff(perCallMinor: bigint, perMinuteMinor: bigint): Tariff | undefined {
  const currency = parseCurrency("EUR");
  return currency && { currency, perCallMinor, perMinuteMinor };
}
