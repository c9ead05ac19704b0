import type { KeyObject } from "node:crypto";
import type { BankDataDialect } from "./bank-data/dialect.ts";
import type { EdsDialect } from "./eds/dialect.ts";
import { h003, h003Host } from "./h003/protocol.ts";
import { h004, h004Host } from "./h004/protocol.ts";
import { h005Eds } from "./h005/eds.ts";
import { h005, h005Host } from "./h005/protocol.ts";
import type { HostRequest } from "./host/requests.ts";
import type { DigestRule } from "./key-digest.ts";
import type {
  AllKeysOrderData, EbicsResponse, HiaOrderData, HpbOrderData, IniOrderData, InitialisationMessage, KeyManagementResponse, NoPubKeyDigestsMessage, OrderSignature,
  ReceiptMessage, TransferMessage, UnsecuredMessage,
} from "./messages.ts";
import type { KeyForm } from "./public-key.ts";
import type { AuthenticationKey, ProtocolVersion } from "./subscriber.ts";
import type { XmlElement } from "./xml/element.ts";

/** How one protocol version writes and reads what a subscriber says and hears. Each version is a folder with one of these. */
export interface Protocol {
  /** In which forms a subscriber's keys may travel, the usual one first. */
  readonly keyForms: readonly [KeyForm, ...KeyForm[]];
  /** How BankPubKeyDigests are computed, unless a bank wants it otherwise. */
  readonly bankDigestRule: DigestRule;
  /** How uploads and downloads are named: by BTF, or by an order type of three letters. */
  readonly naming: Naming;
  /** Who gives an upload its OrderID. */
  readonly orderIdBy: "client" | "bank";
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
  /** How orders that wait for signatures are spoken of, by both sides; undefined: not spoken of. */
  readonly eds?: EdsDialect | undefined;
  /** How HAA, HPD, HKD and HTD name orders. */
  readonly bankData: BankDataDialect;
}
export type Naming = "btf" | "order-type";

/** How one protocol version reads and writes what a host hears and says. */
export interface HostProtocol {
  /** Of its messages: what the root stands in decides which version is spoken. */
  readonly namespace: string;
  /** In HEV: `03.00`. */
  readonly versionNumber: string;
  /** @throws ShapeError */
  readRequest(document: XmlElement): HostRequest;
  verifyMessage(document: XmlElement, publicKey: KeyObject): boolean;
  ebicsResponse(response: EbicsResponse, key: AuthenticationKey): Promise<Uint8Array>;
  keyManagementResponse(response: KeyManagementResponse): Uint8Array;
  /** @throws ShapeError */
  readIniOrderData(document: XmlElement): IniOrderData;
  /** @throws ShapeError */
  readHiaOrderData(document: XmlElement): HiaOrderData;
  /** @throws ShapeError */
  readHcaOrderData(document: XmlElement): HiaOrderData;
  /** @throws ShapeError */
  readHcsOrderData(document: XmlElement): AllKeysOrderData;
  /** @throws ShapeError */
  readH3kOrderData(document: XmlElement): AllKeysOrderData;
  /** @throws ShapeError, also for a signature version that is neither A005 nor A006 */
  readSignatureData(document: XmlElement): readonly OrderSignature[];
  hpbOrderData(keys: HpbOrderData): Uint8Array;
}

/** Every version this program speaks; a new one is one line. */
export const protocols: Readonly<Record<ProtocolVersion, Protocol>> = { H003: h003, H004: h004, H005: h005 };
/** Every version a host of ours serves. */
export const hostProtocols: Readonly<Record<ProtocolVersion, HostProtocol>> = { H003: h003Host, H004: h004Host, H005: h005Host };

/** For hosts: how a version speaks of orders that wait for signatures. */
export const edsDialects: Readonly<Record<ProtocolVersion, EdsDialect | undefined>> = { H003: h003.eds, H004: h004.eds, H005: h005Eds };
