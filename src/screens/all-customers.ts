import { AppError } from "../domain/errors.ts";
import type { WorkflowContext } from "../workflows/context.ts";
import type { WorkstationSession } from "./session.ts";

/** Every customer that the operator may open, opened. One that cannot be is left out: the cockpit says on its line why. */
export async function allCustomers(session: WorkstationSession): Promise<readonly WorkflowContext[]> {
  const contexts: WorkflowContext[] = [];
  for (const { id } of (await session.operator?.customers()) ?? []) {
    try {
      contexts.push(await session.contextFor(id));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return contexts;
}
