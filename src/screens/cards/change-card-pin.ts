import { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { CardToken } from "../../workflows/ports/chip-cards.ts";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { WorkstationShell } from "../routes.ts";
import type { FormField } from "../widgets/form-fields.ts";
import { pinWarning } from "./pin-warning.ts";
import { chooseCard } from "./choose-card.ts";

/** Another PIN for a card that is in a reader. It is the card's own matter, whoever is logged in. */
export async function changeCardPin(shell: WorkstationShell, context: WorkflowContext): Promise<void> {
  const seen = await chooseCard(shell, context, "Change the PIN of a card", "change its PIN");
  if (seen === undefined) return;
  const { card, token } = seen;
  const done = await askForm(shell, {
    title: `PIN of the card ${token.label}`, submit: "change", intro: [pinWarning(token), token.pinPad ? "Both PINs are typed on the reader, which asks for them now." : undefined].filter((line) => line !== undefined), fields: token.pinPad ? [] : pinFields(token),
    async onSubmit({ secrets }) {
      using none = new Secret(new Uint8Array());
      try {
        await context.tools.cards.changePin(card, secrets.old ?? none, secrets.fresh ?? none);
      } finally {
        context.keptCardPins?.forget(card);
      }
      return { done: true };
    },
  });
  if (done === true) shell.notice(`The card ${token.label} has a new PIN. It opens all keys on the card.`, "good");
}

function pinFields({ pinLengthMin, pinLengthMax }: CardToken): FormField[] {
  return [
    { kind: "secret", name: "old", label: "present PIN" },
    { kind: "secret", name: "fresh", label: "new PIN", lengthMin: Math.max(1, pinLengthMin), hint: `${pinLengthMin} to ${pinLengthMax} characters` },
    { kind: "secret", name: "again", label: "once more", sameAs: "fresh" },
  ];
}
