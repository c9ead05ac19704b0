import type { BtfService } from "../btf.ts";

/** HTDResponseOrderData: what the bank grants this customer and this user. The authority for the order menu. */
export interface HtdData {
  readonly partner: HtdPartner;
  readonly user: HtdUser;
}

/** HKDResponseOrderData: the same of the customer and all its users. */
export interface HkdData {
  readonly partner: HtdPartner;
  /** At least one. */
  readonly users: readonly HtdUser[];
}

/** How an order is called at a bank, in the terms of the version that the bank spoke. */
export interface OrderName {
  /** AdminOrderType: `BTU`, `HTD`. Before EBICS 3.0 the OrderType: `CCT`, `FUL`, `HTD`. */
  readonly adminOrderType: string;
  /** With BTU and BTD of EBICS 3.0. */
  readonly service?: BtfService | undefined;
  /** With FUL and FDL before EBICS 3.0 (France). */
  readonly fileFormat?: FileFormat | undefined;
}

/** FileFormat: `pain.001.001.02.sct`, of country `FR`. */
export interface FileFormat {
  readonly name: string;
  /** @CountryCode, ISO 3166-1 alpha-2. */
  readonly countryCode?: string | undefined;
}

/** PartnerInfo. */
export interface HtdPartner {
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
}

/** UserInfo. */
export interface HtdUser {
  readonly userId: string;
  /** @Status, 0 to 99: 1 is ready, others mean that something is missing or blocked. */
  readonly status: number;
  readonly name?: string | undefined;
  /** At least one. */
  readonly permissions: readonly HtdPermission[];
}

/** AccountInfo. */
export interface HtdAccount {
  /** @ID: permissions point to it. */
  readonly id: string;
  readonly currency: string;
  readonly description?: string | undefined;
  /** AccountNumber @international=true. */
  readonly iban?: string | undefined;
  /** AccountNumber @international=false: 3 to 10 digits. */
  readonly nationalNumber?: string | undefined;
  /** BankCode @international=true. */
  readonly bic?: string | undefined;
  /** BankCode @international=false: 8 digits. */
  readonly nationalBankCode?: string | undefined;
  readonly holder?: string | undefined;
}

/** OrderInfo (AuthOrderInfo). */
export interface HtdOrder extends OrderName {
  /** TransferType: said before EBICS 3.0 only; there BTU and BTD say it. */
  readonly transfer?: "Upload" | "Download" | undefined;
  readonly description: string;
  readonly signaturesRequired: number;
}

/** UserInfo/Permission. */
export interface HtdPermission extends OrderName {
  readonly accountId?: string | undefined;
  /** Exact decimal with its currency. */
  readonly maxAmount?: { readonly value: string; readonly currency: string } | undefined;
  readonly authorisationLevel?: "E" | "A" | "B" | "T" | undefined;
}
