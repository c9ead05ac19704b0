import type { Language } from "../../domain/money.ts";
import type { InitialisationLetters, OrderSheet, RecoveryLetter, StatementSheet } from "./printed-pages.ts";

/** Values in, PDF bytes out. */
export interface Printer {
  orderSheet(sheet: OrderSheet, language: Language): AsyncIterable<Uint8Array>;
  statement(sheet: StatementSheet, language: Language): AsyncIterable<Uint8Array>;
  recoveryLetter(letter: RecoveryLetter, language: Language): AsyncIterable<Uint8Array>;
  /** The INI and the HIA letter in one file. */
  letters(letters: InitialisationLetters, language: Language): AsyncIterable<Uint8Array>;
  /** The letters of many users in one file, each user's with page numbers of their own. At least one. */
  letterBook(letters: readonly { readonly letters: InitialisationLetters; readonly language: Language }[]): AsyncIterable<Uint8Array>;
}
