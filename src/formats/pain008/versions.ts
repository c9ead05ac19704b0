import { directDebit } from "../initiation/messages.ts";
import { bicOf2009, bicOf2019, type InitiationVersion } from "../initiation/version.ts";

const version02: InitiationVersion = {
  id: "pain.008.001.02", title: "Direct debits, 2009", message: directDebit, instead: "pain.008.001.08", writes: true,
  bic: "BIC", foreignBic: "BICFI", bicPattern: bicOf2009, dateIsChoice: false, hasUetr: false,
  nameMax: 140, streetMax: 70, townMax: 35, sepaOnly: false, creditorOptional: false,
};
const version08: InitiationVersion = {
  ...version02, id: "pain.008.001.08", title: "Direct debits, 2019", bic: "BICFI", foreignBic: "BIC", bicPattern: bicOf2019, hasUetr: true,
};
/** BIC is called BICFI from here on. */
const version03: InitiationVersion = { ...version02, id: "pain.008.001.03", title: "Direct debits", writes: false, bic: "BICFI", foreignBic: "BIC" };
/** The form of the German banks until 2013: every bank by its BIC. */
const german002: InitiationVersion = { ...version02, id: "pain.008.002.02", title: "SEPA direct debits, Germany until 2013", writes: false, nameMax: 70, sepaOnly: true };

/** Sorted by id. */
export const versions: readonly InitiationVersion[] = [
  version02,
  version03,
  { ...version03, id: "pain.008.001.04" },
  { ...version03, id: "pain.008.001.05" },
  { ...version03, id: "pain.008.001.06" },
  { ...version03, id: "pain.008.001.07" },
  version08,
  { ...version08, id: "pain.008.001.09", title: "Direct debits", writes: false },
  { ...version08, id: "pain.008.001.10", title: "Direct debits" },
  { ...version08, id: "pain.008.001.11", title: "Direct debits", streetMax: 140, townMax: 140 },
  german002,
  { ...german002, id: "pain.008.003.02", title: "SEPA direct debits, Germany from 2013" },
];
