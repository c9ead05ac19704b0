import { creditTransfer } from "../initiation/messages.ts";
import { bicOf2009, bicOf2019, type InitiationVersion } from "../initiation/version.ts";

export const version03: InitiationVersion = {
  id: "pain.001.001.03", title: "SEPA and foreign credit transfers, 2009", message: creditTransfer, instead: "pain.001.001.09", writes: true,
  bic: "BIC", foreignBic: "BICFI", bicPattern: bicOf2009, dateIsChoice: false, hasUetr: false,
  nameMax: 140, streetMax: 70, townMax: 35, sepaOnly: false, creditorOptional: false,
};
export const version09: InitiationVersion = {
  ...version03, id: "pain.001.001.09", title: "SEPA and foreign credit transfers, 2019", bic: "BICFI", foreignBic: "BIC", bicPattern: bicOf2019, dateIsChoice: true, hasUetr: true,
};
/** BIC is called BICFI from here on. */
const version04: InitiationVersion = {
  ...version03, id: "pain.001.001.04", title: "Credit transfers", writes: false, bic: "BICFI", foreignBic: "BIC",
};
/** The form of the German banks until 2013: every bank by its BIC. */
const german002: InitiationVersion = {
  ...version03, id: "pain.001.002.03", title: "SEPA credit transfers, Germany until 2013", writes: false, nameMax: 70, sepaOnly: true,
};

/** Sorted by id. */
export const versions: readonly InitiationVersion[] = [
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
