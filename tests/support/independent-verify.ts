import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** True where xmllint and openssl are installed; tests that need them are skipped otherwise. */
export const haveIndependentTools = ["xmllint", "openssl"].every((tool) => spawnSync(tool, [tool === "openssl" ? "version" : "--version"]).status === 0);

/**
 * Checks an EBICS AuthSignature with nothing of ours: pieces are cut out of the text, canonicalised by `xmllint --c14n`, digested and verified by `openssl`.
 * @param key DER of a certificate or of a SubjectPublicKeyInfo
 * @returns true when the header is authenticated, and digest and signature are right
 */
export function verifyWithOpenssl(message: Uint8Array, key: Uint8Array): boolean {
  const text = Buffer.from(message).toString("utf8");
  const pieces = cutElements(text, (tag) => /\sauthenticate\s*=\s*["']true["']/.test(tag));
  const [signedInfo, ...otherInfos] = cutElements(text, (tag) => /^<(\w+:)?SignedInfo[\s>]/.test(tag));
  if (signedInfo === undefined || otherInfos.length > 0 || !pieces.some((piece) => piece.startsWith("<header"))) return false;
  const digest = openssl(["dgst", "-sha256", "-binary"], Buffer.concat(pieces.map(canonicalByXmllint)));
  const claimed = textIn(signedInfo, "DigestValue");
  if (digest.stdout.toString("base64") !== claimed) return false;
  return opensslVerifies(canonicalByXmllint(signedInfo), Buffer.from(textIn(text, "SignatureValue"), "base64"), key);
}

/** `xmllint --c14n`: inclusive C14N 1.0 of a whole document. */
export function canonicalByXmllint(document: string): Buffer {
  const { stdout, status, stderr } = spawnSync("xmllint", ["--c14n", "-"], { input: document, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`xmllint: ${stderr.toString()}`);
  return stdout;
}

/**
 * Elements whose start tag fits, as text, each made a document of its own by repeating the namespace declarations it inherits.
 * Walks tags with a regular expression, on purpose: no parser of ours is involved.
 */
function cutElements(text: string, fits: (startTag: string) => boolean): string[] {
  const found: { start: number; depth: number; inherited: string }[] = [];
  const cut: string[] = [];
  const scopes: Map<string, string>[] = [new Map()];
  for (const match of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<\/[^>]*>|<(?:[^>"']|"[^"]*"|'[^']*')*>/g)) {
    const [tag] = match;
    if (tag.startsWith("<!") || tag.startsWith("<?")) continue;
    if (!tag.startsWith("</")) {
      const above = scopes.at(-1) ?? new Map<string, string>();
      const own = new Map([...tag.matchAll(/\s(xmlns(?::[\w.-]+)?)\s*=\s*("[^"]*"|'[^']*')/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
      const inherited = [...above].filter(([name]) => !own.has(name)).map(([name, value]) => ` ${name}=${value}`).join("");
      if (fits(tag)) found.push({ start: match.index, depth: scopes.length, inherited });
      scopes.push(new Map([...above, ...own]));
    }
    if (!tag.startsWith("</") && !tag.endsWith("/>")) continue;
    scopes.pop();
    if (found.at(-1)?.depth !== scopes.length) continue;
    const piece = found.pop();
    if (piece !== undefined) cut.push(text.slice(piece.start, match.index + tag.length).replace(/^<[\w.:-]+/, (name) => `${name}${piece.inherited}`));
  }
  return cut;
}

function textIn(text: string, local: string): string {
  return new RegExp(`<(?:\\w+:)?${local}[^>]*>([^<]*)<`).exec(text)?.[1]?.replace(/&#(13|xD);|\s/gi, "") ?? "";
}

/** PEM of the public key, by openssl. */
function publicKeyPem(key: Uint8Array): Buffer {
  const certificate = openssl(["x509", "-inform", "DER", "-pubkey", "-noout"], key);
  const pem = certificate.status === 0 ? certificate : openssl(["pkey", "-pubin", "-inform", "DER", "-pubout"], key);
  if (pem.status !== 0) throw new Error(`openssl: ${pem.stderr.toString()}`);
  return pem.stdout;
}

/** `openssl dgst` takes key and signature as files only. */
function opensslVerifies(signed: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  const folder = mkdtempSync(join(tmpdir(), "kontor-verify-"));
  try {
    const [keyFile, signatureFile] = [join(folder, "key.pem"), join(folder, "signature")];
    writeFileSync(keyFile, publicKeyPem(key));
    writeFileSync(signatureFile, signature);
    return openssl(["dgst", "-sha256", "-verify", keyFile, "-signature", signatureFile], signed).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function openssl(args: readonly string[], input: Uint8Array): { stdout: Buffer; stderr: Buffer; status: number | null } {
  return spawnSync("openssl", args, { input });
}
