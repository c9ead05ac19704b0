import type { BtfService } from "./btf.ts";

/** HTDResponseOrderData: what the bank grants this customer and this user. The authority for the order menu. */
export interface HtdData {
  readonly partner: {
    readonly name?: string | undefined;
    readonly street?: string | undefined;
    readonly postCode?: string | undefined;
    readonly city?: string | undefined;
    readonly region?: string | undefined;
    readonly country?: string | undefined;
    readonly hostId: string;
    readonly accounts: readonly HtdAccount[];
    /** At least one. */
    readonly orders: readonly HtdOrder[];
  };
  readonly user: {
    readonly userId: string;
    /** 1 ready … 99; see EBICS 3.0 §9.3. */
    readonly status: number;
    readonly name?: string | undefined;
    /** At least one. */
    readonly permissions: readonly HtdPermission[];
  };
}

/** AccountInfo. */
export interface HtdAccount {
  /** @ID: permissions point to it. */
  readonly id: string;
  readonly currency: string;
  readonly description?: string | undefined;
  readonly iban?: string | undefined;
  /** The national number, where there is one. */
  readonly nationalNumber?: string | undefined;
  readonly bic?: string | undefined;
  readonly nationalBankCode?: string | undefined;
  readonly holder?: string | undefined;
}

/** OrderInfo (AuthOrderInfo). */
export interface HtdOrder {
  readonly adminOrderType: string;
  readonly service?: BtfService | undefined;
  readonly description: string;
  readonly signaturesRequired: number;
}

/** UserInfo/Permission. */
export interface HtdPermission {
  readonly adminOrderType: string;
  readonly service?: BtfService | undefined;
  readonly accountId?: string | undefined;
  /** Exact decimal with its currency. */
  readonly maxAmount?: { readonly value: string; readonly currency: string } | undefined;
  readonly authorisationLevel?: "E" | "A" | "B" | "T" | undefined;
}

/** UTF-8 XML. */
export function writeHtd(_data: HtdData): Uint8Array {
  throw new Error("being written");
}
/** @throws AppError ebics/`unexpected-answer` */
export function readHtd(_xml: Uint8Array): HtdData {
  throw new Error("being written");
}
