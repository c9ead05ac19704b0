import { askAboutKeys, settleKeysByWord } from "../../workflows/keys/ask-about-keys.ts";
import { renewKeys, suspendUser } from "../../workflows/keys/own-keys.ts";
import { startAnew } from "../../workflows/keys/start-anew.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { CommandOf } from "../routes.ts";
import type { FormField } from "../widgets/form-fields.ts";
import type { ConnectAction, ConnectModel } from "./model.ts";
import { newPinFields, pinField, pinOf } from "./own-pin.ts";
import { askCodeOn } from "../sign/ask-code.ts";
import { type ConnectContext, withBank } from "./steps.ts";

const isReady = ({ state, keyChange }: Subscriber): boolean => state === "ready" && keyChange?.phase !== "leaving";
const isOpen = ({ keyChange }: Subscriber): boolean => keyChange?.phase === "leaving";
const isSent = ({ state, unanswered }: Subscriber): boolean => state !== "new" || (unanswered ?? []).length > 0;

function usersOf({ model }: ConnectContext, which: (one: Subscriber) => boolean): readonly Subscriber[] {
  return model.facts.subscribers.filter(which);
}
function unless(which: (one: Subscriber) => boolean, why: string): (screen: ConnectContext) => string | undefined {
  return (screen) => (usersOf(screen, which).length === 0 ? why : screen.model.busy === undefined ? undefined : "Wait until the step that is running has ended.");
}

/** What happens to a user's keys over the years. */
export const ownKeyCommands: readonly CommandOf<"connect", ConnectModel, ConnectAction>[] = [
  {
    id: "connect.renew", title: "renew keys", keys: ["w"], inFooter: false, description: "New keys for a signer, signed with the old ones; those count until the bank has answered.",
    disabledReason: unless(isReady, "No signer is ready at this bank."), run: renew,
  },
  {
    id: "connect.ask-keys", title: "ask about keys", keys: ["a"], inFooter: false, description: "Finds out which keys the bank has, after a change that was never answered.",
    disabledReason: unless(isOpen, "No change of keys waits for an answer."),
    run: (screen) => withBank(screen, "Asking the bank which keys it has …", async () => {
      const texts: string[] = [];
      for (const { id } of usersOf(screen, isOpen)) texts.push((await askAboutKeys(screen.params.context, id)).text);
      return texts.join(" ");
    }),
  },
  {
    id: "connect.settle-keys", title: "the bank said", keys: ["y"], inFooter: false, description: "Which keys the bank has, as it told by telephone or letter, after a change that was never answered.",
    disabledReason: unless(isOpen, "No change of keys waits for an answer."), run: settleByWord,
  },
  {
    id: "connect.suspend", title: "suspend signer", keys: ["u"], inFooter: false, description: "Locks a signer out at the bank at once; only new keys and letters let them in again.",
    disabledReason: unless(isReady, "No signer is ready at this bank."), run: suspend,
  },
  {
    id: "connect.anew", title: "begin anew", keys: ["l"], inFooter: false, description: "Lost keys, or after a suspension: new keys and letters for the same user.",
    disabledReason: unless(isSent, "No signer's keys were sent yet."), run: beginAnew,
  },
];

const placeOf = ({ params }: ConnectContext, { device }: Subscriber): string => params.context.tools.device(device.kind).place(device);
const userField = (screen: ConnectContext, users: readonly Subscriber[]): FormField => ({ kind: "select", name: "user", label: "user", options: users.map((one) => ({ value: one.id, text: `${one.userId} · ${one.state} · ${placeOf(screen, one)}` })) });

