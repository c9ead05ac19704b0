import { setImmediate } from "node:timers/promises";
import type { CustomerId } from "../../domain/ids.ts";
import { attentionOf } from "../../workflows/attention.ts";
import type { ContextOf } from "../routes.ts";
import type { CockpitAction, CockpitModel } from "./model.ts";

export type CockpitContext = ContextOf<"cockpit", CockpitModel, CockpitAction>;

/** Lists the customers at once, then reads one after the other; their lines fill in. Between two, keys are heard. */
export async function readCustomers(screen: CockpitContext): Promise<void> {
  const operator = screen.session.operator;
  if (operator === undefined) return;
  const before = new Set(screen.current().customers.map((customer) => customer.summary.id));
  screen.dispatch({ type: "listed", customers: await operator.customers() });
  const { round } = screen.current();
  const ids = screen.current().customers.map((customer) => customer.summary.id);
  // Those never seen first: they have no line yet.
  for (const id of [...ids.filter((id) => !before.has(id)), ...ids.filter((id) => before.has(id))]) {
    if (screen.signal.aborted || screen.current().round !== round) return;
    await readCustomer(screen, id);
    await setImmediate();
  }
}

/** One customer anew. What is wrong with it is said on its line; the others are not held up. */
async function readCustomer({ session, dispatch }: CockpitContext, id: CustomerId): Promise<void> {
  try {
    const context = await session.contextFor(id);
    dispatch({ type: "read", id, context, attention: await attentionOf(context) });
  } catch (error) {
    dispatch({ type: "failed", id, error });
  }
}
