import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import ssh2, { type AgentAuthMethod, type IdentityCallback, type ParsedKey, type PublicKeyAuthMethod } from "ssh2"; // CommonJS: its values come by its default only
import type { SshLogin } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";
import { seenHostKey } from "./host-key.ts";

const keyFileBytesMax = 64 * 1024;

/**
 * How to prove who we are.
 * @throws AppError channel/`ssh-key-unusable`, `ssh-agent-unavailable`
 */
export async function authenticationOf({ userName: username, key }: SshLogin, agentSocket: string | undefined, place: Place): Promise<PublicKeyAuthMethod | AgentAuthMethod> {
  switch (key.kind) {
    case "agent":
      if (agentSocket === undefined) throw channelError("ssh-agent-unavailable", false, { place });
      return { type: "agent", username, agent: new ChosenKeys(agentSocket, key.publicKeySha256) };
    case "stored":
      return { type: "publickey", username, key: privateKeyOf(key.privateKey, undefined, place) };
    case "file":
      return { type: "publickey", username, key: privateKeyOf(await readKeyFile(key.path, place), key.passphrase, place) };
  }
}

async function readKeyFile(path: string, place: Place): Promise<string> {
  try {
    const text = await readFile(path, "latin1");
    if (text.length <= keyFileBytesMax) return text;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException; // readFile throws no others
    const detail = code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "the file may not be read" : `the file could not be read, ${code}`;
    throw channelError("ssh-key-unusable", false, { cause, detail, place });
  }
  throw channelError("ssh-key-unusable", false, { detail: "the file is too large for a key", place });
}

function privateKeyOf(text: string, passphrase: string | undefined, place: Place): ParsedKey {
  const unusable = (detail: string, cause?: unknown) => channelError("ssh-key-unusable", false, { detail, cause, place });
  const parsed = ssh2.utils.parseKey(traditional(text, passphrase, unusable), passphrase);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key instanceof Error || key === undefined) {
    if (/no passphrase given/i.test(key?.message ?? "")) throw unusable("it has a passphrase, and none is given", key);
    if (passphrase !== undefined) throw unusable("the passphrase does not open it, or the file is damaged", key);
    throw unusable("it is no private key in the form of OpenSSH, PEM or PuTTY", key);
  }
  if (!key.isPrivateKey()) throw unusable("it is a public key");
  return key;
}

/** PKCS#8, which OpenSSL writes, in the older PEM form, which the parser reads. */
function traditional(text: string, passphrase: string | undefined, unusable: (detail: string, cause?: unknown) => Error): string {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return text;
  if (text.includes("BEGIN ENCRYPTED") && passphrase === undefined) throw unusable("it has a passphrase, and none is given");
  try {
    const key = createPrivateKey({ key: text, passphrase });
    if (key.asymmetricKeyType === "rsa") return key.export({ type: "pkcs1", format: "pem" }).toString();
    if (key.asymmetricKeyType === "ec") return key.export({ type: "sec1", format: "pem" }).toString();
  } catch (cause) {
    throw unusable(passphrase === undefined ? "the file is damaged" : "the passphrase does not open it, or the file is damaged", cause);
  }
  throw unusable("write it anew with ssh-keygen -p");
}

/** The agent's keys, or the one of them that is meant: a host closes the line after a few keys that it does not know. */
class ChosenKeys extends ssh2.OpenSSHAgent {
  readonly #sha256: string | undefined;

  constructor(socket: string, sha256: string | undefined) {
    super(socket);
    this.#sha256 = sha256;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    super.getIdentities((error, keys) => {
      // The types allow for a key with a comment; the agent gives plain ones.
      callback(error, keys?.filter((key) => this.#sha256 === undefined || ("getPublicSSH" in key && seenHostKey(key.getPublicSSH()).sha256 === this.#sha256)));
    });
  }
}
