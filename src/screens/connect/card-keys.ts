import { Secret } from "../../domain/secret.ts";
import { keyOn, newKeyOn } from "../../workflows/cards.ts";
import { createSubscriber } from "../../workflows/connect-bank.ts";
import type { CardKey, CardToken } from "../../workflows/ports/chip-cards.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import { pinWarning } from "../cards/pin-warning.ts";
import { chooseCard, chooseKey } from "../cards/choose-card.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { FormField, FormTexts } from "../widgets/form-fields.ts";
import { classOf } from "../settings/edit-signer.ts";
import { signerFields } from "./fields.ts";
import { type ConnectContext, loadConnect, signingOperators } from "./steps.ts";
import { atBankField, versionField } from "./take-over.ts";
import { transportKeyFields, transportKeysOf } from "./transport-keys.ts";

/** Only where the card can do what is asked of it. */
const mayHoldAll = ({ canDecrypt, canMakeKeys, mechanisms }: CardToken): boolean => canDecrypt && canMakeKeys && mechanisms.includes("A005");
/** Where authentication and encryption keys live: in the store, made on the card, or those that are on it. @param keys on the card, with certificates */
function otherKeysFields(token: CardToken, keys: readonly CardKey[], adoptsSignature: boolean): FormField[] {
  const chosen = (texts: FormTexts): boolean => texts.others === "there";
  const there = transportKeyFields(keys, chosen);
  const options = [
    { value: "store", text: "in the store: sessions need nobody" },
    ...(mayHoldAll(token) ? [{ value: "card", text: "on the card, too: each session asks for its PIN" }] : []),
    ...(there === undefined ? [] : [{ value: "there", text: "those that are on it: each session asks for its PIN" }]),
  ];
  if (options.length === 1) return [];
  const others: FormField = { kind: "select", name: "others", label: "other keys", hint: "authentication and encryption (X002, E002)", options };
  const atBank: FormField[] = [{ ...atBankField, value: "no", when: chosen }, { ...versionField, when: (texts) => chosen(texts) && texts.atBank === "yes" }];
  return [others, ...(there ?? []), ...(there !== undefined && adoptsSignature ? atBank : [])];
}

/** Keys for a signer whose signature key lives on a card: which card, which key on it, then who it is. */
export async function makeKeysOnCard(screen: ConnectContext, connection: Connection): Promise<void> {
  const { params, shell } = screen;
  const { context } = params;
  const seen = await chooseCard(shell, context, "Card of the signer", "use this card");
  if (seen === undefined) return;
  const key = await chooseKey(shell, context, seen);
  if (key === undefined) return;
  const { token } = seen;
  const device = key === "new" ? newKeyOn(seen, context.tools.randomness) : keyOn(seen, key.keyId);
  const operators = await signingOperators(context);
  const made = await askForm(shell, {
    title: `Keys for ${connection.title}`, customer: customerOf(context), submit: "make the keys",
    intro: [pinWarning(token), `The signature key ${key === "new" ? "is made on" : "is the one on"} the card ${token.label}; it never leaves it.${token.pinPad ? " The reader asks for the PIN." : ""}`].filter((line) => line !== undefined),
    fields: [...signerFields(operators), ...otherKeysFields(token, await context.tools.cards.keys(seen.card), key !== "new"), ...(token.pinPad ? [] : [{ kind: "secret" as const, name: "pin", label: "card's PIN", hint: "the signer types it, on their own" }])],
    async onSubmit({ texts, secrets }) {
      using none = new Secret(new Uint8Array());
      const userId = texts.userId ?? "";
      const adoptTransport = texts.others !== "there" ? undefined : {
        ...transportKeysOf(texts), atBank: texts.atBank === "yes",
        ...(texts.atBank === "yes" ? { signatureVersion: texts.version === "A005" ? "A005" as const : "A006" as const } : {}),
      };
      const { state } = await createSubscriber(context, {
        connectionId: connection.id, userId, signerName: texts.signerName ?? "", signatureClass: classOf(texts.class), pin: secrets.pin ?? none, device, adoptKey: key !== "new", allOnCard: texts.others === "card", adoptTransport,
        operatorId: operators.find((one) => one.value === texts.operator)?.id,
      });
      return { done: state === "new" ? `Keys made for ${userId}.` : `Keys of ${userId} taken over: no letters are needed, fetch the bank's keys next.` };
    },
  });
  if (made === undefined) return;
  await loadConnect(screen);
  screen.dispatch({ type: "outcome", outcome: { text: `${made} A key on a card has no copy: where the card is lost, the user begins anew at the bank (l).`, good: true } });
}
