import { AppError } from "../../domain/errors.ts";
import { parseIsoDate } from "../../domain/iso-date.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { enterPayment } from "../../workflows/enter-payment.ts";
import type { Template } from "../../workflows/ports/templates.ts";
import { removeTemplate, templateFromOrder } from "../../workflows/templates.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { moneyText, orderJson } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor template …` */
export const template: Noun = (program, io) => {
  const noun = program.command("template").description("orders to be filled in again");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "templates").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const templates = await context.store.templates.list();
      io.out(options.json === true ? toJson(templates.map((one) => ({ ...one, transactions: one.transactions.map((row) => ({ ...row, amount: moneyText(row.amount) })) }))) : templates.length === 0 ? "No templates: kontor template create TITLE --from-order NUMBER\n" : table(["template", "payments", "changed"], templates.map((one) => [one.title, String(one.transactions.length), one.changedAt.slice(0, 10)])));
    });
  });

  verb("create <title>", "from an order").requiredOption("--from-order <number>", "whose payments to keep").action(async (title: string, options: { readonly fromOrder: string }) => {
    await withCustomer(io, options, async (context) => {
      const order = await context.store.orders.byNumber(Number(options.fromOrder));
      if (order === undefined) throw new AppError("workflow", "no-such-order", `There is no order ${options.fromOrder}.`);
      await templateFromOrder(context, order.id, title);
      io.out(`Template ${title} kept.\n`);
    });
  });

  verb("use <title>", "a new order with its payments").requiredOption("--date <YYYY-MM-DD>", "execution date").action(async (title: string, options: JsonOption & { readonly date: string }) => {
    await withCustomer(io, options, async (context) => {
      const one = await templateNamed(context, title);
      const date = parseIsoDate(options.date);
      if (date === undefined || one.debtorAccountId === undefined) throw new AppError("input", "bad-date", date === undefined ? `"${options.date}" is no date.` : "The template has no account to pay from.", { meaning: "Nothing was stored." });
      const order = await enterPayment(context, { title, debtorAccountId: one.debtorAccountId, executionDate: date, transactions: one.transactions, fromTemplate: true });
      io.out(options.json === true ? toJson(orderJson(order)) : `Order ${orderNumberText(order.number)} made from ${title}.\n`);
    });
  });

  verb("remove <title>", "forget a template").action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      await removeTemplate(context, (await templateNamed(context, title)).id);
      io.out(`Template ${title} removed.\n`);
    });
  });
};

async function templateNamed(context: WorkflowContext, title: string): Promise<Template> {
  const found = (await context.store.templates.list()).find((one) => one.title.toLowerCase() === title.toLowerCase());
  if (found === undefined) throw new AppError("workflow", "no-such-template", `There is no template ${title}.`, { next: "kontor template list shows them." });
  return found;
}
