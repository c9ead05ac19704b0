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

const byPlace: readonly (readonly [RegExp, Refusal])[] = [
  [/sum/i, refusals.sumDiffers],
  [/count|NbOfTxs/i, refusals.countDiffers],
  [/CdtrAcct|iban/i, refusals.creditorAccountWrong],
  [/CdtrAgt|bic/i, refusals.creditorBankWrong],
  [/DbtrAcct/i, refusals.debtorAccountUnknown],
  [/Amt|amount/i, refusals.amountWrong],
  [/ReqdExctnDt/i, refusals.dateWrong],
];
