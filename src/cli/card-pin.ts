import { Secret } from "../domain/secret.ts";
import { visibleLine } from "../domain/text.ts";
import type { AskCardPin } from "../workflows/transport-keys.ts";
import type { CommandIo } from "./io.ts";
import { readSecret } from "./secrets.ts";

/** The PIN of a card that speaks with the bank: from the file that KONTOR_CARD_PIN_FILE names, once, for a wrong one must not lock the card; or on its reader. */
export function askCardPinAt(io: CommandIo): AskCardPin {
  return async ({ pinPad, tokenLabel }, problem) => {
    if (problem !== undefined) return undefined;
    if (pinPad === true) {
      io.err(`Type the PIN of the card ${visibleLine(tokenLabel, 32)} on its reader.\n`);
      return new Secret(new Uint8Array());
    }
    const file = io.environment.KONTOR_CARD_PIN_FILE;
    return file === undefined || file === "" ? undefined : readSecret("card-pin", { file });
  };
}
