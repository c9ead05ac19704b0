import { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { CardToken } from "../../workflows/ports/chip-cards.ts";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { WorkstationShell } from "../routes.ts";
import type { FormField } from "../widgets/form-fields.ts";
import { chooseCard } from "./choose-card.ts";

/** Another PIN for a card that is in a reader. It is the card's own matter, whoever is logged in. */
export async function changeCardPin(shell: WorkstationShell, context: WorkflowContext): Promise<void> {
  const seen = await chooseCard(shell, context, "Change the PIN of a card", "change its PIN");
  if (seen === undefined) return;
  const { card, token } = seen;
  const done = await askForm(shell, {
    title: `PIN of the card ${token.label}`, submit: "change", intro: [...pinWarning(token), ...(token.pinPad ? ["Both PINs are typed on the reader, which asks for them now."] : [])], fields: token.pinPad ? [] : pinFields(token),
    async onSubmit({ secrets }) {
      using none = new Secret(new Uint8Array());
      await context.tools.cards.changePin(card, secrets.old ?? none, secrets.fresh ?? none);
      return { done: true };
    },
  });
  if (done === true) shell.notice(`The card ${token.label} has a new PIN. It opens all keys on the card.`, "good");
}

/** Said before a PIN is typed that might be the last wrong one. */
export function pinWarning({ pinState }: CardToken): string[] {
  switch (pinState) {
    case "one-try-left":
      return ["ONE TRY IS LEFT: after another wrong PIN the card locks itself."];
    case "few-tries-left":
      return ["Wrong PINs were typed before; few tries are left."];
    case "locked":
      return ["The PIN is locked. Only the card's PUK opens it, in its maker's program."];
    case "not-set":
      return ["This card has no PIN yet; it is set up in its maker's program."];
    case "to-be-changed":
      return ["The card wants its PIN changed before it signs."];
    case "ok":
      return [];
  }
}

function pinFields({ pinLengthMin, pinLengthMax }: CardToken): FormField[] {
  return [
    { kind: "secret", name: "old", label: "present PIN" },
    { kind: "secret", name: "fresh", label: "new PIN", lengthMin: Math.max(1, pinLengthMin), hint: `${pinLengthMin} to ${pinLengthMax} characters` },
    { kind: "secret", name: "again", label: "once more", sameAs: "fresh" },
  ];
}
