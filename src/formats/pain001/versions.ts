/** How a version of the message differs from its sisters, as data. */
export interface Pain001Version {
  /** As the namespace names it: `pain.001.001.09`, `pain.001.001.03.ch.02`. */
  readonly id: string;
  readonly title: string;
  /** Proven against its schema, so that Kontor makes files of it, too. */
  readonly writes: boolean;
  /** FinInstnId/BIC, later renamed to BICFI. */
  readonly bic: "BIC" | "BICFI";
  /** What the sister version calls it: here it is a mistake. */
  readonly foreignBic: "BIC" | "BICFI";
  /** What a BIC must look like by the schema. */
  readonly bicPattern: RegExp;
  /** ReqdExctnDt is a choice of Dt and DtTm. */
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

const bicOf2009 = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/;
const bicOf2019 = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;

export const version03: Pain001Version = {
  id: "pain.001.001.03", title: "SEPA and foreign credit transfers, 2009", writes: true,
  bic: "BIC", foreignBic: "BICFI", bicPattern: bicOf2009, dateIsChoice: false, hasUetr: false,
  nameMax: 140, streetMax: 70, townMax: 35, sepaOnly: false, creditorOptional: false,
};
export const version09: Pain001Version = {
  ...version03, id: "pain.001.001.09", title: "SEPA and foreign credit transfers, 2019", bic: "BICFI", foreignBic: "BIC", bicPattern: bicOf2019, dateIsChoice: true, hasUetr: true,
};
/** BIC is called BICFI from here on. */
const version04: Pain001Version = {
  ...version03, id: "pain.001.001.04", title: "Credit transfers", writes: false, bic: "BICFI", foreignBic: "BIC",
};
/** The form of the German banks until 2013: every bank by its BIC. */
const german002: Pain001Version = {
  ...version03, id: "pain.001.002.03", title: "SEPA credit transfers, Germany until 2013", writes: false, nameMax: 70, sepaOnly: true,
};

/** Sorted by id. */
export const versions: readonly Pain001Version[] = [
  version03,
  { ...version03, id: "pain.001.001.03.ch.02", title: "Credit transfers, Switzerland", writes: false, nameMax: 70, creditorOptional: true },
  version04,
  { ...version04, id: "pain.001.001.05" },
  { ...version04, id: "pain.001.001.06" },
  { ...version04, id: "pain.001.001.07" },
  { ...version04, id: "pain.001.001.08", dateIsChoice: true },
  version09,
  { ...version09, id: "pain.001.001.09.ch.03", title: "Credit transfers, Switzerland", writes: false, nameMax: 70 },
  { ...version09, id: "pain.001.001.10", title: "Credit transfers", writes: false },
  { ...version09, id: "pain.001.001.11", title: "Credit transfers" },
  { ...version09, id: "pain.001.001.12", title: "Credit transfers", streetMax: 140, townMax: 140 },
  german002,
  { ...german002, id: "pain.001.003.03", title: "SEPA credit transfers, Germany from 2013" },
];
