import { AppError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { Administered } from "../../workflows/four-eyes/administer.ts";
import { moveTransportToCard } from "../../workflows/keys/transport-to-card.ts";
import type { CardKey } from "../../workflows/ports/chip-cards.ts";
import type { KeysToAdopt } from "../../workflows/transport-keys.ts";
import { chooseCard } from "../cards/choose-card.ts";
import { pinWarning } from "../cards/pin-warning.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { tellOutcome } from "../settings/tell-outcome.ts";
import type { FormField, FormTexts } from "../widgets/form-fields.ts";
import { type ConnectContext, loadConnect } from "./steps.ts";

/** Which keys on a card speak with the bank. @param keys with certificates @returns undefined when the card has none for one of the two */
export function transportKeyFields(keys: readonly CardKey[], when: (texts: FormTexts) => boolean = () => true): readonly FormField[] | undefined {
  const optionsFor = (use: CardKey["use"]) => keys.filter((one) => one.use === use || one.use === undefined).map((one) => ({ value: one.keyId, text: `${one.keyId} · ${one.subject}` }));
  const [authentication, encryption] = [optionsFor("authentication"), optionsFor("encryption")];
  if (authentication.length === 0 || encryption.length === 0) return undefined;
  return [
    { kind: "select", name: "authenticationKey", label: "X002 key", options: authentication, when },
    { kind: "select", name: "encryptionKey", label: "E002 key", options: encryption, when },
  ];
}

export function transportKeysOf({ authenticationKey, encryptionKey }: FormTexts): KeysToAdopt {
  return { authenticationKeyId: authenticationKey ?? "", encryptionKeyId: encryptionKey ?? "" };
}

/** A user who is set up speaks with the bank by two keys that are on a card; those in the store are forgotten. */
export async function useKeysOfCard(screen: ConnectContext): Promise<void> {
  const { params, shell, model } = screen;
  const { context } = params;
  const users = model.facts.subscribers;
  const seen = await chooseCard(shell, context, "Card with the keys that speak with the bank", "use this card");
  if (seen === undefined) return;
  const { card, token } = seen;
  const keyFields = transportKeyFields(await context.tools.cards.keys(card));
  if (keyFields === undefined) throw new AppError("signer", "no-key", `The card ${token.label} has no authentication and encryption keys with certificates.`, { meaning: "Nothing was changed." });
  const done = await askForm<Administered>(shell, {
    title: "Keys on a card", customer: customerOf(context), submit: "use them",
    intro: [pinWarning(token), "Authentication and encryption keys that are on the card already. Where the bank has keys of the user, they must be these. Those in the store are forgotten, and each session asks for the card's PIN."].filter((line) => line !== undefined),
    fields: [
      { kind: "select", name: "user", label: "user", options: users.map((one) => ({ value: one.id, text: `${one.userId} · ${one.state}` })) },
      ...keyFields, ...(token.pinPad ? [] : [{ kind: "secret" as const, name: "pin", label: "card's PIN" }]),
    ],
    async onSubmit({ texts, secrets }) {
      const user = users.find((one) => one.id === texts.user);
      if (user === undefined) return { problems: { user: "Choose a user." } };
      using none = new Secret(new Uint8Array());
      return { done: await moveTransportToCard(context, user.id, { ...card, ...(token.pinPad ? { pinPad: true } : {}) }, transportKeysOf(texts), secrets.pin ?? none) };
    },
  });
  tellOutcome(screen, done);
  if (done?.kind !== "done") return;
  await loadConnect(screen);
  screen.dispatch({ type: "outcome", outcome: { text: `The keys on the card ${token.label} speak with the bank from now on.`, good: true } });
}
