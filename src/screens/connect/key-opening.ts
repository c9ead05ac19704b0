import type { ReleaseTokenId } from "../../domain/ids.ts";
import { isAppError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { Administered } from "../../workflows/four-eyes/administer.ts";
import { confirmCodeToken, enrolCodeToken, loseCodeToken, resynchroniseCodeToken, unlockCodeToken } from "../../workflows/keys/code-tokens.ts";
import { changeKeySecret } from "../../workflows/keys/key-secret.ts";
import { protectKey, unprotectKey } from "../../workflows/keys/protect-key.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import type { Enrolment } from "../../workflows/ports/one-time-password.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { CommandOf } from "../routes.ts";
import { tellOutcome } from "../settings/tell-outcome.ts";
import { askCodeOn } from "../sign/ask-code.ts";
import type { FormField } from "../widgets/form-fields.ts";
import { actionField, methodOf, tokenFields } from "./code-fields.ts";
import type { ConnectAction, ConnectModel } from "./model.ts";
import { withPinOfKey } from "./pin-of-key.ts";
import { type ConnectContext, loadConnect } from "./steps.ts";
import { useKeysOfCard } from "./transport-keys.ts";

const why = ({ model }: ConnectContext): string | undefined =>
  model.facts.subscribers.length === 0 ? "No signer's keys were made yet." : model.busy === undefined ? undefined : "Wait until the step that is running has ended.";

/** How a user's signature key is opened: its passphrase or PIN, and one-time passwords on top. The bank hears nothing of either. */
export const keyOpeningCommands: readonly CommandOf<"connect", ConnectModel, ConnectAction>[] = [
  { id: "connect.passphrase", title: "passphrase or PIN", keys: ["p"], inFooter: false, description: "Another passphrase for a signer's key file, or another PIN for the card.", disabledReason: why, run: changePassphrase },
  { id: "connect.codes", title: "one-time passwords", keys: ["t"], inFooter: false, description: "A signer's key signs only with a code from a token or a text message; or no more.", disabledReason: why, run: manageCodes },
  { id: "connect.use-card", title: "keys of a card", keys: ["k"], inFooter: false, description: "A user speaks with the bank by authentication and encryption keys that are on a card already.", disabledReason: why, run: useKeysOfCard },
];

async function changePassphrase(screen: ConnectContext): Promise<void> {
  const { params, shell } = screen;
  const users = screen.model.facts.subscribers;
  const typedHere = users.filter(({ device }) => params.context.tools.device(device.kind).secretName(device) !== undefined);
  const [onReader] = users;
  if (typedHere.length === 0 && onReader !== undefined) return changeOnReader(screen, onReader);
  const done = await askForm(shell, {
    title: "Passphrase or PIN of a key", customer: customerOf(params.context), submit: "change",
    intro: ["The key stays the same, and the bank hears nothing of it. Copies of a key file that were made before keep the old passphrase."],
    fields: [
      userField(screen, typedHere),
      { kind: "secret", name: "old", label: "present one" },
      { kind: "secret", name: "fresh", label: "new one", hint: "a key file wants at least 10 characters; a card says itself what it takes" },
      { kind: "secret", name: "again", label: "once more", sameAs: "fresh" },
    ],
    async onSubmit({ texts, secrets }) {
      const user = users.find((one) => one.id === texts.user);
      if (user === undefined || secrets.old === undefined || secrets.fresh === undefined) return { problems: { old: "Type both." } };
      try {
        await changeKeySecret(params.context, user.id, secrets.old, secrets.fresh);
      } catch (error) {
        const field = isAppError(error, "signer", "weak-passphrase") || isAppError(error, "signer", "pin-refused") ? "fresh" : isAppError(error, "signer") ? "old" : undefined;
        if (field === undefined || !isAppError(error)) throw error;
        return { problems: { [field]: error.message } };
      }
      return { done: `The passphrase or PIN of ${user.userId} was changed.` };
    },
  });
  if (done !== undefined) shell.notice(done, "good");
}

async function changeOnReader({ params, shell }: ConnectContext, user: Subscriber): Promise<void> {
  shell.notice("Type the old PIN and the new one on the reader …");
  await changeKeySecret(params.context, user.id, new Secret(new Uint8Array()), new Secret(new Uint8Array()));
  shell.notice(`The PIN of ${user.userId} was changed.`, "good");
}

async function manageCodes(screen: ConnectContext): Promise<void> {
  const { params, shell, model } = screen;
  const signers = new Set(model.facts.subscribers.map(({ signerId }) => signerId));
  const tokens = (await params.context.store.releases.tokens()).filter(({ signerId }) => signers.has(signerId));
  const chosen = await askForm(shell, {
    title: "One-time passwords", customer: customerOf(params.context), submit: "go on",
    intro: ["A protected key signs only what a code has released: a code from a token, or from a text that says sum, account and payee. The PIN stays."],
    fields: [userField(screen, model.facts.subscribers), actionField(tokens, params.context.rights.includes("administer"))],
    async onSubmit({ texts }) {
      const user = model.facts.subscribers.find((one) => one.id === texts.user);
      return user === undefined ? { problems: { user: "Choose a signer." } } : { done: { user, what: texts.what ?? "" } };
    },
  });
  if (chosen === undefined) return;
  const context: WorkflowContext = { ...params.context, askCode: askCodeOn(shell, params.context) };
  try {
    const told = await doWhat(screen, context, chosen.user, chosen.what);
    if (told !== undefined) shell.notice(told, "good");
  } catch (error) {
    if (!isAppError(error, "signer", "code-not-given")) throw error;
    shell.notice("Nothing was changed: no code was given.", "info");
  }
  await loadConnect(screen);
}

/** @returns what was done; undefined when the operator has turned back */
async function doWhat(screen: ConnectContext, context: WorkflowContext, user: Subscriber, what: string): Promise<string | undefined> {
  const { shell } = screen;
  const [verb, id = ""] = what.split(" ");
  const tokenId = id as ReleaseTokenId; // of a token that was listed
  switch (verb) {
    case "new":
      return newToken(screen, context, user);
    case "with":
      return protect(screen, context, user, tokenId);
    case "confirm":
      await confirmCodeToken(context, tokenId);
      return protect(screen, context, user, tokenId);
    case "off":
      return withPinOfKey(screen, user, "Take the protection off", ["then     the PIN alone opens the key"], async (pin) => {
        await unprotectKey(context, user.id, pin);
        return `The key of ${user.userId} wants no one-time password any more.`;
      });
    case "right":
      return setRight(screen, context, tokenId);
    case "unlock":
      return told(screen, await unlockCodeToken(context, tokenId), "It can be used again. Find out who typed the wrong codes.");
    default: {
      const sure = await shell.confirm({ title: "A lost token", customer: customerOf(context), consequence: "It counts no more, for good. The signer then protects the key by another one, or takes the protection off, with the PIN alone.", yes: "it is lost", no: "leave it" });
      return sure ? told(screen, await loseCodeToken(context, tokenId), "It counts no more.") : undefined;
    }
  }
}

/** @returns undefined where it waits for another administrator, which is said */
function told(screen: ConnectContext, outcome: Administered, done: string): string | undefined {
  tellOutcome(screen, outcome);
  return outcome.kind === "done" ? done : undefined;
}

async function newToken(screen: ConnectContext, context: WorkflowContext, user: Subscriber): Promise<string | undefined> {
  const { shell, model } = screen;
  const signer = model.signers.find((one) => one.id === user.signerId);
  const enrolled = await askForm<Enrolment>(shell, {
    title: "A new token or telephone", customer: customerOf(context), submit: "set up",
    fields: tokenFields(model.facts.connection?.practice === true),
    async onSubmit(answer) {
      const title = `${answer.texts.kind === "text" ? "telephone" : "token"} of ${signer?.name ?? user.userId}`;
      return { done: await enrolCodeToken(context, { signerId: user.signerId, title, method: methodOf(answer, `${context.customer.folder}/practice-texts.txt`) }) };
    },
  });
  if (enrolled === undefined) return undefined;
  const { token, handover } = enrolled;
  if (handover !== undefined) {
    await showFacts(shell, {
      title: "The secret of the token, shown this once", customer: customerOf(context),
      facts: [
        ["now", "Put it into the authenticator or token, and keep it nowhere else. Then Esc: its first code is asked for."], ["base 32", handover.secretBase32.replace(/(.{4})(?=.)/g, "$1 ")],
        ...(handover.uri === undefined ? [["hex", handover.secretHex] as const, ["OCRA suite", handover.suite ?? ""] as const] : [["address", handover.uri] as const]),
      ],
    });
  }
  await confirmCodeToken(context, token.id);
  return protect(screen, context, user, token.id);
}

function protect(screen: ConnectContext, context: WorkflowContext, user: Subscriber, tokenId: ReleaseTokenId): Promise<string | undefined> {
  return withPinOfKey(screen, user, "Protect the key", ["then     the key signs only with PIN and one-time password"], async (pin) => {
    await protectKey(context, user.id, tokenId, pin);
    return `The key of ${user.userId} signs only with one-time passwords from now on.`;
  });
}

async function setRight({ shell }: ConnectContext, context: WorkflowContext, tokenId: ReleaseTokenId): Promise<string | undefined> {
  const typed = await askForm(shell, {
    title: "Set a token right", customer: customerOf(context), submit: "set right", intro: ["Type a code that the token shows now, and then the next one."],
    fields: [{ kind: "secret", name: "first", label: "code" }, { kind: "secret", name: "second", label: "next code" }],
    async onSubmit({ secrets }) {
      if (secrets.first === undefined || secrets.second === undefined) return { problems: { first: "Type both." } };
      try {
        await resynchroniseCodeToken(context, tokenId, secrets.first, secrets.second);
      } catch (error) {
        if (!isAppError(error, "signer", "wrong-code")) throw error;
        return { problems: { first: error.message } };
      }
      return { done: "The token is right again." };
    },
  });
  return typed;
}

function userField({ params }: ConnectContext, users: readonly Subscriber[]): FormField {
  return { kind: "select", name: "user", label: "user", options: users.map((one) => ({ value: one.id, text: `${one.userId} · ${params.context.tools.device(one.device.kind).place(one.device)}` })) };
}
