import type { Printer } from "../workflows/ports/printer.ts";
import { printLetterBook, printLetters } from "./letters/index.ts";
import { printOrderSheet } from "./order-sheet/index.ts";
import { printRecoveryLetter } from "./recovery-letter/index.ts";
import { printStatement } from "./statement/index.ts";

/** Prints PDF. Holds nothing between two prints. */
export function createPrinter(): Printer {
  return { orderSheet: printOrderSheet, statement: printStatement, letters: printLetters, letterBook: printLetterBook, recoveryLetter: printRecoveryLetter };
}
