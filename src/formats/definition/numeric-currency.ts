import { number as findByNumber } from "currency-codes";

/** @param digits of ISO 4217: `978`. @returns `EUR` */
export function numericCurrency(digits: string): string | undefined {
  return /^\d{3}$/.test(digits) ? findByNumber(digits)?.code : undefined;
}
