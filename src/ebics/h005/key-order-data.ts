import type { AllKeysOrderData, HiaOrderData, HpbOrderData, IniOrderData } from "../messages.ts";
import { xmlSignatureNamespace } from "../auth-signature.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, base64Of, childrenOf, matching } from "../xml/shape.ts";
import { asRoot, writeDocument } from "../xml/write.ts";
import { base64 } from "./encryption-info.ts";
import { ds, esig, h, h005Namespace, orderDataRoot, s002Namespace } from "./namespaces.ts";
import { readField } from "./fields.ts";

type VersionedCertificate = HiaOrderData["authentication"];

/** SignaturePubKeyOrderData, ebics_signature_S002.xsd. */
export function iniOrderData(keys: IniOrderData): Uint8Array {
  const root = esig("SignaturePubKeyOrderData", [signatureInfo(keys), esig("PartnerID", keys.partnerId), esig("UserID", keys.userId)]);
  return writeDocument(asRoot(root, { esig: s002Namespace, ds: xmlSignatureNamespace }));
}

/** HIARequestOrderData, ebics_orders_H005.xsd. */
export function hiaOrderData(keys: HiaOrderData): Uint8Array {
  return writeDocument(
    orderDataRoot("HIARequestOrderData", [authenticationInfo(keys.authentication), encryptionInfo(keys.encryption), ...userIds(keys)]),
  );
}

/** HCARequestOrderData, ebics_orders_H005.xsd. */
export function hcaOrderData(keys: HiaOrderData): Uint8Array {
  return writeDocument(orderDataRoot("HCARequestOrderData", [authenticationInfo(keys.authentication), encryptionInfo(keys.encryption), ...userIds(keys)]));
}

/** HCSRequestOrderData, ebics_orders_H005.xsd. */
export function hcsOrderData(keys: AllKeysOrderData): Uint8Array {
  const parts = [authenticationInfo(keys.authentication), encryptionInfo(keys.encryption), signatureInfo(keys.signature), ...userIds(keys)];
  return writeDocument(asRoot(h("HCSRequestOrderData", parts), { "": h005Namespace, ds: xmlSignatureNamespace, esig: s002Namespace }));
}

/** H3KRequestOrderData, ebics_orders_H005.xsd. */
export function h3kOrderData(keys: AllKeysOrderData): Uint8Array {
  return writeDocument(
    orderDataRoot("H3KRequestOrderData", [
      h("SignatureCertificateInfo", [x509Data(keys.signature.certificateDer), h("SignatureVersion", keys.signature.version)]),
      h("AuthenticationCertificateInfo", [x509Data(keys.authentication.certificateDer), h("AuthenticationVersion", keys.authentication.version)]),
      h("EncryptionCertificateInfo", [x509Data(keys.encryption.certificateDer), h("EncryptionVersion", keys.encryption.version)]),
      ...userIds(keys),
    ]),
  );
}

/** HPBResponseOrderData, ebics_orders_H005.xsd. */
export function hpbOrderData(keys: HpbOrderData): Uint8Array {
  return writeDocument(orderDataRoot("HPBResponseOrderData", [authenticationInfo(keys.authentication), encryptionInfo(keys.encryption), h("HostID", keys.hostId)]));
}

/** @throws ShapeError */
export function readIniOrderData(root: XmlElement): IniOrderData {
  expectRoot(root, "SignaturePubKeyOrderData", s002Namespace);
  const children = childrenOf(root, s002Namespace);
  const info = openPubKeyInfo(children.required("SignaturePubKeyInfo"), s002Namespace, "SignatureVersion");
  return { ...info, ...readUserIds(children) };
}

/** @throws ShapeError */
export function readHiaOrderData(root: XmlElement): HiaOrderData {
  return readTransportKeys(root, "HIARequestOrderData");
}

/** @throws ShapeError */
export function readHcaOrderData(root: XmlElement): HiaOrderData {
  return readTransportKeys(root, "HCARequestOrderData");
}

