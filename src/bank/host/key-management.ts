import {
  type CertificateInfo, encryptFor, hpbOrderData, type HpbRequest, type KeyManagementResponse, openHiaOrderData, openIniOrderData, readCertificate, type UnsecuredRequest,
} from "../../ebics/index.ts";
import { isAppError } from "../../domain/errors.ts";
import { keepAuthenticationKeys, keepSignatureKey } from "../subscribers/keys.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import { checkInitialisation } from "./check-sender.ts";
import { codesFor, ok } from "./codes.ts";
import type { Host } from "./host.ts";

/** Shortest RSA key of a customer. */
const keyBitsMin = 2048;
const dayMs = 86_400_000;

/** INI and HIA: keeps the keys of a user who has sent none yet. The letters decide whether they count. */
export async function receiveKeys(host: Host, request: UnsecuredRequest): Promise<KeyManagementResponse> {
  const { hostId, partnerId, userId } = request.ids;
  if (hostId !== host.hostId) return codesFor("091011");
  if (request.adminOrderType !== "INI" && request.adminOrderType !== "HIA") return codesFor("091006");
  const subscriber = findSubscriber(host.ledger.database, partnerId, userId);
  if (subscriber === undefined || (subscriber.state !== "new" && subscriber.state !== "partly-initialised")) return codesFor("091002");
  return request.adminOrderType === "INI" ? receiveSignatureKey(host, request, subscriber) : receiveAuthenticationKeys(host, request, subscriber);
}

async function receiveSignatureKey(host: Host, request: UnsecuredRequest, subscriber: Subscriber): Promise<KeyManagementResponse> {
  if (subscriber.signature !== undefined) return codesFor("091002");
  const opened = await openIniOrderData(request.orderData);
  if (opened.kind === "unreadable") return codesFor(opened.returnCode);
  const { partnerId, userId, version, certificateDer } = opened.value;
  if (partnerId !== subscriber.partnerId || userId !== subscriber.userId) return codesFor("091113");
  if (version !== "A005" && version !== "A006") return codesFor("091201");
  const certificate = readSent(certificateDer);
  if (certificate === undefined) return codesFor("091219");
  const problem = certificateProblem(host, certificate, "091204", ["nonRepudiation", "digitalSignature"]) ?? duplicate(certificate, [subscriber.authenticationCertificateDer, subscriber.encryptionCertificateDer]);
  if (problem !== undefined) return codesFor(problem);
  keepSignatureKey(host.ledger.database, subscriber, version, certificateDer);
  return ok;
}

async function receiveAuthenticationKeys(host: Host, request: UnsecuredRequest, subscriber: Subscriber): Promise<KeyManagementResponse> {
  if (subscriber.authenticationCertificateDer !== undefined) return codesFor("091002");
  const opened = await openHiaOrderData(request.orderData);
  if (opened.kind === "unreadable") return codesFor(opened.returnCode);
  const { partnerId, userId, authentication, encryption } = opened.value;
  if (partnerId !== subscriber.partnerId || userId !== subscriber.userId) return codesFor("091113");
  if (authentication.version !== "X002") return codesFor("091202");
  if (encryption.version !== "E002") return codesFor("091203");
  const authenticationCertificate = readSent(authentication.certificateDer);
  const encryptionCertificate = readSent(encryption.certificateDer);
  if (authenticationCertificate === undefined || encryptionCertificate === undefined) return codesFor("091219");
  const problem =
    certificateProblem(host, authenticationCertificate, "091205", ["digitalSignature"]) ??
    certificateProblem(host, encryptionCertificate, "091206", ["keyEncipherment"]) ??
    duplicate(authenticationCertificate, [subscriber.signature?.certificateDer]) ??
    duplicate(encryptionCertificate, [subscriber.signature?.certificateDer]);
  if (problem !== undefined) return codesFor(problem);
  keepAuthenticationKeys(host.ledger.database, subscriber, authentication.certificateDer, encryption.certificateDer);
  return ok;
}

/** HPB: the bank's own certificates, encrypted for a user whose letters were compared. */
export async function giveBankKeys(host: Host, request: HpbRequest): Promise<KeyManagementResponse> {
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return codesFor(sender.code);
  if (request.adminOrderType !== "HPB") return codesFor("091006");
  const certificateDer = sender.subscriber.encryptionCertificateDer;
  if (certificateDer === undefined) return codesFor("091002");
  const { encryption, segments } = await encryptFor(certificateDer, hpbOrderData(host.hostId, host.keys.publicKeys), { randomness: host.randomness });
  return { ...ok, data: { encryption, orderData: Buffer.concat(segments) } };
}

function readSent(certificateDer: Uint8Array): CertificateInfo | undefined {
  try {
    return readCertificate(certificateDer);
  } catch (error) {
    if (isAppError(error, "ebics")) return undefined;
    throw error;
  }
}

/** @param usages one of them must be in the certificate, when it names any */
function certificateProblem(host: Host, certificate: CertificateInfo, tooShort: string, usages: readonly string[]): string | undefined {
  const now = host.protocolClock.now();
  if (certificate.keyBits < keyBitsMin) return tooShort;
  if (certificate.validTo.getTime() < now) return "091208";
  if (certificate.validFrom.getTime() > now + dayMs) return "091209"; // a day of grace for clocks and zones
  if (certificate.keyUsages.length > 0 && !usages.some((usage) => certificate.keyUsages.includes(usage))) return "091210";
  return undefined;
}

/** The signature key must be another one than the two that work unattended. */
function duplicate(certificate: CertificateInfo, others: readonly (Uint8Array | undefined)[]): string | undefined {
  return others.some((other) => other !== undefined && readCertificate(other).publicKeyHash === certificate.publicKeyHash) ? "091218" : undefined;
}
