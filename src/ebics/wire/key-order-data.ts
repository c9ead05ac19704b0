import { xmlSignatureNamespace } from "../auth-signature.ts";
import type { AllKeysOrderData, HiaOrderData, HpbOrderData, IniOrderData, VersionedKey } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, childrenOf, matching } from "../xml/shape.ts";
import { type ElementWriter, asRoot, writeDocument } from "../xml/write.ts";
import { type Dialect, orderDataRoot } from "./dialect.ts";
import { readField } from "./fields.ts";
import { certificateOf, readCertificateOf, writeX509Data } from "./x509-data.ts";

/** SignaturePubKeyOrderData, ebics_signature.xsd (S001), ebics_signature_S002.xsd. */
export function iniOrderData(dialect: Dialect, keys: IniOrderData): Uint8Array {
  const { esig, signatureNamespace } = dialect;
  const root = esig("SignaturePubKeyOrderData", [pubKeyInfo(dialect, esig, "Signature", keys), esig("PartnerID", keys.partnerId), esig("UserID", keys.userId)]);
  return writeDocument(asRoot(root, { esig: signatureNamespace, ds: xmlSignatureNamespace }));
}

/** HIARequestOrderData, ebics_orders_H00*.xsd. */
export function hiaOrderData(dialect: Dialect, keys: HiaOrderData): Uint8Array {
  return writeDocument(orderDataRoot(dialect, "HIARequestOrderData", [pubKeyInfo(dialect, dialect.h, "Authentication", keys.authentication), pubKeyInfo(dialect, dialect.h, "Encryption", keys.encryption), ...userIds(dialect, keys)]));
}

/** HCARequestOrderData, ebics_orders_H00*.xsd. */
export function hcaOrderData(dialect: Dialect, keys: HiaOrderData): Uint8Array {
  return writeDocument(orderDataRoot(dialect, "HCARequestOrderData", [pubKeyInfo(dialect, dialect.h, "Authentication", keys.authentication), pubKeyInfo(dialect, dialect.h, "Encryption", keys.encryption), ...userIds(dialect, keys)]));
}

/** HCSRequestOrderData, ebics_orders_H00*.xsd. */
export function hcsOrderData(dialect: Dialect, keys: AllKeysOrderData): Uint8Array {
  const { h, esig, namespace, signatureNamespace } = dialect;
  const infos = [pubKeyInfo(dialect, h, "Authentication", keys.authentication), pubKeyInfo(dialect, h, "Encryption", keys.encryption), pubKeyInfo(dialect, esig, "Signature", keys.signature)];
  return writeDocument(asRoot(h("HCSRequestOrderData", [...infos, ...userIds(dialect, keys)]), { "": namespace, ds: xmlSignatureNamespace, esig: signatureNamespace }));
}

/** H3KRequestOrderData, ebics_orders_H004.xsd, ebics_orders_H005.xsd: certificates only. @throws AppError ebics/`bad-key` */
export function h3kOrderData(dialect: Dialect, keys: AllKeysOrderData): Uint8Array {
  const { h } = dialect;
  const info = (use: string, key: VersionedKey): XmlElement => h(`${use}CertificateInfo`, [writeX509Data(certificateOf(key)), h(`${use}Version`, key.version)]);
  return writeDocument(orderDataRoot(dialect, "H3KRequestOrderData", [info("Signature", keys.signature), info("Authentication", keys.authentication), info("Encryption", keys.encryption), ...userIds(dialect, keys)]));
}

/** HPBResponseOrderData, ebics_orders_H00*.xsd. */
export function hpbOrderData(dialect: Dialect, keys: HpbOrderData): Uint8Array {
  const { h } = dialect;
  return writeDocument(orderDataRoot(dialect, "HPBResponseOrderData", [
    pubKeyInfo(dialect, h, "Authentication", keys.authentication), pubKeyInfo(dialect, h, "Encryption", keys.encryption), h("HostID", keys.hostId),
  ]));
}

/** @throws ShapeError */
export function readIniOrderData(dialect: Dialect, root: XmlElement): IniOrderData {
  const { signatureNamespace } = dialect;
  expectRoot(root, "SignaturePubKeyOrderData", signatureNamespace);
  const children = childrenOf(root, signatureNamespace);
  const info = openPubKeyInfo(dialect, children.required("SignaturePubKeyInfo"), signatureNamespace, "SignatureVersion");
  return { ...info, ...readUserIds(children, (id) => matching(id, /^.{1,35}$/)) };
}

