import { returnCode } from "../../ebics/index.ts";

/** The two return codes of an answer. */
export interface Codes {
  readonly technical: string;
  readonly business: string;
}

export const ok: Codes = { technical: "000000", business: "000000" };

/** A refusal, in the place where its code belongs: header for technical ones, body for business ones. */
export function codesFor(code: string): Codes {
  return returnCode(code).level === "business" ? { technical: "000000", business: code } : { technical: code, business: "000000" };
}

/** ReportText: of the code that decides, so that a customer who sees only this text sees why. */
export function reportText(codes: Codes): string {
  const technical = returnCode(codes.technical);
  const decisive = technical.class === "error" || codes.business === "000000" ? technical : returnCode(codes.business);
  return `[${decisive.name}] ${decisive.sentence} (PRACTICE bank)`;
}
