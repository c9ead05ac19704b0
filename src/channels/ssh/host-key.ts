import { createHash } from "node:crypto";
import type { HostKeyType, SshLogin } from "../../workflows/ports/channel.ts";

/** The key an SSH host has shown. */
export interface SeenHostKey {
  /** "SHA256:…" as `ssh-keygen -l` shows it. */
  readonly sha256: string;
  readonly type: HostKeyType;
}

/** @param blob the public key as it comes over the wire (RFC 4253, section 6.6) */
export function seenHostKey(blob: Uint8Array): SeenHostKey {
  const bytes = Buffer.from(blob);
  const name = bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1");
  const type = name.startsWith("ecdsa") ? "ecdsa" : name.includes("rsa") ? "rsa" : "ed25519";
  return { sha256: `SHA256:${createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "")}`, type };
}

export function judgeHostKey(seen: SeenHostKey, login: Pick<SshLogin, "hostKeySha256">): "pinned" | "unknown" | "changed" {
  const pinned = login.hostKeySha256?.trim().replace(/^SHA256:/i, "").replace(/=+$/, "");
  if (pinned === undefined || pinned === "") return "unknown";
  return `SHA256:${pinned}` === seen.sha256 ? "pinned" : "changed";
}

/** Names of signature algorithms to ask the host for; none with SHA-1. */
export function hostKeyAlgorithms(type: HostKeyType | undefined) {
  const ecdsa = ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] as const;
  const rsa = ["rsa-sha2-512", "rsa-sha2-256"] as const;
  switch (type) {
    case "ed25519": return ["ssh-ed25519" as const];
    case "ecdsa": return [...ecdsa];
    case "rsa": return [...rsa];
    case undefined: return ["ssh-ed25519" as const, ...ecdsa, ...rsa];
  }
}
