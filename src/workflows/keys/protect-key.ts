import { createHash } from "node:crypto";
import { AppError, assert } from "../../domain/errors.ts";
import type { ReleaseTokenId, SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { openDevice, releaseDevice, surroundingsOf } from "../devices.ts";
import { mustGetConnection } from "../must-get.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { ReleaseToken } from "../ports/one-time-password.ts";
import type { KeyFileConfig, KeySeal, SigningDeviceConfig } from "../ports/signing-device.ts";
import { mustGetToken } from "./code-tokens.ts";
import { mustGetSubscriber } from "./on-line.ts";
import { requireKeyRight } from "./own-keys.ts";

/**
 * From now on the user's key signs only what a one-time password of this token has released. The key itself stays, and the bank hears nothing of it.
 * A key that is protected already changes its token: by a code of the old one, or without where that was reported lost.
 * @param pin of the key file; is not kept
 * @throws AppError workflow/`token-of-another`, `card-not-protected`; signer/`wrong-passphrase`, `code-not-set-up`; nothing has changed then
 */
export async function protectKey(context: WorkflowContext, id: SubscriberId, tokenId: ReleaseTokenId, pin: Secret): Promise<Subscriber> {
  const subscriber = await own(context, id);
  const token = await mustGetToken(context.store, tokenId);
  if (token.signerId !== subscriber.signerId) throw new AppError("workflow", "token-of-another", `The ${token.title} belongs to another signer.`, { meaning: "Nothing was changed.", next: "Set up a token for this signer." });
  if (token.state !== "active") throw new AppError("signer", "code-not-set-up", `The ${token.title} cannot be used: it is ${token.state.replace("-", " ")}.`, { meaning: "Nothing was changed.", next: "Confirm it by a code first, or set up another one." });
  await requireRealGateway(context, subscriber, token);
  const { key, seal } = await presentSeal(context, subscriber, pin, `another token for the key of ${subscriber.userId}`);
  if (seal === tokenId) return subscriber;
  return reseal(context, subscriber, key, seal, tokenId, pin, `The key of ${subscriber.userId} signs only with one-time passwords of the ${token.title}`);
}

/**
 * Takes the protection off again: from now on the PIN alone opens the key. Needs a code, or that the token was reported lost.
 * @throws AppError workflow/`not-protected`; signer/`wrong-passphrase` and the codes of a release
 */
export async function unprotectKey(context: WorkflowContext, id: SubscriberId, pin: Secret): Promise<Subscriber> {
  const subscriber = await own(context, id);
  if (subscriber.device.kind !== "one-time-password") throw new AppError("workflow", "not-protected", `The key of ${subscriber.userId} wants no one-time password.`, { meaning: "Nothing was changed." });
  const { key, seal } = await presentSeal(context, subscriber, pin, `key of ${subscriber.userId} WITHOUT one-time passwords from now on`);
  const summary = `The key of ${subscriber.userId} wants no one-time password any more`;
  return seal === "pin" ? put(context, id, key, summary) : reseal(context, subscriber, key, seal, "pin", pin, summary);
}

/** Codes of the practice set-up are shown on this screen, so they protect nothing. @throws AppError workflow/`practice-token` */
async function requireRealGateway(context: WorkflowContext, { connectionId }: Subscriber, { method, title }: ReleaseToken): Promise<void> {
  if (method.kind !== "text-message" || method.gateway.kind !== "practice" || (await mustGetConnection(context.store, connectionId)).practice) return;
  throw new AppError("workflow", "practice-token", `The ${title} is one of the practice set-up.`, { meaning: "Nothing was changed: its codes would protect nothing at a real bank.", next: "Set up a token, or a telephone with a real gateway." });
}

async function own(context: WorkflowContext, id: SubscriberId): Promise<Subscriber> {
  const subscriber = await mustGetSubscriber(context.store, id);
  await requireKeyRight(context, subscriber, "protect this key");
  return subscriber;
}

/** What the file is sealed by now, with everything proven that leaving it takes: the PIN, and a code where a token counts. */
async function presentSeal(context: WorkflowContext, { device }: Subscriber, pin: Secret, title: string): Promise<{ readonly key: KeyFileConfig; readonly seal: KeySeal }> {
  if (device.kind === "pkcs11") throw new AppError("workflow", "card-not-protected", "The key is on a card, which cannot be sealed by Kontor: whoever has it and its PIN can sign with any program.", {
    meaning: "Nothing was changed.", next: "A card is a second factor itself; a reader with a pad keeps its PIN from this machine. For a second look at what is signed, let a second person sign.",
  });
  if (device.kind === "key-file") {
    await context.tools.oneTimePassword.tryPin(device, "pin", pin, context.customer.folder, surroundingsOf(context));
    return { key: device, seal: "pin" };
  }
  const { key, tokenId } = device;
  if ((await mustGetToken(context.store, tokenId)).state === "lost") {
    const seal = await sealThatOpens(context, device, pin);
    return { key, seal };
  }
  const opened = await openDevice(context, device, pin);
  try {
    await releaseDevice(context, opened, { title, digests: [createHash("sha256").update(`kontor seal ${tokenId} ${title}`).digest("hex")], sums: [], accounts: [] });
  } finally {
    await opened.close();
  }
  return { key, seal: tokenId };
}

/** Of a lost token: a change that was broken off before is not completed, only found out. */
async function sealThatOpens(context: WorkflowContext, { key, tokenId, changingFrom }: Extract<SigningDeviceConfig, { readonly kind: "one-time-password" }>, pin: Secret): Promise<KeySeal> {
  const opens = (seal: KeySeal): Promise<void> => context.tools.oneTimePassword.tryPin(key, seal, pin, context.customer.folder, surroundingsOf(context));
  try {
    await opens(tokenId);
    return tokenId;
  } catch (error) {
    if (changingFrom === undefined) throw error;
    await opens(changingFrom);
    return changingFrom;
  }
}

/** Noted, done, noted: broken off anywhere, the next opening finds by `changingFrom` what is left to do. */
async function reseal(context: WorkflowContext, subscriber: Subscriber, key: KeyFileConfig, from: KeySeal, to: KeySeal, pin: Secret, summary: string): Promise<Subscriber> {
  // On the way to the PIN alone the token goes on counting until the file is written.
  const [token, other] = to === "pin" ? [from, to] : [to, from];
  assert(token !== "pin", "one side of a change of seal is a token");
  await put(context, subscriber.id, { kind: "one-time-password", key, tokenId: token, changingFrom: other });
  await context.tools.oneTimePassword.reseal(key, from, to, pin, context.customer.folder, surroundingsOf(context));
  return put(context, subscriber.id, to === "pin" ? key : { kind: "one-time-password", key, tokenId: token }, summary);
}

async function put(context: WorkflowContext, id: SubscriberId, device: SigningDeviceConfig, summary?: string): Promise<Subscriber> {
  return context.store.transaction(async (store) => {
    const now = await mustGetSubscriber(store, id);
    const changed: Subscriber = { ...now, device };
    await store.connections.putSubscriber(changed);
    if (summary !== undefined) await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "key.seal-changed", subject: id, summary });
    return changed;
  });
}