/** @throws ShapeError */
export function readHiaOrderData(dialect: Dialect, root: XmlElement): HiaOrderData {
  return readTransportKeys(dialect, root, "HIARequestOrderData");
}

/** @throws ShapeError */
export function readHcaOrderData(dialect: Dialect, root: XmlElement): HiaOrderData {
  return readTransportKeys(dialect, root, "HCARequestOrderData");
}

/** @throws ShapeError */
export function readHcsOrderData(dialect: Dialect, root: XmlElement): AllKeysOrderData {
  const { namespace, signatureNamespace } = dialect;
  expectRoot(root, "HCSRequestOrderData", namespace);
  const children = childrenOf(root, namespace);
  const authentication = openPubKeyInfo(dialect, children.required("AuthenticationPubKeyInfo"), namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(dialect, children.required("EncryptionPubKeyInfo"), namespace, "EncryptionVersion");
  const signature = openPubKeyInfo(dialect, children.any(signatureNamespace), signatureNamespace, "SignatureVersion");
  return { authentication, encryption, signature, ...readUserIds(children) };
}

/** @throws ShapeError */
export function readH3kOrderData(dialect: Dialect, root: XmlElement): AllKeysOrderData {
  const { namespace } = dialect;
  expectRoot(root, "H3KRequestOrderData", namespace);
  const children = childrenOf(root, namespace);
  const signature = openCertificateInfo(children.required("SignatureCertificateInfo"), namespace, "SignatureVersion");
  const authentication = openCertificateInfo(children.required("AuthenticationCertificateInfo"), namespace, "AuthenticationVersion");
  const encryption = openCertificateInfo(children.required("EncryptionCertificateInfo"), namespace, "EncryptionVersion");
  return { signature, authentication, encryption, ...readUserIds(children) };
}

/** @throws ShapeError */
export function readHpbOrderData(dialect: Dialect, root: XmlElement): HpbOrderData {
  const { namespace } = dialect;
  expectRoot(root, "HPBResponseOrderData", namespace);
  const children = childrenOf(root, namespace);
  const authentication = openPubKeyInfo(dialect, children.required("AuthenticationPubKeyInfo"), namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(dialect, children.required("EncryptionPubKeyInfo"), namespace, "EncryptionVersion");
  const hostId = readField(children.required("HostID"));
  children.end();
  return { hostId, authentication, encryption };
}

function pubKeyInfo(dialect: Dialect, e: ElementWriter, use: "Signature" | "Authentication" | "Encryption", key: VersionedKey): XmlElement {
  return e(`${use}PubKeyInfo`, [...dialect.publicKeys.write(e, key), e(`${use}Version`, key.version)]);
}

function userIds({ h }: Dialect, keys: { readonly partnerId: string; readonly userId: string }): XmlElement[] {
  return [h("PartnerID", keys.partnerId), h("UserID", keys.userId)];
}

/** The signature schemas allow any token as an id; the H00* schemas have a pattern for it. */
function readUserIds(children: ChildReader, read: (id: XmlElement) => string = readField): { readonly partnerId: string; readonly userId: string } {
  const partnerId = read(children.required("PartnerID"));
  const userId = read(children.required("UserID"));
  children.end();
  return { partnerId, userId };
}

function readTransportKeys(dialect: Dialect, root: XmlElement, local: string): HiaOrderData {
  const { namespace } = dialect;
  expectRoot(root, local, namespace);
  const children = childrenOf(root, namespace);
  const authentication = openPubKeyInfo(dialect, children.required("AuthenticationPubKeyInfo"), namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(dialect, children.required("EncryptionPubKeyInfo"), namespace, "EncryptionVersion");
  return { authentication, encryption, ...readUserIds(children) };
}

function openPubKeyInfo(dialect: Dialect, element: XmlElement, namespace: string, versionName: string): VersionedKey {
  const children = childrenOf(element, namespace);
  const key = dialect.publicKeys.read(children);
  children.skipForeign();
  const version = matching(children.required(versionName), /^[AEX]\d{3}$/);
  children.end();
  return { ...key, version };
}

function openCertificateInfo(element: XmlElement, namespace: string, versionName: string): VersionedKey {
  const children = childrenOf(element, namespace);
  const certificateDer = readCertificateOf(children);
  children.skipForeign();
  const version = matching(children.required(versionName), /^[AEX]\d{3}$/);
  children.end();
  return { certificateDer, version };
}

function expectRoot(root: XmlElement, local: string, namespace: string): void {
  if (root.local !== local || root.namespace !== namespace) throw new ShapeError(`the order data are no ${local}`);
}
