import type { DataEncryptionInfo, OrderSignature } from "../messages.ts";
import type { DecryptionKey, SignatureVersion } from "../subscriber.ts";

/** What a subscriber sent, opened; or why not, with the code to answer. */
export type Opened<T> = { readonly kind: "ok"; readonly value: T } | { readonly kind: "unreadable"; readonly returnCode: string; /** For the host's own log. */ readonly reason: string };

/** INI order data. */
export interface IniOrderData {
  readonly partnerId: string;
  readonly userId: string;
  readonly version: string;
  readonly certificateDer: Uint8Array;
}
/** HIA order data. */
export interface HiaOrderData {
  readonly partnerId: string;
  readonly userId: string;
  readonly authentication: { readonly version: string; readonly certificateDer: Uint8Array };
  readonly encryption: { readonly version: string; readonly certificateDer: Uint8Array };
}

/** @param orderData compressed, from an unsecured request */
export async function openIniOrderData(_orderData: Uint8Array): Promise<Opened<IniOrderData>> {
  throw new Error("being written");
}
export async function openHiaOrderData(_orderData: Uint8Array): Promise<Opened<HiaOrderData>> {
  throw new Error("being written");
}
/** The order signatures of an upload; each with its raw version text. */
export async function openSignatureData(_signatureData: Uint8Array, _encryption: DataEncryptionInfo, _bank: DecryptionKey): Promise<Opened<readonly (OrderSignature & { readonly version: SignatureVersion })[]>> {
  throw new Error("being written");
}
/** @param segments ciphertext, in order @param inflatedBytesMax default 512 MiB */
export async function openOrderData(_segments: readonly Uint8Array[], _encryption: DataEncryptionInfo, _bank: DecryptionKey, _inflatedBytesMax?: number): Promise<Opened<Uint8Array>> {
  throw new Error("being written");
}