async function renew(screen: ConnectContext): Promise<void> {
  const { params, shell } = screen;
  const users = usersOf(screen, isReady);
  await withBankAfter(screen, "Sending the new keys …", await askForm(shell, {
    title: "Renew keys", customer: customerOf(params.context), submit: "make and send",
    intro: ["New keys are made and sent to the bank, signed with the present signature key. The old ones count until the bank has answered. Signed orders must have left before."],
    fields: [
      userField(screen, users),
      { kind: "select", name: "which", label: "keys", options: [{ value: "all", text: "all three" }, { value: "signature", text: "signature key" }, { value: "transport", text: "authentication and encryption" }] },
      pinField(screen, users, "of the present key file, or the card's PIN; a new key file gets the same"),
    ],
    async onSubmit(answer) {
      const { texts } = answer;
      const user = users.find((one) => one.id === texts.user);
      const pin = pinOf(screen, users, answer);
      if (user === undefined || pin === undefined) return { problems: { pin: "A passphrase is needed." } };
      const renewed = await renewKeys({ ...params.context, askCode: askCodeOn(shell, params.context) }, user.id, { which: texts.which === "signature" || texts.which === "transport" ? texts.which : "all", pin });
      return { done: `The bank has the new keys of ${renewed.userId}. They are in: ${placeOf(screen, renewed)}; the old one signs nothing more.` };
    },
  }));
}

async function settleByWord(screen: ConnectContext): Promise<void> {
  const { params, shell } = screen;
  const users = usersOf(screen, isOpen);
  await withBankAfter(screen, "Settling …", await askForm(shell, {
    title: "The bank said which keys it has", customer: customerOf(params.context), submit: "so it is",
    intro: ["Ask the bank by its program first (a). If what you were told is wrong, the bank refuses what is signed next; nothing is executed."],
    fields: [
      userField(screen, users),
      { kind: "select", name: "found", label: "it has", options: [{ value: "new", text: "the new keys, or the suspension" }, { value: "old", text: "the old keys" }] },
      { kind: "text", name: "reason", label: "who said so", required: true, hint: "name and day; goes into the journal" },
    ],
    async onSubmit({ texts }) {
      const user = users.find((one) => one.id === texts.user);
      if (user === undefined) return { problems: { user: "Choose one." } };
      return { done: (await settleKeysByWord(params.context, user.id, texts.found === "new" ? "new" : "old", texts.reason ?? "")).text };
    },
  }));
}

async function suspend(screen: ConnectContext): Promise<void> {
  const { params, shell } = screen;
  const users = usersOf(screen, isReady);
  await withBankAfter(screen, "Suspending …", await askForm(shell, {
    title: "Suspend a signer", customer: customerOf(params.context), submit: "lock out now",
    intro: ["The signer is locked out at the bank at once: with these keys nothing more can be signed, sent or fetched. Only new keys and new letters let them in again."],
    fields: [
      userField(screen, users),
      { kind: "text", name: "code", label: "customer's code", required: true, hint: `${params.context.customer.profile.shortName}'s, to say that this is meant` },
      pinField(screen, users, "of the key file, or the card's PIN"),
    ],
    async onSubmit(answer) {
      const { texts } = answer;
      const user = users.find((one) => one.id === texts.user);
      const pin = pinOf(screen, users, answer);
      if (texts.code !== params.context.customer.profile.code) return { problems: { code: "That is not this customer's code." } };
      if (user === undefined || pin === undefined) return { problems: { pin: "A passphrase is needed." } };
      await suspendUser({ ...params.context, askCode: askCodeOn(shell, params.context) }, user.id, pin);
      return { done: `${user.userId} is suspended at the bank. l begins anew.` };
    },
  }));
}

async function beginAnew(screen: ConnectContext): Promise<void> {
  const { params, shell } = screen;
  const users = usersOf(screen, isSent);
  await withBankAfter(screen, "Making new keys …", await askForm(shell, {
    title: "Begin anew", customer: customerOf(params.context), submit: "make new keys",
    intro: ["Three new keys take the place of the old ones here at once, and the way through INI, HIA and letters begins again. Ask the bank to reset the user first, unless they suspended themselves."],
    fields: [userField(screen, users), ...newPinFields(screen, users)],
    async onSubmit(answer) {
      const user = users.find((one) => one.id === answer.texts.user);
      const pin = pinOf(screen, users, answer);
      if (user === undefined || pin === undefined) return { problems: { pin: "A passphrase is needed." } };
      const anew = await startAnew(params.context, user.id, pin);
      return { done: `New keys made for ${anew.userId}, ${placeOf(screen, anew)}. Send them once the bank has reset the user.` };
    },
  }));
}

/** What the form has done already is shown, and the screen follows the store. */
async function withBankAfter(screen: ConnectContext, doing: string, done: string | undefined): Promise<void> {
  await withBank(screen, doing, async () => done ?? "Nothing was changed.");
}
