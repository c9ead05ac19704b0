import { basename } from "node:path";
import { visibleLine } from "../domain/text.ts";
import type { ChipCards } from "../workflows/ports/chip-cards.ts";
import type { CommandIo } from "./io.ts";

/** Says that a card's module does not answer, and lets Ctrl-C stop it: what waits for it fails then and is told as everything that fails. @param stopped what stopping means, as the end of a sentence */
export function tellSilence(io: CommandIo, cards: ChipCards, stopped: string): void {
  cards.onSilence(({ modulePath, answered, stop }) => {
    io.err(`The card's module ${visibleLine(basename(modulePath), 60)} does not answer. Look at the reader: does it wait for a PIN? Is the card in it? Ctrl-C stops it: ${stopped}.\n`);
    process.once("SIGINT", stop);
    void answered.then(() => process.removeListener("SIGINT", stop));
  });
}
