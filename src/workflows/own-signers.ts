import type { SignerId } from "../domain/ids.ts";
import type { Signer } from "../domain/signature-rules.ts";
import type { WorkflowContext } from "./context.ts";
import type { Subscriber } from "./ports/subscribers.ts";

export interface OwnSigner {
  readonly signer: Signer;
  readonly subscriber: Subscriber;
}

/** Of the signers, those who are this operator, with the users as which the banks know them; a bank takes nothing of a suspended one. */
export async function ownSigners(context: WorkflowContext, signers: readonly Signer[]): Promise<readonly OwnSigner[]> {
  const mine = new Map<SignerId, Signer>(signers.filter((signer) => signer.operatorId === context.operator.id).map((signer) => [signer.id, signer]));
  const subscribers = await context.store.connections.subscribers();
  return subscribers.flatMap((subscriber) => {
    const signer = mine.get(subscriber.signerId);
    return signer === undefined || subscriber.state === "suspended" ? [] : [{ signer, subscriber }];
  });
}
