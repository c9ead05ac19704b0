import path from "node:path";
import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import type { HostKeyType, SshHost, SshKey, SshLogin } from "../../workflows/ports/channel.ts";
import { readSecret } from "../secrets.ts";
import { portOf, readText } from "./channel-options.ts";

/** Of the login at an SSH host; `login` is its name as options have it. */
export interface SshLoginOptions {
  readonly user: string;
  readonly hostKey?: string;
  readonly hostKeyType?: string;
  readonly keyFile?: string;
  readonly keyPassphraseFile?: string;
  readonly storeKey?: string;
  readonly agent?: string | boolean;
}

export function declareSshLogin(command: Command): Command {
  return command
    .option("--host-key <SHA256:…>", "the host's key, as ssh-keygen -l shows it; without it the line is refused and the key told that was shown")
    .option("--host-key-type <type>", "where the host has several keys: ed25519, ecdsa or rsa")
    .option("--key-file <path>", "our private key (OpenSSH, PEM, PuTTY)")
    .option("--key-passphrase-file <file>", "file with its passphrase; it is kept in the customer's store")
    .option("--store-key <path>", "our private key, without a passphrase, taken into the customer's store")
    .option("--agent [SHA256:…]", "our key is with ssh-agent; which of its keys, as ssh-add -l shows it");
}

/** @throws AppError input/`no-line-key` and others of area "input" */
export async function readSshLogin(options: SshLoginOptions): Promise<SshLogin> {
  return { userName: options.user, hostKeySha256: options.hostKey === undefined ? undefined : fingerprintOf(options.hostKey), hostKeyType: typeOf(options.hostKeyType), key: await keyOf(options) };
}

/** "user@host" or "user@host:port". @throws AppError input/`bad-ssh-host` */
export function readSshHost(text: string): Pick<SshHost, "userName" | "host" | "port"> {
  const [, userName, bracketed, plain, port] = /^([^\s@]+)@(?:\[([0-9a-f:]+)\]|([^\s:@/[\]]+))(?::(\d+))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (userName === undefined || host === undefined) throw new AppError("input", "bad-ssh-host", `"${text}" names no user at a host.`, { meaning: "Nothing was done.", next: "Write USER@HOST or USER@HOST:PORT." });
  return { userName, host, port: port === undefined ? undefined : portOf(port) };
}

/** @throws AppError input/`bad-fingerprint` */
export function fingerprintOf(text: string): string {
  const [, hash] = /^(?:SHA256:)?([A-Za-z0-9+/]{43})=?$/.exec(text.trim()) ?? [];
  if (hash === undefined) throw new AppError("input", "bad-fingerprint", `"${text}" is no fingerprint of a key.`, { meaning: "Nothing was done.", next: "SHA256: and 43 characters, as ssh-keygen -l shows it." });
  return `SHA256:${hash}`;
}

export function typeOf(text: string | undefined): HostKeyType | undefined {
  if (text === undefined || text === "ed25519" || text === "ecdsa" || text === "rsa") return text;
  throw new AppError("input", "bad-key-type", `"${text}" is no kind of host key.`, { meaning: "Nothing was done.", next: "ed25519, ecdsa or rsa." });
}

async function keyOf({ keyFile, keyPassphraseFile, storeKey, agent }: SshLoginOptions): Promise<SshKey> {
  if ([keyFile, storeKey, agent].filter((one) => one !== undefined).length !== 1) {
    throw new AppError("input", "no-line-key", "One key is needed for the line.", { meaning: "Nothing was done.", next: "Give --key-file, --store-key or --agent." });
  }
  if (agent !== undefined) return { kind: "agent", publicKeySha256: typeof agent === "string" ? fingerprintOf(agent) : undefined };
  if (storeKey !== undefined) return { kind: "stored", privateKey: await readText(storeKey) };
  using passphrase = keyPassphraseFile === undefined ? undefined : readSecret("key-passphrase", { file: keyPassphraseFile });
  return { kind: "file", path: path.resolve(keyFile ?? ""), passphrase: passphrase?.revealText() };
}
