import { basename } from "node:path";
import { AppError, type AppErrorOptions } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import type { CardPinState } from "../../workflows/ports/chip-cards.ts";
import type { AddonState } from "./addon.ts";
import type { CardFailure } from "./protocol.ts";

type CardCode = CardFailure["code"];
interface Words {
  readonly message: string;
  readonly meaning?: string;
  readonly next: string;
  readonly retryable?: true;
}

/** A card's "no" in the operator's words; the module's own word is in the context. Nothing is ever signed when one is thrown. */
export function cardError(failure: CardFailure, modulePath: string, cause?: unknown): AppError {
  const { message, meaning = "Nothing was signed.", next, retryable } = wordsOf(failure, modulePath);
  return new AppError("signer", failure.code, message, { meaning, next, retryable, cause, context: { module: modulePath, pkcs11: visibleLine(failure.detail, 200) } });
}

/** pkcs11js is not built, so no module can be spoken to. */
export function addonError(addon: Exclude<AddonState, { readonly kind: "built" }>): AppError {
  const options: AppErrorOptions = { meaning: "Nothing was signed. Key files work as before.", next: "Install g++ (Debian: apt install g++), then run: npm run chip-card" };
  if (addon.kind === "no-compiler") return new AppError("signer", "module-unavailable", "Chip cards are not available here: what speaks to them is compiled at its first use, and there is no C++ compiler.", options);
  return new AppError("signer", "module-unavailable", "Chip cards are not available here: what speaks to them could not be compiled.", { ...options, next: `${options.next} and read what it says.`, context: { output: visibleLine(addon.output, 1000) } });
}

function wordsOf({ code, detail, pinState, pinLengths }: CardFailure, modulePath: string): Words {
  switch (code) {
    case "wrong-pin":
      return { message: `The card does not take this PIN.${triesLeft[pinState ?? "ok"]}`, next: pinState === "one-try-left" ? "Be sure before you type it again: a locked card is opened only with its PUK, by whoever issued it." : "Type it again.", retryable: true };
    case "pin-locked":
      return { message: "The card's PIN is locked after too many wrong ones.", next: "Unlock it with its PUK in its maker's program, or ask whoever issued it. Typing the PIN again does not help." };
    case "pin-refused":
      return { message: pinLengths === undefined ? "The card does not take this new PIN." : `The card does not take this new PIN: it wants ${lengthText(pinLengths)}.`, meaning: "The old PIN counts as before.", next: "Choose another one.", retryable: true };
    case "pin-to-change":
      return { message: "The card wants its PIN changed before it signs.", next: "Change it on the settings screen or with: kontor card change-pin" };
    case "cancelled":
      return { message: "The PIN was not entered on the reader.", next: "Begin again, and type it while the reader waits for it.", retryable: true };
    case "busy":
      return { message: "Somebody else is using this card at this moment.", next: "Wait until they are done, then try again.", retryable: true };
    case "removed":
      return { message: "The card was taken out before this signature.", meaning: onlyBefore, next: "Put it in again and sign again: the PIN will be asked for.", retryable: true };
    case "token-not-present":
      return { message: "This card is in no reader.", next: "Put it in and try again; `kontor card list` shows what is there.", retryable: true };
    case "token-not-ready":
      return { message: "This card has no PIN yet, or cannot be written to.", meaning: "No key was made and nothing signed.", next: "Set it up in its maker's program, or ask whoever issued it." };
    case "token-full":
      return { message: "There is no room on the card for another key.", meaning: "No key was made.", next: "Take old keys off it in its maker's program, or use another card." };
    case "no-key":
      return { message: `This key is not on the card (${visibleLine(detail, 80)}).`, next: "Use the card with which you were set up at the bank, or make a new key." };
    case "exists":
      return { message: "There is a key under this id on the card already.", meaning: "Nothing was written.", next: "Use that one, or choose another id." };
    case "mechanism-unsupported":
      return { message: "The card cannot do what this asks of it.", next: "`kontor card list` says how a card can sign and whether it makes keys. Choose the other signature version (A005 or A006) with the bank, or another card." };
    case "module-crashed":
      return { message: `The card's program crashed: the module ${moduleTitle(modulePath)} (${visibleLine(detail, 40)}).`, meaning: onlyBefore, next: "Try again: it is started anew, and the PIN is asked for again. If it crashes again, update the maker's module.", retryable: true };
    case "module-silent":
      return { message: `The card's module ${moduleTitle(modulePath)} does not answer.`, meaning: onlyBefore, next: "Look at the reader: does it wait for a PIN? Unplug it and plug it in again, then try again: the module is started anew.", retryable: true };
    case "module-stopped":
      return { message: `The card's module ${moduleTitle(modulePath)} was stopped.`, meaning: onlyBefore, next: "Try again: it is started anew, and the PIN is asked for again.", retryable: true };
    case "module-unavailable":
      return { message: `The module ${moduleTitle(modulePath)} cannot be used.`, next: "Check the path in the signer's settings, and that it is the module for this reader and this kind of machine.", retryable: true };
    case "token-failed":
      return { message: "The card or its reader reports an error.", next: "Take the card out and put it in again; then try again.", retryable: true };
    default:
      return otherWords(code);
  }
}

const onlyBefore = "This was not signed; what was signed before it counts.";

const triesLeft: Readonly<Record<CardPinState, string>> = {
  ok: "", "few-tries-left": " Few tries are left.", "one-try-left": " One try is left; after that the card locks itself.", locked: " It is locked now.", "not-set": "", "to-be-changed": "",
};

/** Codes of other devices, which no card gives. */
function otherWords(code: Exclude<CardCode, "wrong-pin">): Words {
  return { message: `The card answered "${code}".`, next: "Take the card out and put it in again; then try again." };
}

function lengthText([min, max]: readonly [number, number]): string {
  return min === max ? `${min} characters` : `${min} to ${max} characters`;
}

function moduleTitle(modulePath: string): string {
  return visibleLine(basename(modulePath), 60);
}
