import { createHmac, timingSafeEqual } from "node:crypto";
import { child, der, DerError, type DerNode, integer, octets, oid, oidText, readDer, sequence, tags } from "./der.ts";
import type { KeyFileContent } from "./key-file-content.ts";
import { checkedIterations, decryptPrivateKey, decryptWithPassphrase, encryptPrivateKey, pkcs12Key, WrongPassphraseError } from "./pbe.ts";

const dataOid = "1.2.840.113549.1.7.1";
const encryptedDataOid = "1.2.840.113549.1.7.6";
const bag = {
  key: "1.2.840.113549.1.12.10.1.1",
  shroudedKey: "1.2.840.113549.1.12.10.1.2",
  certificate: "1.2.840.113549.1.12.10.1.3",
  safeContents: "1.2.840.113549.1.12.10.1.6",
} as const;
const x509CertificateOid = "1.2.840.113549.1.9.22.1";
const localKeyIdOid = "1.2.840.113549.1.9.21";
const macDigests: Readonly<Record<string, "sha1" | "sha256" | "sha384" | "sha512">> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

/**
 * Opens a PFX (RFC 7292) of password integrity mode: ours, OpenSSL's, Windows', Java's, also those with 3DES and RC2.
 * @param passphrase UTF-8
 * @returns keys as PKCS#8, which the caller wipes
 * @throws DerError, WrongPassphraseError
 */
export async function readPkcs12(bytes: Uint8Array, passphrase: Uint8Array): Promise<KeyFileContent> {
  const pfx = readDer(bytes);
  const authSafe = contentOf(child(pfx, 1, tags.sequence), dataOid);
  const macData = pfx.children[2];
  if (macData !== undefined) await checkMac(macData, authSafe, passphrase);
  const found: KeyFileContent = { keysPkcs8: [], certificatesDer: [] };
  for (const info of readDer(authSafe).children) {
    await collect(oidText(child(info, 0)) === dataOid ? contentOf(info, dataOid) : await decryptedContent(info, passphrase), passphrase, found, 0);
  }
  return found;
}

/** The MAC shares its passphrase with the key, so it must not be the cheap way to try passphrases; Node derives it slowly, though: about 0.1 s. */
const macIterations = 100_000;

/**
 * A PFX with one key: key bag under PBES2, certificates in clear (they are public, and the MAC covers them), MAC HMAC-SHA-256.
 * @param certificatesDer the key's own first
 */
export async function writePkcs12(content: { readonly keyPkcs8: Uint8Array; readonly certificatesDer: readonly Uint8Array[] }, passphrase: Uint8Array, random: (size: number) => Uint8Array): Promise<Buffer> {
  // Ties the key to its certificate; any value will do as long as both carry it.
  const localKeyId = der(tags.set, sequence(oid(localKeyIdOid), der(tags.set, der(tags.octetString, Buffer.of(1)))));
  const certificates = content.certificatesDer.map((certificate, i) =>
    sequence(
      oid(bag.certificate),
      explicit0(sequence(oid(x509CertificateOid), explicit0(der(tags.octetString, certificate)))),
      ...(i === 0 ? [localKeyId] : []),
    ),
  );
  const key = sequence(oid(bag.shroudedKey), explicit0(await encryptPrivateKey(content.keyPkcs8, passphrase, random, "pbkdf2")), localKeyId);
  const authSafe = sequence(contentInfo(sequence(...certificates)), contentInfo(sequence(key)));
  const salt = random(16);
  const macKey = await pkcs12Key("sha256", passphrase, salt, 3, macIterations, 32);
  const mac = createHmac("sha256", macKey).update(authSafe).digest();
  macKey.fill(0);
  const macData = sequence(
    sequence(sequence(oid("2.16.840.1.101.3.4.2.1"), der(tags.null)), der(tags.octetString, mac)),
    der(tags.octetString, salt),
    integer(macIterations),
  );
  return sequence(integer(3), contentInfo(authSafe), macData);
}

async function checkMac(macData: DerNode, authSafe: Uint8Array, passphrase: Uint8Array): Promise<void> {
  const digestInfo = child(macData, 0, tags.sequence);
  const digest = macDigests[oidText(child(child(digestInfo, 0, tags.sequence), 0))];
  if (digest === undefined) throw new DerError("protected by a checksum of an unknown kind");
  const expected = octets(child(digestInfo, 1));
  const iterations = macData.children[2] === undefined ? 1 : checkedIterations(macData.children[2]);
  const size = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }[digest];
  const key = await pkcs12Key(digest, passphrase, octets(child(macData, 1)), 3, iterations, size);
  const mac = createHmac(digest, key).update(authSafe).digest();
  key.fill(0);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) throw new WrongPassphraseError("the checksum does not fit");
}

/** The octets of a ContentInfo of that type. */
function contentOf(info: DerNode, type: string): Buffer {
  if (oidText(child(info, 0)) !== type) throw new DerError("content of an unknown kind");
  return octets(child(child(info, 1, tags.context0), 0));
}

async function decryptedContent(info: DerNode, passphrase: Uint8Array): Promise<Buffer> {
  if (oidText(child(info, 0)) !== encryptedDataOid) throw new DerError("content of an unknown kind");
  const encrypted = child(child(child(info, 1, tags.context0), 0, tags.sequence), 1, tags.sequence);
  return decryptWithPassphrase(child(encrypted, 1, tags.sequence), octets(child(encrypted, 2)), passphrase);
}

async function collect(safeContents: Uint8Array, passphrase: Uint8Array, into: KeyFileContent, depth: number): Promise<void> {
  for (const one of readDer(safeContents).children) {
    const value = child(child(one, 1, tags.context0), 0);
    switch (oidText(child(one, 0))) {
      case bag.key:
        into.keysPkcs8.push(Buffer.from(value.raw));
        break;
      case bag.shroudedKey:
        into.keysPkcs8.push(await decryptPrivateKey(value, passphrase));
        break;
      case bag.certificate:
        if (oidText(child(value, 0)) === x509CertificateOid) into.certificatesDer.push(Buffer.from(octets(child(child(value, 1, tags.context0), 0))));
        break;
      case bag.safeContents:
        if (depth < 4) await collect(value.raw, passphrase, into, depth + 1);
        break;
      default: // revocation lists and secrets of others are not ours to judge
    }
  }
}

function contentInfo(content: Uint8Array): Buffer {
  return sequence(oid(dataOid), explicit0(der(tags.octetString, content)));
}

function explicit0(content: Uint8Array): Buffer {
  return der(tags.context0, content);
}
