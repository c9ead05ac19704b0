/** How a version of the message differs from its sisters, as data. */
export interface Pain001Version {
  readonly id: "pain.001.001.03" | "pain.001.001.09";
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
}

export const version03: Pain001Version = {
  id: "pain.001.001.03", bic: "BIC", foreignBic: "BICFI", bicPattern: /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/, dateIsChoice: false, hasUetr: false,
};
export const version09: Pain001Version = {
  id: "pain.001.001.09", bic: "BICFI", foreignBic: "BIC", bicPattern: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, dateIsChoice: true, hasUetr: true,
};
