import { AppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import type { Answer } from "../../ebics/index.ts";
import { dial, type Line, rejectionText } from "../communication/line.ts";
import type { WorkflowContext } from "../context.ts";
import type { Connection } from "../ports/connections.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Subscriber } from "../ports/subscribers.ts";

/** A short conversation outside a session of the outbox: key management and grants. */
export async function onLine<T>(context: WorkflowContext, connection: Connection, subscriber: Subscriber, work: (line: Line) => Promise<T>, options: { readonly withoutKeys?: true } = {}): Promise<T> {
  const line = await dial(context, connection, subscriber, [], options);
  try {
    return await work(line);
  } finally {
    await line.close();
  }
}

/** @throws AppError ebics/`refused` with the bank's code */
export function accepted<T>(answer: Answer<T>, order: string): T {
  if (answer.kind === "ok") return answer.value;
  const { code, text, next } = rejectionText(answer);
  throw new AppError("ebics", "refused", `The bank refused ${order}: ${code} ${text}`, { meaning: "No payment is affected.", next, context: { code } });
}

/** @throws AppError workflow/`no-such-subscriber` */
export async function mustGetSubscriber(store: CustomerStore, id: SubscriberId): Promise<Subscriber> {
  const subscriber = (await store.connections.subscribers()).find((one) => one.id === id);
  if (subscriber === undefined) throw new AppError("workflow", "no-such-subscriber", "This signer is not there any more.");
  return subscriber;
}
