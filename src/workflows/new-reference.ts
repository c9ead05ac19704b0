import { instantNow, type WorkflowContext } from "./context.ts";

/** A message id that nobody else has made, at most 28 characters: short name, moment, chance. */
export function newReference(context: WorkflowContext): string {
  const name = context.customer.profile.shortName.replace(/[^A-Z0-9]/g, "").slice(0, 8);
  return `${name}${instantNow(context).replace(/\D/g, "")}${Buffer.from(context.tools.randomness.bytes(3)).toString("hex").toUpperCase()}`;
}
