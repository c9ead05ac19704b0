import type { CardToken } from "../../workflows/ports/chip-cards.ts";

/** Said before a PIN is typed that might be the last wrong one; undefined when all is well. */
export function pinWarning({ pinState }: CardToken): string | undefined {
  switch (pinState) {
    case "one-try-left":
      return "ONE TRY IS LEFT: after another wrong PIN the card locks itself.";
    case "few-tries-left":
      return "Wrong PINs were typed before; few tries are left.";
    case "locked":
      return "The PIN is locked. Only the card's PUK opens it, in its maker's program.";
    case "not-set":
      return "This card has no PIN yet; it is set up in its maker's program.";
    case "to-be-changed":
      return "The card wants its PIN changed before it signs.";
    case "ok":
      return undefined;
  }
}
