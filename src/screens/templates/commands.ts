import { orderNumberText } from "../../domain/order-number.ts";
import { instantNow } from "../../workflows/context.ts";
import { removeTemplate, saveTemplate, templateFromOrder } from "../../workflows/templates.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { currentRow } from "../lists/list-model.ts";
import { orderColumns } from "../orders/columns.ts";
import type { CommandOf, ContextOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { templateRows, type TemplatesAction, type TemplatesModel } from "./model.ts";

export type TemplatesContext = ContextOf<"templates", TemplatesModel, TemplatesAction>;

const ordersOffered = 200;

export async function loadTemplates({ params, dispatch }: TemplatesContext): Promise<void> {
  const { store } = params.context;
  dispatch({ type: "loaded", rows: templateRows(await store.templates.list(), await store.accounts.all()) });
}

function mayNotPrepare({ params }: TemplatesContext): string | undefined {
  return params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer.";
}

function notHere(screen: TemplatesContext): string | undefined {
  return currentRow(screen.model) === undefined ? "There is no template under the cursor." : mayNotPrepare(screen);
}

export const templatesCommands: readonly CommandOf<"templates", TemplatesModel, TemplatesAction>[] = [
  { id: "templates.use", title: "use", keys: ["Enter", "u"], description: "Fills in a payment from the template.", disabledReason: notHere, run: openTemplate },
  { id: "templates.new", title: "new from order", keys: ["n"], description: "Makes a template of an order that is here.", disabledReason: mayNotPrepare, run: newFromOrder },
  {
    id: "templates.rename", title: "rename", keys: ["e"], description: "Gives the template another name. To change its payments, use it and save it under the same name.", disabledReason: notHere,
    async run(screen) {
      const row = currentRow(screen.model);
      const title = row === undefined ? undefined : (await screen.shell.askText({ title: "Rename template", label: "name", value: row.template.title }))?.trim();
      if (row === undefined || title === undefined || title === row.template.title) return;
      await saveTemplate(screen.params.context, { ...row.template, title, changedAt: instantNow(screen.params.context) });
      await loadTemplates(screen);
    },
  },
  {
    id: "templates.remove", title: "remove", keys: ["d", "delete"], disabledReason: notHere,
    async run(screen) {
      const row = currentRow(screen.model);
      if (row === undefined) return;
      const sure = await screen.shell.confirm({
        title: "Remove template", customer: customerOf(screen.params.context), yes: "remove", no: "keep",
        consequence: `The template ${row.template.title} with ${counted(row.template.transactions.length, "payment")} is gone for everybody. Orders made from it stay.`,
      });
      if (!sure) return;
      await removeTemplate(screen.params.context, row.template.id);
      await loadTemplates(screen);
    },
  },
  { id: "templates.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadTemplates },
];

export function openTemplate(screen: TemplatesContext): void {
  const refused = notHere(screen);
  const row = currentRow(screen.current());
  if (row === undefined || refused !== undefined) screen.shell.notice(refused ?? "", "warning");
  else screen.shell.push("payment", { context: screen.params.context, templateId: row.template.id });
}

async function newFromOrder(screen: TemplatesContext): Promise<void> {
  const { context } = screen.params;
  const order = await chooseRow(screen.shell, {
    title: "Template from an order", customer: customerOf(context), rows: await context.store.orders.list({ limit: ordersOffered }),
    columns: orderColumns(context.operator.language, screen.session.clock.now()), keyOf: (row) => row.id,
    textOf: (row) => `${orderNumberText(row.number)} ${row.title}`, empty: "There are no orders yet. n in the list of orders enters one.", choose: "keep its payments as a template",
  });
  const title = order === undefined ? undefined : (await screen.shell.askText({ title: "Name of the template", label: "name", value: order.title }))?.trim();
  if (order === undefined || title === undefined) return;
  await templateFromOrder(context, order.id, title);
  await loadTemplates(screen);
  screen.shell.notice(`Template ${title} saved.`, "good");
}
