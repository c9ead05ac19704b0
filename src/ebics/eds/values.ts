import type { BtfService } from "../btf.ts";
import type { OrderName } from "../bank-data/customer-data.ts";
import type { DataDigest } from "../messages.ts";

/** What HVU and HVZ may be narrowed to: every part that is given must be the same. */
export interface EdsFilter {
  /** Before EBICS 3.0, and then alone. */
  readonly orderType?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly scope?: string | undefined;
  readonly serviceOption?: string | undefined;
  readonly container?: BtfService["container"];
  readonly messageName?: string | undefined;
}

/** Names one order that waits at the bank: by its submitter's partner, its kind and its OrderID, as it was uploaded. */
export interface EdsOrderRef {
  readonly partnerId: string;
  readonly name: OrderName;
  readonly orderId: string;
}

/** Somebody who signed. */
export interface EdsSigner {
  readonly partnerId: string;
  readonly userId: string;
  readonly name?: string | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly timestamp: number;
  readonly authorisationLevel: "E" | "A" | "B" | "T";
}

/** Who brought the order to the bank. */
export type EdsOriginator = Omit<EdsSigner, "authorisationLevel">;

/** One order of HVU; with `overview` one of HVZ. */
export interface EdsListEntry {
  readonly name: OrderName;
  readonly orderId: string;
  /** Of the order data, not compressed. */
  readonly sizeBytes: number;
  /** The asking user may sign it now. */
  readonly readyToBeSigned: boolean;
  readonly signaturesRequired: number;
  readonly signaturesDone: number;
  readonly signers: readonly EdsSigner[];
  readonly originator: EdsOriginator;
  /** AdditionalOrderInfo: what the bank or the submitter says of it; outside text. */
  readonly additionalInfo?: string | undefined;
  readonly overview?: EdsOverview | undefined;
}

/** What HVZ knows more than HVU. */
export interface EdsOverview {
  readonly dataDigest: DataDigest;
  /** HVT gives the file. */
  readonly orderDataAvailable: boolean;
  /** HVT gives the payments one by one. */
  readonly orderDetailsAvailable: boolean;
  readonly transactions?: number | undefined;
  /** Exact decimal. */
  readonly totalAmount?: string | undefined;
  readonly currency?: string | undefined;
  /** FirstOrderInfo: the ordering party and account of the first payment. */
  readonly firstParty?: string | undefined;
  readonly firstAccount?: string | undefined;
}

/** HVD: how one order stands. */
export interface EdsState {
  readonly dataDigest: DataDigest;
  /** The accompanying note, as text for the screen; outside text. */
  readonly displayFile: Uint8Array;
  readonly orderDataAvailable: boolean;
  readonly sizeBytes: number;
  readonly orderDetailsAvailable: boolean;
  readonly signers: readonly EdsSigner[];
}

/** HVT without the complete file: some of the payments. */
export interface EdsDetails {
  /** How many there are in all. */
  readonly total: number;
  readonly payments: readonly EdsPayment[];
}
export interface EdsPayment {
  readonly originator: EdsAccount;
  readonly recipient: EdsAccount;
  /** `2026-11-24`. */
  readonly executionDate?: string | undefined;
  /** Exact decimal. */
  readonly amount: string;
  readonly currency?: string | undefined;
  /** What it is for. */
  readonly purpose: readonly string[];
}
export interface EdsAccount {
  readonly holder?: string | undefined;
  /** An IBAN, or the number as the bank knows it. */
  readonly account: string;
  readonly bic?: string | undefined;
}
