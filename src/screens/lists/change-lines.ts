import type { ChangedField } from "../../workflows/four-eyes/fields.ts";

/** `  BIC: OTPVHUHB → COBADEFF`, a line for each field; of what is new only what it is. */
export function changeLines(changes: readonly ChangedField[]): readonly string[] {
  return changes.map(({ field, from, to }) => `  ${field}: ${from === undefined ? "" : `${from} → `}${to ?? "(none)"}`);
}