/** @throws ShapeError */
export function readHcsOrderData(root: XmlElement): AllKeysOrderData {
  expectRoot(root, "HCSRequestOrderData", h005Namespace);
  const children = childrenOf(root, h005Namespace);
  const authentication = openPubKeyInfo(children.required("AuthenticationPubKeyInfo"), h005Namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(children.required("EncryptionPubKeyInfo"), h005Namespace, "EncryptionVersion");
  const signature = openPubKeyInfo(children.any(s002Namespace), s002Namespace, "SignatureVersion");
  return { authentication, encryption, signature, ...readUserIds(children) };
}

/** @throws ShapeError */
export function readH3kOrderData(root: XmlElement): AllKeysOrderData {
  expectRoot(root, "H3KRequestOrderData", h005Namespace);
  const children = childrenOf(root, h005Namespace);
  const signature = openPubKeyInfo(children.required("SignatureCertificateInfo"), h005Namespace, "SignatureVersion");
  const authentication = openPubKeyInfo(children.required("AuthenticationCertificateInfo"), h005Namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(children.required("EncryptionCertificateInfo"), h005Namespace, "EncryptionVersion");
  return { signature, authentication, encryption, ...readUserIds(children) };
}

function readTransportKeys(root: XmlElement, local: string): HiaOrderData {
  expectRoot(root, local, h005Namespace);
  const children = childrenOf(root, h005Namespace);
  const authentication = openPubKeyInfo(children.required("AuthenticationPubKeyInfo"), h005Namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(children.required("EncryptionPubKeyInfo"), h005Namespace, "EncryptionVersion");
  return { authentication, encryption, ...readUserIds(children) };
}

/** @throws ShapeError */
export function readHpbOrderData(root: XmlElement): HpbOrderData {
  expectRoot(root, "HPBResponseOrderData", h005Namespace);
  const children = childrenOf(root, h005Namespace);
  const authentication = openPubKeyInfo(children.required("AuthenticationPubKeyInfo"), h005Namespace, "AuthenticationVersion");
  const encryption = openPubKeyInfo(children.required("EncryptionPubKeyInfo"), h005Namespace, "EncryptionVersion");
  const hostId = readField(children.required("HostID"));
  children.end();
  return { hostId, authentication, encryption };
}

function signatureInfo(key: VersionedCertificate): XmlElement {
  return esig("SignaturePubKeyInfo", [x509Data(key.certificateDer), esig("SignatureVersion", key.version)]);
}
function authenticationInfo(key: VersionedCertificate): XmlElement {
  return h("AuthenticationPubKeyInfo", [x509Data(key.certificateDer), h("AuthenticationVersion", key.version)]);
}
function encryptionInfo(key: VersionedCertificate): XmlElement {
  return h("EncryptionPubKeyInfo", [x509Data(key.certificateDer), h("EncryptionVersion", key.version)]);
}
function x509Data(certificateDer: Uint8Array): XmlElement {
  return ds("X509Data", [ds("X509Certificate", base64(certificateDer))]);
}

function userIds(keys: { readonly partnerId: string; readonly userId: string }): XmlElement[] {
  return [h("PartnerID", keys.partnerId), h("UserID", keys.userId)];
}

function readUserIds(children: ChildReader): { readonly partnerId: string; readonly userId: string } {
  const partnerId = readField(children.required("PartnerID"));
  const userId = readField(children.required("UserID"));
  children.end();
  return { partnerId, userId };
}

function openPubKeyInfo(element: XmlElement, namespace: string, versionName: string): VersionedCertificate {
  const [x509, ...rest] = element.children.filter((child) => typeof child !== "string");
  if (x509 === undefined || x509.local !== "X509Data" || x509.namespace !== xmlSignatureNamespace) throw new ShapeError(`${element.local} has no X509Data`);
  const version = rest.find((child) => child.local === versionName && child.namespace === namespace);
  if (version === undefined) throw new ShapeError(`${element.local} has no ${versionName}`);
  return { version: matching(version, /^[AEX]\d{3}$/), certificateDer: certificateIn(x509) };
}

/** The first certificate is the subscriber's own; issuers may follow. X509IssuerSerial and the like are not needed. */
function certificateIn(x509: XmlElement): Uint8Array {
  const certificate = x509.children.find((child) => typeof child !== "string" && child.local === "X509Certificate" && child.namespace === xmlSignatureNamespace);
  if (certificate === undefined || typeof certificate === "string") throw new ShapeError("X509Data has no X509Certificate");
  return base64Of(certificate);
}

function expectRoot(root: XmlElement, local: string, namespace: string): void {
  if (root.local !== local || root.namespace !== namespace) throw new ShapeError(`the order data are no ${local}`);
}
