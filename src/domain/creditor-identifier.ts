/**
 * What is wrong with the identifier of a creditor in SEPA: country, two check digits, three signs of the creditor's own choice (the business
 * code), the national number. The check digits are ISO 7064 modulo 97-10 over national number and country; the business code is not in them.
 * Source: EPC262-08.
 * @returns a sentence, or undefined where it is right
 */
export function creditorIdentifierProblem(id: string): string | undefined {
  const parts = partsOf(id);
  const right = "The creditor identifier is wrong: country, two check digits, three signs of your own choice and the national number are one (DE98ZZZ09999999999). The bank refuses the whole batch.";
  if (parts === undefined) return right;
  const digits = `${parts.national}${parts.country}${parts.check}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n ? undefined : right;
}

/** The creditor that an identifier names: the business code is the creditor's own matter, and case is none. */
export function creditorOf(id: string): string {
  const parts = partsOf(id);
  return parts === undefined ? id.trim().toUpperCase() : `${parts.country}${parts.national}`;
}

function partsOf(id: string): { readonly country: string; readonly check: string; readonly national: string } | undefined {
  const [, country, check, national] = /^([A-Z]{2})(\d\d)[A-Z0-9]{3}([A-Z0-9]{1,28})$/.exec(id.trim().toUpperCase()) ?? [];
  return country === undefined || check === undefined || national === undefined ? undefined : { country, check, national };
}
