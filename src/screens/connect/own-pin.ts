import { Secret } from "../../domain/secret.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import type { FormAnswer, FormField, FormTexts } from "../widgets/form-fields.ts";
import type { ConnectContext } from "./steps.ts";

/** What opens the present key of the user chosen in the field `user`: a passphrase, a card's PIN, or nothing where the reader asks. */
export function pinField(screen: ConnectContext, users: readonly Subscriber[], hint: string): FormField {
  return { kind: "secret", name: "pin", label: "passphrase, PIN", hint, when: (values) => secretNameOf(screen, users, values) !== undefined };
}

/** Of a key that will be made: a key file's passphrase is typed twice, a card has its PIN already. */
export function newPinFields(screen: ConnectContext, users: readonly Subscriber[]): FormField[] {
  const onCard = (values: FormTexts): boolean => chosen(users, values)?.device.kind === "pkcs11";
  return [
    { kind: "secret", name: "cardPin", label: "card's PIN", when: (values) => onCard(values) && secretNameOf(screen, users, values) !== undefined },
    { kind: "secret", name: "pin", label: "passphrase", lengthMin: 8, hint: "of the new key file", when: (values) => !onCard(values) },
    { kind: "secret", name: "again", label: "once more", sameAs: "pin", when: (values) => !onCard(values) },
  ];
}

/** The form wipes what was typed. @returns undefined when it is missing */
export function pinOf(screen: ConnectContext, users: readonly Subscriber[], { texts, secrets }: FormAnswer): Secret | undefined {
  return secretNameOf(screen, users, texts) === undefined ? new Secret(new Uint8Array()) : (secrets.cardPin ?? secrets.pin);
}

function chosen(users: readonly Subscriber[], { user }: FormTexts): Subscriber | undefined {
  return users.find((one) => one.id === user);
}

function secretNameOf({ params }: ConnectContext, users: readonly Subscriber[], values: FormTexts): string | undefined {
  const device = chosen(users, values)?.device;
  return device === undefined ? "" : params.context.tools.device(device.kind).secretName(device);
}
