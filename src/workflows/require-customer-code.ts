import { AppError } from "../domain/errors.ts";
import type { WorkflowContext } from "./context.ts";

/** What is signed is above the customer's limit: its code was typed, so it is the right customer. @throws AppError input/`wrong-customer-code` */
export async function requireCustomerCode(context: WorkflowContext, needed: boolean, typed: string | undefined): Promise<void> {
  if (!needed || typed === (await context.store.profile.get()).code) return;
  throw new AppError("input", "wrong-customer-code", `That is not the code of ${context.customer.profile.shortName}.`, { meaning: "Nothing was signed.", next: "Check that you are signing for the right customer, and type its code." });
}
