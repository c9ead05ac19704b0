import type { AllKeysOrderData, DataEncryptionInfo, HiaOrderData, IniOrderData, OrderSignature } from "../messages.ts";
import { type Decrypted, decompress, decryptOrderData, inflatedBytesLimit } from "../order-data.ts";
import { type HostProtocol, hostProtocols } from "../protocol.ts";
import type { DecryptionKey, ProtocolVersion } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { XmlError, messageLimits, parseXml } from "../xml/parse.ts";
import { ShapeError } from "../xml/shape.ts";

/** What a subscriber sent, opened; or why not, with the code to answer. */
export type Opened<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "unreadable"; /** 6 digits, a business code. */ readonly returnCode: string; /** For the host's own log. */ readonly reason: string };

/** @param orderData compressed, from an unsecured request */
export async function openIniOrderData(protocol: ProtocolVersion, orderData: Uint8Array): Promise<Opened<IniOrderData>> {
  return readXml(await decompress(orderData, messageLimits.bytesMax), hostProtocols[protocol].readIniOrderData, "090004");
}

/** @param orderData compressed, from an unsecured request */
export async function openHiaOrderData(protocol: ProtocolVersion, orderData: Uint8Array): Promise<Opened<HiaOrderData>> {
  return readXml(await decompress(orderData, messageLimits.bytesMax), hostProtocols[protocol].readHiaOrderData, "090004");
}

/** @param orderData compressed, from an unsecured request */
export async function openH3kOrderData(protocol: ProtocolVersion, orderData: Uint8Array): Promise<Opened<AllKeysOrderData>> {
  return readXml(await decompress(orderData, messageLimits.bytesMax), hostProtocols[protocol].readH3kOrderData, "090004");
}

/** Keys that are to replace a user's present ones. */
export type NewKeys = { readonly partnerId: string; readonly userId: string } & Partial<Pick<AllKeysOrderData, "signature" | "authentication" | "encryption">>;

/** @param orderData plain, of a PUB (signature key), HCA (authentication and encryption) or HCS (all three) */
export function readNewKeys(protocol: ProtocolVersion, order: "PUB" | "HCA" | "HCS", orderData: Uint8Array): Opened<NewKeys> {
  return readXml({ kind: "ok", data: orderData }, (root) => newKeyReaders[order](hostProtocols[protocol], root), "090004");
}

const newKeyReaders: Readonly<Record<"PUB" | "HCA" | "HCS", (host: HostProtocol, root: XmlElement) => NewKeys>> = {
  PUB: (host, root): NewKeys => {
    const { partnerId, userId, ...signature } = host.readIniOrderData(root);
    return { partnerId, userId, signature };
  },
  HCA: (host, root) => host.readHcaOrderData(root),
  HCS: (host, root) => host.readHcsOrderData(root),
};

/** The order signatures of an upload, at least one; none of them is verified yet. */
export async function openSignatureData(protocol: ProtocolVersion, signatureData: Uint8Array, encryption: DataEncryptionInfo, bank: DecryptionKey): Promise<Opened<readonly OrderSignature[]>> {
  return readXml(await decryptOrderData(bank, encryption, [signatureData], messageLimits.bytesMax), hostProtocols[protocol].readSignatureData, "091111");
}

/** @param segments ciphertext, in order @param inflatedBytesMax default 512 MiB; beyond it the code is 091117 */
export async function openOrderData(
  segments: readonly Uint8Array[],
  encryption: DataEncryptionInfo,
  bank: DecryptionKey,
  inflatedBytesMax: number = inflatedBytesLimit,
): Promise<Opened<Uint8Array>> {
  const opened = await decryptOrderData(bank, encryption, segments, inflatedBytesMax);
  return opened.kind === "ok" ? { kind: "ok", value: opened.data } : unreadable(opened, "090004");
}

function readXml<T>(opened: Decrypted, read: (root: XmlElement) => T, returnCode: string): Opened<T> {
  if (opened.kind !== "ok") return unreadable(opened, returnCode);
  try {
    return { kind: "ok", value: read(parseXml(opened.data)) };
  } catch (error) {
    if (error instanceof XmlError || error instanceof ShapeError) return { kind: "unreadable", returnCode, reason: error.message };
    throw error;
  }
}

function unreadable(opened: Exclude<Decrypted, { kind: "ok" }>, returnCode: string): { kind: "unreadable"; returnCode: string; reason: string } {
  if (opened.kind === "too-large") return { kind: "unreadable", returnCode: "091117", reason: "inflates beyond the limit" };
  return { kind: "unreadable", returnCode, reason: "cannot be decrypted and decompressed" };
}
