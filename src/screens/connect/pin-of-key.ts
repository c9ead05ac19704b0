import type { Secret } from "../../domain/secret.ts";
import { isWrongSecret } from "../../workflows/ports/signing-device.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { secretLabel } from "../sign/secret-label.ts";
import type { ConnectContext } from "./steps.ts";

/** Asks for what opens the user's key, as long as it is wrong, and works with it. @returns undefined when the operator has turned back */
export async function withPinOfKey<T>({ params, shell, session }: ConnectContext, user: Subscriber, title: string, details: readonly string[], work: (pin: Secret) => Promise<T>): Promise<T | undefined> {
  const { context } = params;
  const hint = session.practice?.pinHint;
  for (let problem: string | undefined; ; ) {
    const pin = await shell.askSecret({
      title, customer: customerOf(context), ...(await secretLabel(context, user.device, problem)),
      details: [`device   ${context.tools.device(user.device.kind).place(user.device)}`, ...details, ...(hint === undefined ? [] : [`PRACTICE the PIN is: ${hint}`])],
    });
    if (pin === undefined) return undefined;
    try {
      return await work(pin);
    } catch (error) {
      if (!isWrongSecret(error)) throw error;
      problem = error.message;
    } finally {
      pin.wipe();
    }
  }
}
