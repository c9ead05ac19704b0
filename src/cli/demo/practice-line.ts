import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PracticeBank } from "../../bank/index.ts";
import type { PracticeSshLine } from "../../practice-lines/ssh/practice-ssh-line.ts";
import type { PracticeModem } from "../../practice-lines/modem/practice-modem.ts";
import type { BankAddress, ChannelConfig, LeasedLineChannelConfig } from "../../workflows/ports/channel.ts";
import { dialScriptDefault } from "../../workflows/ports/dial-script.ts";

const userName = "customer";
/** The bank's number, as the practice exchange knows it. */
const phoneNumber = "0615 550-100";
/** What a call takes to come about, so that it can be seen; and a guard time shorter than usual, so that nobody waits for practice. */
const dialMs = 200;
const guardMs = 100;
const files = { hostKey: "host-key", userKey: "user-key", userPublicKey: "user-key.pub" } as const;

/** The practice bank's leased line and its telephone number, as its letter describes them to a customer. */
export interface DemoLine {
  readonly line: PracticeSshLine;
  /** How a customer reaches the bank by it. */
  channel(address: BankAddress): LeasedLineChannelConfig;
  /** And by telephone; undefined where the system gives no pseudo-terminal for the modem. */
  modemChannel(address: BankAddress): ChannelConfig | undefined;
  close(): Promise<void>;
}

/** Starts the line in front of the bank; its keys lie in the folder and are made at the first start. */
export async function openDemoLine(folder: string, bank: Pick<PracticeBank, "url">): Promise<DemoLine> {
  const { makeLineKey, startPracticeSshLine } = await import("../../practice-lines/ssh/practice-ssh-line.ts"); // only the practice set-up has a line to offer
  const file = (name: keyof typeof files): string => path.join(folder, files[name]);
  if (!existsSync(file("userPublicKey"))) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const [host, user] = [makeLineKey(), makeLineKey()];
    await writeFile(file("hostKey"), host.privateKey, { mode: 0o600 });
    await writeFile(file("userKey"), user.privateKey, { mode: 0o600 });
    await writeFile(file("userPublicKey"), user.publicKey); // the last: with it the folder is whole
  }
  const [hostKey, userKey, userPublicKey] = await Promise.all([readFile(file("hostKey"), "utf8"), readFile(file("userKey"), "utf8"), readFile(file("userPublicKey"), "utf8")]);
  const line = await startPracticeSshLine({ hostKey, userName, userPublicKey, leadsTo: { host: "127.0.0.1", port: Number(new URL(bank.url).port) } });
  const modem = await startModem(line);
  const login = { userName, hostKeySha256: line.hostKeySha256, key: { kind: "stored", privateKey: userKey } } as const;
  return {
    line,
    channel: (address) => ({ kind: "leased-line", ...address, ssh: { host: line.host, port: line.port, ...login } }),
    modemChannel: (address) => modem === undefined ? undefined : { kind: "modem", ...address, ssh: login, modem: { port: modem.path, bitsPerSecond: 115_200, numbers: [phoneNumber], script: { ...dialScriptDefault, guardMs } } },
    async close() {
      modem?.close();
      await line.close();
    },
  };
}

/** A modem whose calls end at the line's SSH host. */
async function startModem(line: PracticeSshLine): Promise<PracticeModem | undefined> {
  const { PracticeModem } = await import("../../practice-lines/modem/practice-modem.ts");
  try {
    return PracticeModem.start({ directory: { [phoneNumber.replace(/\D/g, "")]: { kind: "host", host: line.host, port: line.port } }, dialMs });
  } catch {
    return undefined; // no pseudo-terminals here: the customer goes by internet
  }
}
