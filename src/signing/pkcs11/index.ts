import { isAppError } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import { type CertificateInfo, certificateSignedBy, readCertificate, verifyOrderSignature } from "../../ebics/index.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Card, ChipCards, SilentModule } from "../../workflows/ports/chip-cards.ts";
import type { Pkcs11Config, SigningDevice, SigningDeviceDriver, SigningMechanism } from "../../workflows/ports/signing-device.ts";
import { readCertificateBeside, writeCertificateBeside } from "./certificate-beside.ts";
import { certificateForCard } from "./certificate-fields.ts";
import { cardError } from "./errors.ts";
import { installedModules } from "./known-modules.ts";
import { purposeOf } from "./key-purpose.ts";
import { type ModuleOwner, ModuleOwners } from "./module-owner.ts";
import { adoptTransportKeys, makeTransportKeys, openTransportKeys } from "./transport-keys.ts";
import { type Patiences, usualPatiences } from "./patience.ts";
import { publicKeyOf, tokenName } from "./opened-key.ts";
import type { CardFailure, OpenedKey } from "./protocol.ts";

/** Chip cards, tokens and HSMs of one process: the driver that signs with them, and the cards themselves. */
export function pkcs11Cards(patiences: Patiences = usualPatiences): { readonly driver: SigningDeviceDriver<Pkcs11Config>; readonly cards: ChipCards; end(): Promise<void> } {
  const listeners = new Set<(silent: SilentModule) => void>();
  const owners = new ModuleOwners({ patiences, onSilence: (silent) => listeners.forEach((tell) => void tell(silent)) });
  return { driver: pkcs11Driver(owners), cards: chipCards(owners, listeners), end: () => owners.end() };
}

function pkcs11Driver(owners: ModuleOwners): SigningDeviceDriver<Pkcs11Config> {
  return {
    kind: "pkcs11",
    title: "Chip card (PKCS#11)",
    place,
    secretName: ({ pinPad, tokenLabel }) => (pinPad === true ? undefined : `PIN of the card ${visibleLine(tokenLabel, 32)}`),
    // Ids that Kontor gives have 8 bytes; two more count the keys that took their place.
    beside: (config, number) => ({ ...config, keyId: `${config.keyId.length === 20 ? config.keyId.slice(0, 16) : config.keyId}${number.toString(16).padStart(4, "0")}` }),

    async open(config, pin, baseFolder, surroundings) {
      const owner = await owners.of(config.modulePath);
      const key = await owner.call("open", [tokenName(config), pin.bytes, config.keyId, { holder: surroundings?.actor }]);
      try {
        const certificateDer = key.certificateDer ?? (await readCertificateBeside(config, baseFolder));
        const publicKey = publicKeyOf(key);
        const certificate = certificateDer === undefined ? undefined : readCertificate(certificateDer);
        if (certificate === undefined || !certificate.publicKey.equals(publicKey)) throw cardFailed(config, { code: "no-key", detail: "without a certificate of its own on the card or beside it" });
        if (certificate.keyBits < 2048) throw cardFailed(config, { code: "no-key", detail: "shorter than 2048 bits; no bank takes it" });
        return device(config, owner, key, certificate);
      } catch (error) {
        await owner.close(key.handle);
        throw error;
      }
    },

    changeSecret: (config, oldPin, newPin) => changePin(owners, config, oldPin, newPin),

    async create(config, pin, baseFolder, subject, surroundings) {
      const owner = await owners.of(config.modulePath);
      const label = visibleLine(subject.commonName, 32);
      const by = { holder: surroundings?.actor };
      let begunBefore = false;
      const key = await owner.call("generate", [tokenName(config), pin.bytes, config.keyId, { label, keyBits: subject.keyBits, use: "signature" }, by]).catch(async (error: unknown) => {
        if (!isAppError(error, "signer", "exists") || (await hasCertificate(owner, config, baseFolder))) throw error;
        begunBefore = true; // and stopped before it had its certificate: nobody else can use it
        return owner.call("open", [tokenName(config), pin.bytes, config.keyId, by]);
      });
      try {
        const certificateDer = await certificateSignedBy("signature", subject, publicKeyOf(key), (digest) => owner.call("sign", [key.handle, "A005", digest]));
        const certificate = readCertificate(certificateDer);
        if (!(await owner.call("storeCertificate", [key.handle, certificateForCard(certificateDer, label)]))) await writeCertificateBeside(config, baseFolder, certificate.pem);
        return device(config, owner, key, certificate);
      } catch (error) {
        // A key without its certificate would be of no use to anybody; why there is none, is what is told.
        await owner.call(begunBefore ? "close" : "destroyKey", [key.handle]).catch(() => undefined);
        throw error;
      }
    },
  };
}

