import type { CustomerColour } from "./paint.ts";

/** Cells. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Which customer a dialog is about: named in it, in its colour. */
export interface DialogCustomer {
  readonly shortName: string;
  readonly colour: CustomerColour;
}

/** A question whose harmless answer is the default. */
export interface Confirmation {
  readonly title: string;
  /** What happens if the answer is yes; first line of the dialog: "412 300.00 EUR leave DANUBE's account at 15:00." */
  readonly consequence: string;
  readonly details?: readonly string[] | undefined;
  /** Where not all of it has room: yes is not said before its end was on the screen. */
  readonly readAll?: boolean | undefined;
  readonly customer?: DialogCustomer | undefined;
  /** Words of the two answers: "send", "do not send". */
  readonly yes: string;
  readonly no?: string | undefined;
  /** The operator must type this (the customer's code) for yes. */
  readonly typedCode?: string | undefined;
  /** When it settles, there is nothing left to ask about: the question goes away, as if the answer were no. */
  readonly until?: Promise<unknown> | undefined;
}

export interface SecretQuestion {
  readonly title: string;
  /** Which device, which key, what is signed: shown above the field. */
  readonly details: readonly string[];
  /** "PIN", "passphrase". */
  readonly label: string;
  /** Enter alone is an answer too: an empty secret. */
  readonly emptyAllowed?: boolean | undefined;
  readonly customer?: DialogCustomer | undefined;
  /** Shown in red above the field: "Wrong passphrase, 2 tries left." */
  readonly problem?: string | undefined;
}

/** One line of text is asked for. */
export interface TextQuestion {
  readonly title: string;
  readonly label: string;
  /** What stands in the field at first. */
  readonly value?: string;
  readonly details?: readonly string[];
}
