import { AppError } from "../domain/errors.ts";
import type { OrderId, TemplateId } from "../domain/ids.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "./context.ts";
import { mustGet } from "./must-get.ts";
import type { Template } from "./ports/templates.ts";

/** A template with more payments than this is a file to import, not a form to fill in again. */
const transactionsMax = 500;

export async function saveTemplate(context: WorkflowContext, template: Template): Promise<void> {
  requireRight(context, "prepare", "change templates");
  if (template.title.trim() === "") throw new AppError("input", "no-title", "A template needs a name.", { meaning: "Nothing was stored." });
  await context.store.transaction(async (store) => {
    await store.templates.put(template);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "template.saved", subject: template.id, summary: `Template ${template.title}` });
  });
}

export async function removeTemplate(context: WorkflowContext, id: TemplateId): Promise<void> {
  requireRight(context, "prepare", "remove templates");
  await context.store.transaction(async (store) => {
    const template = await store.templates.get(id);
    if (template === undefined) return;
    await store.templates.remove(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "template.removed", subject: id, summary: `Template ${template.title} removed` });
  });
}

/** Keeps an order's payments to be filled in again. @throws AppError input/`too-many-payments` */
export async function templateFromOrder(context: WorkflowContext, id: OrderId, title: string): Promise<Template> {
  requireRight(context, "prepare", "make templates");
  const order = await mustGet(context.store, id);
  if (order.transactionCount > transactionsMax) {
    throw new AppError("input", "too-many-payments", `A template holds at most ${transactionsMax} payments; this order has ${order.transactionCount}.`, { next: "Import the file again next time instead." });
  }
  const rows = await context.store.orders.transactions(id, { limit: transactionsMax });
  const [account] = order.accounts;
  const template: Template = {
    id: newId<"TemplateId">(context), title,
    debtorAccountId: account === undefined ? undefined : (await context.store.accounts.findByNumber(account))?.id,
    transactions: rows.map(({ orderId: _order, position: _position, batch: _batch, state: _state, reasonCode: _code, reasonText: _text, entry: _entry, ...transaction }) => transaction),
    changedAt: instantNow(context),
  };
  await saveTemplate(context, template);
  return template;
}
