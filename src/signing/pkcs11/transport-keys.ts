import { constants, publicEncrypt, randomBytes } from "node:crypto";
import { visibleLine } from "../../domain/text.ts";
import { certificateSignedBy, readCertificate, verifyOrderSignature } from "../../ebics/index.ts";
import type { Secret } from "../../domain/secret.ts";
import type { OpenedTransportKeys, TransportCertificates, TransportKeysOnCard } from "../../workflows/ports/chip-cards.ts";
import type { KeySubject } from "../../workflows/ports/signing-device.ts";
import { certificateForCard } from "./certificate-fields.ts";
import { cardError } from "./errors.ts";
import { purposeOf } from "./key-purpose.ts";
import type { ModuleOwner, ModuleOwners } from "./module-owner.ts";
import { publicKeyOf, tokenName } from "./opened-key.ts";
import type { CardUser, OpenedKey } from "./protocol.ts";

/** The authentication and the encryption key of a user on a card. Their certificates are kept in the store; the card gets them too, where it has room. */
export async function makeTransportKeys(owners: ModuleOwners, keys: TransportKeysOnCard, pin: Secret, subject: KeySubject, holder: string): Promise<TransportCertificates> {
  const owner = await owners.of(keys.modulePath);
  const made: OpenedKey[] = [];
  const make = async (use: "authentication" | "encryption", keyId: string): Promise<Uint8Array> => {
    const label = visibleLine(subject.commonName, 32);
    const key = await owner.call("generate", [tokenName(keys), pin.bytes, keyId, { label, keyBits: subject.keyBits, use }, { beside: made[0]?.handle, holder }]);
    made.push(key);
    // An X002 signature is an A005 signature by another key.
    const certificateDer = await certificateSignedBy(use, subject, publicKeyOf(key), (digest) => owner.call("sign", [key.handle, "A005", digest], patienceOf(key)));
    await owner.call("storeCertificate", [key.handle, certificateForCard(certificateDer, label)]);
    return certificateDer;
  };
  try {
    const certificates = { authenticationCertificateDer: await make("authentication", keys.authenticationKeyId), encryptionCertificateDer: await make("encryption", keys.encryptionKeyId) };
    for (const { handle } of made) await owner.close(handle);
    return certificates;
  } catch (error) {
    for (const { handle } of made.reverse()) await owner.call("destroyKey", [handle]).catch(() => undefined); // why there are none, is what is told
    throw error;
  }
}

/** Keys that an issuer or another program has put there. Their certificates must be on the card, too: the bank knows a key by its certificate. */
export async function adoptTransportKeys(owners: ModuleOwners, keys: TransportKeysOnCard, pin: Secret, holder: string): Promise<TransportCertificates> {
  const owner = await owners.of(keys.modulePath);
  const onCard = await owner.call("certificates", [tokenName(keys)]);
  const certificateOf = (keyId: string, use: "authentication" | "encryption"): Uint8Array => {
    const der = onCard.find((one) => one.keyId === keyId)?.certificateDer;
    const no = (why: string): Error => cardError({ code: "no-key", detail: `${why} under the id ${visibleLine(keyId, 40)}` }, keys.modulePath);
    if (der === undefined) throw no("none with a certificate");
    const certificate = readCertificate(der);
    if (certificate.keyBits < 2048) throw no("one shorter than 2048 bits, which no bank takes,");
    const purpose = purposeOf(certificate);
    if (purpose !== undefined && purpose !== use) throw no(`one whose certificate is for ${purpose === "signature" ? "signatures" : purpose}`);
    return der;
  };
  const certificates = { authenticationCertificateDer: certificateOf(keys.authenticationKeyId, "authentication"), encryptionCertificateDer: certificateOf(keys.encryptionKeyId, "encryption") };
  const both = await openBoth(owner, keys, pin.bytes, certificates, { holder });
  try {
    await both.signDigest(randomBytes(32)); // compares the signature itself
    const sent = randomBytes(16);
    const { publicKey } = readCertificate(certificates.encryptionCertificateDer);
    const back = await both.decrypt(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, sent));
    if (back === undefined || !sent.equals(back)) throw cardError({ code: "no-key", detail: `one that does not decrypt what is encrypted for it, under the id ${visibleLine(keys.encryptionKeyId, 40)}` }, keys.modulePath);
  } finally {
    await both.close();
  }
  return certificates;
}

export async function openTransportKeys(owners: ModuleOwners, keys: TransportKeysOnCard, pin: Secret, certificates: TransportCertificates, holder: string): Promise<OpenedTransportKeys> {
  return openBoth(await owners.of(keys.modulePath), keys, pin.bytes, certificates, { holder });
}

async function openBoth(owner: ModuleOwner, keys: TransportKeysOnCard, pin: Uint8Array, certificates: TransportCertificates, by: CardUser): Promise<OpenedTransportKeys> {
  const authentication = await openOne(owner, keys, pin, keys.authenticationKeyId, certificates.authenticationCertificateDer, by);
  try {
    const encryption = await openOne(owner, keys, pin, keys.encryptionKeyId, certificates.encryptionCertificateDer, { beside: authentication.handle });
    return opened(owner, keys, authentication, encryption);
  } catch (error) {
    await owner.close(authentication.handle);
    throw error;
  }
}

async function openOne(owner: ModuleOwner, keys: TransportKeysOnCard, pin: Uint8Array, keyId: string, certificateDer: Uint8Array, by: CardUser): Promise<OpenedKey> {
  const key = await owner.call("open", [tokenName(keys), pin, keyId, by]);
  if (readCertificate(certificateDer).publicKey.equals(publicKeyOf(key))) return key;
  await owner.close(key.handle);
  throw cardError({ code: "no-key", detail: `another one under the id ${keyId}` }, keys.modulePath);
}

function opened(owner: ModuleOwner, keys: TransportKeysOnCard, authentication: OpenedKey, encryption: OpenedKey): OpenedTransportKeys {
  const publicKey = publicKeyOf(authentication);
  return {
    async signDigest(sha256) {
      const signature = await owner.call("sign", [authentication.handle, "A005", sha256], patienceOf(authentication));
      if (!verifyOrderSignature("A005", sha256, signature, publicKey)) throw cardError({ code: "token-failed", detail: "a signature by the authentication key that does not verify" }, keys.modulePath);
      return signature;
    },
    decrypt: (encrypted) => owner.call("decrypt", [encryption.handle, encrypted], patienceOf(encryption)),
    openOthers: (others, certificates) => openBoth(owner, others, new Uint8Array(), certificates, { beside: authentication.handle }),
    async close() {
      await owner.close(encryption.handle);
      await owner.close(authentication.handle);
    },
  };
}

function patienceOf({ pinOnReader }: OpenedKey): "person" | "card" {
  return pinOnReader ? "person" : "card";
}
