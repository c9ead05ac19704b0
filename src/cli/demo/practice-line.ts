import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PracticeBank } from "../../bank/index.ts";
import type { PracticeSshLine } from "../../practice-lines/ssh/practice-ssh-line.ts";
import type { BankAddress, LeasedLineChannelConfig } from "../../workflows/ports/channel.ts";

const userName = "customer";
const files = { hostKey: "host-key", userKey: "user-key", userPublicKey: "user-key.pub" } as const;

/** The practice bank's leased line, as its letter describes it to a customer. */
export interface DemoLine {
  readonly line: PracticeSshLine;
  /** How a customer reaches the bank by it. */
  channel(address: BankAddress): LeasedLineChannelConfig;
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
  return {
    line,
    channel: (address) => ({ kind: "leased-line", ...address, ssh: { host: line.host, port: line.port, userName, hostKeySha256: line.hostKeySha256, key: { kind: "stored", privateKey: userKey } } }),
  };
}
