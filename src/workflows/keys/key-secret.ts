import type { SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { surroundingsOf } from "../devices.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { mustGetSubscriber } from "./on-line.ts";
import { requireKeyRight } from "./own-keys.ts";

/**
 * Another passphrase of a user's key file, or another PIN of their card. The key stays, and the bank hears nothing of it.
 * @throws AppError signer/`wrong-passphrase`, `weak-passphrase`, and what a card says; nothing has changed then
 */
export async function changeKeySecret(context: WorkflowContext, id: SubscriberId, oldSecret: Secret, newSecret: Secret): Promise<Subscriber> {
  const subscriber = await mustGetSubscriber(context.store, id);
  await requireKeyRight(context, subscriber, "change the passphrase of this key");
  const driver = context.tools.device(subscriber.device.kind);
  try {
    await driver.changeSecret(subscriber.device, oldSecret, newSecret, context.customer.folder, surroundingsOf(context));
  } finally {
    if (subscriber.device.kind === "pkcs11") context.keptCardPins?.forget(subscriber.device);
  }
  await context.store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "key.secret-changed", subject: id, summary: `Passphrase or PIN of ${subscriber.userId} changed (${driver.place(subscriber.device)})` });
  return subscriber;
}
