import { addDecimals, type Decimal, decimalText, sameDecimal } from "../decimal.ts";

/** Opening + booked = closing, exact at whatever decimals the bank writes. */
export class BalanceCheck {
  #opening: { readonly type: string; readonly amount: Decimal } | undefined;
  #closing: { readonly type: string; readonly amount: Decimal } | undefined;
  #booked: Decimal = { units: 0n, scale: 0 };
  readonly #currencies = new Set<string>();
  /** An amount could not be read: then nothing can be said. */
  #incomplete = false;

  balance(type: string, amount: Decimal, currency: string): void {
    if (type === "OPBD" || (type === "PRCD" && this.#opening === undefined)) {
      if (this.#opening?.type === type) this.#incomplete = true; // two of them: which one counts is not known
      this.#opening = { type, amount };
      this.#currencies.add(currency);
    } else if (type === "CLBD" || (type === "ITBD" && this.#closing === undefined)) {
      if (this.#closing?.type === type) this.#incomplete = true;
      this.#closing = { type, amount };
      this.#currencies.add(currency);
    }
  }

  booked(amount: Decimal, currency: string): void {
    this.#booked = addDecimals(this.#booked, amount);
    this.#currencies.add(currency);
  }

  unreadable(): void {
    this.#incomplete = true;
  }

  /** @returns null when a balance is missing, doubled, unreadable or in another currency; `text` says by how much they differ */
  result(): { readonly balanced: boolean | null; readonly text: string } {
    if (this.#opening === undefined || this.#closing === undefined || this.#incomplete || this.#currencies.size !== 1) return { balanced: null, text: "" };
    const expected = addDecimals(this.#opening.amount, this.#booked);
    const text = `${decimalText(this.#opening.amount)} at the beginning and ${decimalText(this.#booked)} booked make ${decimalText(expected)}, but the closing balance is ${decimalText(this.#closing.amount)}`;
    return { balanced: sameDecimal(expected, this.#closing.amount), text };
  }
}
