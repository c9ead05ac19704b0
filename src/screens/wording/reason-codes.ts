import { reasonWords } from "../../domain/reason-codes.ts";

/** `AC04 closed account`; an unknown code stands alone with the bank's own text. @param text the bank's, unfiltered */
export function reasonText(code: string | undefined, text?: string | undefined): string {
  const words = code === undefined ? undefined : reasonWords(code);
  const own = text?.trim() ?? "";
  return [code, words ?? own, words !== undefined && own !== "" && own.toLowerCase() !== words ? `(${own})` : undefined].filter((part) => part !== undefined && part !== "").join(" ");
}
