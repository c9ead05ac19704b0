import type { InitiationMessage } from "./messages.ts";

/** How a version of the message differs from its sisters, as data. */
export interface InitiationVersion {
  /** As the namespace names it: `pain.001.001.09`, `pain.001.001.03.ch.02`. */
  readonly id: string;
  readonly title: string;
  readonly message: InitiationMessage;
  /** The version to use in its place where it is only read, or cannot carry a field. */
  readonly instead: string;
  /** Proven against its schema, so that Kontor makes files of it, too. */
  readonly writes: boolean;
  /** FinInstnId/BIC, later renamed to BICFI. */
  readonly bic: "BIC" | "BICFI";
  /** What the sister version calls it: here it is a mistake. */
  readonly foreignBic: "BIC" | "BICFI";
  /** What a BIC must look like by the schema. */
  readonly bicPattern: RegExp;
  /** The date is a choice of Dt and DtTm. */
  readonly dateIsChoice: boolean;
  /** PmtId/UETR exists. */
  readonly hasUetr: boolean;
  /** Characters that a party's name may have. */
  readonly nameMax: 70 | 140;
  /** Characters that a street or town may have. */
  readonly streetMax: 70 | 140;
  readonly townMax: 35 | 140;
  /** Euro only, IBAN only, charges shared, one text. */
  readonly sepaOnly: boolean;
  /** Cdtr may be left out: a Swiss payment slip (CH01) names the creditor's account alone. */
  readonly creditorOptional: boolean;
}

export const bicOf2009 = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/;
export const bicOf2019 = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
