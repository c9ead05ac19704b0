import { generateKeyPair } from "node:crypto";
import { isIP } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { promisify } from "node:util";
import forge from "node-forge";
import type { Randomness } from "../../domain/clock.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";

/** What the HTTPS server shows and what customers pin. PEM. */
export interface TlsCertificates {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** TLS checks dates against the machine's own clock, whatever clock the bank runs on: wide enough for both. */
const validFrom = new Date("2020-01-01T00:00:00Z");
const validTo = new Date("2049-12-31T00:00:00Z");

/** The bank's own CA and its server certificate for that address, made at the first start and kept. */
export async function openTlsCertificates(database: BankDatabase, randomness: Randomness, address: string): Promise<TlsCertificates> {
  const name = `tls-${address}`;
  const kept = readSetting(database, name);
  if (kept !== undefined) return JSON.parse(kept) as TlsCertificates; // written below
  const made = await makeTlsCertificates(randomness, address);
  writeSetting(database, name, JSON.stringify(made));
  return made;
}

async function makeTlsCertificates(randomness: Randomness, address: string): Promise<TlsCertificates> {
  const [caKeys, serverKeys] = await Promise.all([rsaKeys(), rsaKeys()]);
  const caName = [{ name: "commonName", value: "Kontor PRACTICE bank CA" }, { name: "organizationName", value: "Kontor practice bank" }];
  const ca = certificate(randomness, caKeys.publicKeyPem, caName, caName, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
  ]);
  const names = namesOf(address);
  const server = certificate(randomness, serverKeys.publicKeyPem, [{ name: "commonName", value: address }], caName, [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: names.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host })) },
  ]);
  const caPrivateKey = forge.pki.privateKeyFromPem(caKeys.privateKeyPem);
  ca.sign(caPrivateKey, forge.md.sha256.create());
  server.sign(caPrivateKey, forge.md.sha256.create());
  return { caPem: forge.pki.certificateToPem(ca), certificatePem: forge.pki.certificateToPem(server), privateKeyPem: serverKeys.privateKeyPem };
}

/** Whatever a customer may call this machine: the certificate must name it. */
function namesOf(address: string): string[] {
  const isEverywhere = address === "0.0.0.0" || address === "::";
  const own = isEverywhere ? Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).map((one) => one.address.split("%")[0] ?? "") : [address];
  return [...new Set([...own, hostname(), "localhost", "127.0.0.1"])].filter((name) => name !== "");
}

function certificate(
  randomness: Randomness, publicKeyPem: string, subject: forge.pki.CertificateField[], issuer: forge.pki.CertificateField[], extensions: object[],
): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKeyPem);
  made.serialNumber = `01${Buffer.from(randomness.bytes(15)).toString("hex")}`; // positive whatever the random part
  made.validity.notBefore = validFrom;
  made.validity.notAfter = validTo;
  made.setSubject(subject);
  made.setIssuer(issuer);
  made.setExtensions(extensions);
  return made;
}

async function rsaKeys(): Promise<{ readonly publicKeyPem: string; readonly privateKeyPem: string }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    // PKCS#1 is what forge reads; node:tls takes it as well.
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return { publicKeyPem: publicKey, privateKeyPem: privateKey };
}