async function hasCertificate(owner: ModuleOwner, config: Pkcs11Config, baseFolder: string): Promise<boolean> {
  const onCard = await owner.call("certificates", [tokenName(config)]);
  return onCard.some(({ keyId }) => keyId === config.keyId) || (await readCertificateBeside(config, baseFolder)) !== undefined;
}

function device(config: Pkcs11Config, owner: ModuleOwner, key: OpenedKey, certificate: CertificateInfo): SigningDevice {
  let closed = false;
  return {
    mechanisms: key.mechanisms,
    certificateDer: certificate.certificateDer,
    signsAhead: key.pinOnReader ? undefined : true,
    describe: () => ({
      title: `Chip card ${visibleLine(config.tokenLabel, 32)}`,
      keyLabel: visibleLine(`${certificate.subject}, RSA ${certificate.keyBits}`, 120),
      keyHash: certificate.certificateHash,
    }),
    async sign(mechanism: SigningMechanism, orderDataDigest) {
      if (closed) throw cardFailed(config, { code: "removed", detail: "closed before" });
      if (!key.mechanisms.includes(mechanism)) throw cardFailed(config, { code: "mechanism-unsupported", detail: visibleLine(mechanism, 20) });
      if (orderDataDigest.length !== 32) throw new Error(`Broken assumption: a SHA-256 digest has 32 bytes, not ${orderDataDigest.length}`);
      const signature = await owner.call("sign", [key.handle, mechanism, orderDataDigest], key.pinOnReader ? "person" : "card");
      // A card with a fault, or a module with ideas of its own about padding, is found here and not by the bank.
      if (!verifyOrderSignature(mechanism, orderDataDigest, signature, certificate.publicKey)) throw cardFailed(config, { code: "token-failed", detail: `a signature by ${mechanism} that does not verify` });
      return signature;
    },
    async close() {
      if (closed) return;
      closed = true;
      await owner.close(key.handle);
    },
  };
}

function chipCards(owners: ModuleOwners, listeners: Set<(silent: SilentModule) => void>): ChipCards {
  return {
    modules: () => installedModules(process.arch),
    slots: async (modulePath, how) => (await owners.of(modulePath)).call("slots", [how?.anew === true], how?.quietly === true ? "quiet" : "card"),
    async keys(card) {
      const found = await (await owners.of(card.modulePath)).call("certificates", [tokenName(card)]);
      return found.flatMap(({ keyId, certificateDer }) => {
        const certificate = readableCertificate(certificateDer);
        return certificate === undefined || keyId === "" ? [] : [{ keyId, use: purposeOf(certificate), subject: certificate.subject, validTo: certificate.validTo, certificateHash: certificate.certificateHash }];
      });
    },
    changePin: (card, oldPin, newPin) => changePin(owners, card, oldPin, newPin),
    makeTransportKeys: (keys, pin, subject, actor) => makeTransportKeys(owners, keys, pin, subject, actor),
    adoptTransportKeys: (keys, pin, actor) => adoptTransportKeys(owners, keys, pin, actor),
    openTransportKeys: (keys, pin, certificates, actor) => openTransportKeys(owners, keys, pin, certificates, actor),
    onSilence(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function changePin(owners: ModuleOwners, card: Card, oldPin: Secret, newPin: Secret): Promise<void> {
  await (await owners.of(card.modulePath)).call("changePin", [tokenName(card), oldPin.bytes, newPin.bytes]);
}

function place({ tokenLabel, tokenSerial, keyId }: Pkcs11Config): string {
  return visibleLine(`chip card ${tokenLabel} (${tokenSerial}), key ${keyId}`, 120);
}

function cardFailed({ modulePath }: Pkcs11Config, failure: CardFailure): Error {
  return cardError(failure, modulePath);
}

/** Certificates of others on the card, with other kinds of keys, are passed over. */
function readableCertificate(certificateDer: Uint8Array): CertificateInfo | undefined {
  try {
    return readCertificate(certificateDer);
  } catch {
    return undefined;
  }
}
