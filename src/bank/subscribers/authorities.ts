import { X509Certificate } from "node:crypto";
import { AppError } from "../../domain/errors.ts";
import type { PublicKey } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { readSetting, writeSetting } from "../storage/settings.ts";

const settingName = "trusted-authorities";

/** Takes an authority's certificate into the list of those whose certificates H3K is taken with. @throws AppError bank/`no-authority` */
export function trustAuthority(database: BankDatabase, pem: string): string {
  const certificate = readAuthority(pem);
  if (certificate === undefined) {
    throw new AppError("bank", "no-authority", "This is not the certificate of an authority.", { meaning: "Nothing was changed.", next: "Give a PEM file with one certificate that may issue others (CA)." });
  }
  const kept = trustedAuthorities(database).map((one) => one.toString());
  writeSetting(database, settingName, JSON.stringify([...new Set([...kept, certificate.toString()])]));
  return certificate.subject.split("\n").join(", ");
}

/** True when an authority in the list signed this key's certificate; one that signed itself never counts, nor a key without one. */
export function issuedByTrusted(database: BankDatabase, { certificateDer }: PublicKey): boolean {
  if (certificateDer === undefined) return false;
  const certificate = new X509Certificate(certificateDer);
  return trustedAuthorities(database).some((authority) => !authority.raw.equals(certificate.raw) && certificate.checkIssued(authority) && certificate.verify(authority.publicKey));
}

function trustedAuthorities(database: BankDatabase): X509Certificate[] {
  return (JSON.parse(readSetting(database, settingName) ?? "[]") as string[]).map((pem) => new X509Certificate(pem)); // written above
}

function readAuthority(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return certificate.ca ? certificate : undefined;
  } catch {
    return undefined; // whatever OpenSSL has against it: it is no certificate
  }
}
