import { setImmediate } from "node:timers/promises";
import type { CustomerId } from "../../domain/ids.ts";
import { attentionOf } from "../../workflows/attention.ts";
import { bankKeyQuestions, spreadBankKeyChange } from "../../workflows/keys/bank-key-change.ts";
import type { ContextOf } from "../routes.ts";
import { type CockpitAction, type CockpitModel, customersOf } from "./model.ts";

export type CockpitContext = ContextOf<"cockpit", CockpitModel, CockpitAction>;

/** Lists the customers at once, then reads one after the other, those that the filter shows first; their lines fill in. Between two, keys are heard. */
export async function readCustomers(screen: CockpitContext): Promise<void> {
  const operator = screen.session.operator;
  if (operator === undefined) return;
  const before = new Set(screen.current().customers.map((customer) => customer.summary.id));
  screen.dispatch({ type: "listed", customers: await operator.customers() });
  const { round } = screen.current();
  const ids = screen.current().customers.map((customer) => customer.summary.id);
  // Those never seen first: they have no line yet.
  const waiting = new Set([...ids.filter((id) => !before.has(id)), ...ids.filter((id) => before.has(id))]);
  while (waiting.size > 0) {
    if (screen.signal.aborted || screen.current().round !== round) return;
    const next = nextToRead(screen.current(), waiting);
    if (next === undefined) break;
    waiting.delete(next);
    await readCustomer(screen, next);
    await setImmediate();
  }
  await spreadBankKeyChanges(screen);
}

/** @param waiting in the order in which they are read when nobody has filtered */
function nextToRead(model: CockpitModel, waiting: ReadonlySet<CustomerId>): CustomerId | undefined {
  const shown = model.list.filter === "" ? undefined : customersOf(model).find(({ summary }) => waiting.has(summary.id));
  return shown?.summary.id ?? waiting.values().next().value;
}

/** One customer has heard that its bank has other keys: the others of that bank hear it too, so that nothing is sent there for them either. */
async function spreadBankKeyChanges(screen: CockpitContext): Promise<void> {
  const customers = screen.current().customers;
  if (!customers.some((one) => one.attention?.items.some((item) => item.bank !== undefined) === true)) return;
  const contexts = customers.flatMap((one) => (one.context === undefined ? [] : [one.context]));
  for (const question of await bankKeyQuestions(contexts)) {
    if (question.oldKeys === undefined) continue;
    await spreadBankKeyChange(question);
    for (const { context } of question.customers) await readCustomer(screen, context.customer.id);
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
