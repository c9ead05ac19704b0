import type { Finding } from "../../domain/finding.ts";
import { type Refusal, refusals } from "./refusal.ts";

/** The ISO reason for what a format reader found wrong: by the field it is in, else "the file does not follow its format". */
export function findingRefusal(finding: Finding): Refusal {
  const place = `${finding.code} ${finding.field ?? ""}`;
  const known = byPlace.find(([pattern]) => pattern.test(place));
  if (known !== undefined) return known[1];
  const line = finding.line === undefined ? "" : `Line ${finding.line}: `;
  return { code: refusals.fileUnreadable.code, text: `${line}${finding.message}`.slice(0, 105) };
}

/** Tested in this order against "code field", the codes as src/formats names them. */
const byPlace: readonly (readonly [RegExp, Refusal])[] = [
  [/CtrlSum/, refusals.sumDiffers],
  [/NbOfTxs/, refusals.countDiffers],
  [/DbtrAcct/, refusals.debtorAccountUnknown],
  [/CdtrAcct|wrong-iban/, refusals.creditorAccountWrong],
  [/wrong-bic/, refusals.bicWrong],
  [/InstdAmt|^amount-/, refusals.amountWrong],
  [/ReqdExctnDt/, refusals.dateWrong],
];
