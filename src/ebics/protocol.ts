import type { KeyObject } from "node:crypto";
import type { EdsDialect } from "./eds/dialect.ts";
import type { BankDataDialect } from "./bank-data/dialect.ts";
import { h005 } from "./h005/protocol.ts";
import type {
  AllKeysOrderData, EbicsResponse, HiaOrderData, HpbOrderData, IniOrderData, InitialisationMessage, KeyManagementResponse, NoPubKeyDigestsMessage, OrderSignature,
  ReceiptMessage, TransferMessage, UnsecuredMessage,
} from "./messages.ts";
import type { AuthenticationKey, ProtocolVersion } from "./subscriber.ts";
import type { XmlElement } from "./xml/element.ts";

/** How one protocol version writes and reads what a subscriber says and hears. Each version is a folder with one of these. */
export interface Protocol {
  unsecuredRequest(message: UnsecuredMessage): Uint8Array;
  noPubKeyDigestsRequest(message: NoPubKeyDigestsMessage, key: AuthenticationKey): Promise<Uint8Array>;
  initialisationRequest(message: InitialisationMessage, key: AuthenticationKey): Promise<Uint8Array>;
  transferRequest(message: TransferMessage, key: AuthenticationKey): Promise<Uint8Array>;
  receiptRequest(message: ReceiptMessage, key: AuthenticationKey): Promise<Uint8Array>;
  /** @throws ShapeError */
  readResponse(document: XmlElement): EbicsResponse;
  /** @throws ShapeError */
  readKeyManagementResponse(document: XmlElement): KeyManagementResponse;
  verifyMessage(document: XmlElement, publicKey: KeyObject): boolean;
  iniOrderData(keys: IniOrderData): Uint8Array;
  hiaOrderData(keys: HiaOrderData): Uint8Array;
  /** PUB sends what INI sends. */
  hcaOrderData(keys: HiaOrderData): Uint8Array;
  hcsOrderData(keys: AllKeysOrderData): Uint8Array;
  h3kOrderData(keys: AllKeysOrderData): Uint8Array;
  /** @throws ShapeError */
  readHpbOrderData(document: XmlElement): HpbOrderData;
  /** UserSignatureData, plain. */
  signatureData(signatures: readonly OrderSignature[]): Uint8Array;
  /** How orders that wait for signatures are spoken of, by both sides. */
  readonly eds: EdsDialect;
  /** How HAA, HPD, HKD and HTD name orders. */
  readonly bankData: BankDataDialect;
}

/** Every version this program speaks; a new one is one line. */
export const protocols: Readonly<Record<ProtocolVersion, Protocol>> = { H005: h005 };

/** For hosts: how each version speaks of orders that wait for signatures. */
export const edsDialects: Readonly<Record<ProtocolVersion, EdsDialect>> = { H005: h005.eds };
