import { enterPayment, replaceEntry } from "../../workflows/enter-payment.ts";
import { instantNow, newId } from "../../workflows/context.ts";
import { saveTemplate } from "../../workflows/templates.ts";
import type { TemplateId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import type { CommandOf } from "../routes.ts";
import { templateColumns } from "../templates/columns.ts";
import { templateRows } from "../templates/model.ts";
import { counted } from "../wording/amounts.ts";
import { fillFromTemplate, type PaymentContext, remarkPartner, surroundingsOf } from "./load-payment.ts";
import type { PaymentAction, PaymentModel } from "./model.ts";
import { checkDraft, toEntry } from "./payment-check.ts";
import { emptyLine, isEmptyLine } from "./payment-draft.ts";

function notLoaded({ model, params }: PaymentContext): string | undefined {
  if (!model.loaded) return "The form is being filled.";
  return params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer.";
}

/** Letters belong to the fields: commands have function keys and Ctrl. */
export const paymentCommands: readonly CommandOf<"payment", PaymentModel, PaymentAction>[] = [
  { id: "payment.store", title: "store", keys: ["f2", "ctrl+s"], description: "Stores the payments as one order, to be signed.", disabledReason: notLoaded, run: store },
  {
    id: "payment.add", title: "next payment", keys: ["f3", "ctrl+n"], description: "Another payment in the same order.",
    disabledReason: (screen) => notLoaded(screen) ?? (isEmptyLine(screen.model.draft.lines[screen.model.line] ?? emptyLine) ? "Fill in this payment first." : undefined),
    run: (screen) => toLine(screen, { type: "add-line" }),
  },
  {
    id: "payment.remove", title: "drop payment", keys: ["f4"], inFooter: false, description: "Takes this payment out of the order.", disabledReason: notLoaded,
    run: (screen) => toLine(screen, { type: "remove-line" }),
  },
  {
    id: "payment.earlier", title: "earlier payment", keys: ["pageup", "f5"], inFooter: false, when: ({ model }) => model.draft.lines.length > 1,
    disabledReason: ({ model }) => (model.line === 0 ? "This is the first payment." : undefined),
    run: (screen) => toLine(screen, { type: "show", line: screen.model.line - 1 }),
  },
  {
    id: "payment.later", title: "later payment", keys: ["pagedown", "f6"], inFooter: false, when: ({ model }) => model.draft.lines.length > 1,
    disabledReason: ({ model }) => (model.line >= model.draft.lines.length - 1 ? "This is the last payment." : undefined),
    run: (screen) => toLine(screen, { type: "show", line: screen.model.line + 1 }),
  },
  { id: "payment.from-template", title: "from template", keys: ["ctrl+o", "f7"], description: "Fills the form from a template.", disabledReason: notLoaded, run: fromTemplate },
  { id: "payment.to-template", title: "to template", keys: ["ctrl+t"], description: "Keeps the payments as a template, to be filled in again.", disabledReason: notLoaded, run: toTemplate },
];

/** To another payment of the order; what is known of its payee is looked up anew. */
function toLine(screen: PaymentContext, action: PaymentAction): Promise<void> {
  screen.dispatch(action);
  return remarkPartner(screen);
}

async function store(screen: PaymentContext): Promise<void> {
  const { params, shell, dispatch } = screen;
  const { context } = params;
  const model = screen.current();
  const entry = toEntry(model.draft, surroundingsOf({ ...screen, model }), model.template !== undefined);
  if (entry === undefined) return showFirstProblem(screen);
  const order = model.orderId === undefined ? await enterPayment(context, entry) : await replaceEntry(context, model.orderId, entry);
  dispatch({ type: "stored" });
  shell.replace("order", { context, orderId: order.id });
  shell.notice(`Stored as order ${orderNumberText(order.number)}: ${counted(entry.transactions.length, "payment")}.`, "good");
}

/** Goes to the first field that keeps the draft from being stored. */
function showFirstProblem(screen: PaymentContext): void {
  const model = screen.current();
  const problem = checkDraft(model.draft, surroundingsOf({ ...screen, model })).find((one) => !one.warning);
  screen.dispatch({ type: "tried" });
  if (problem === undefined) return;
  screen.dispatch({ type: "show", line: problem.line ?? model.line, field: problem.field });
  screen.shell.notice(`Not stored. ${problem.sentence}`, "warning");
}

async function fromTemplate(screen: PaymentContext): Promise<void> {
  const { params, shell, session } = screen;
  const { context } = params;
  const row = await chooseRow(shell, {
    title: "From a template", customer: customerOf(context), rows: templateRows(await context.store.templates.list(), await context.store.accounts.all()),
    columns: templateColumns(context.operator.language, session.clock.now()), keyOf: (one) => one.template.id,
    textOf: (one) => `${one.template.title} ${one.template.transactions.map((transaction) => transaction.creditor.name).join(" ")}`,
    empty: "No templates yet. ^T keeps a payment as one.", choose: "fill in",
  });
  if (row === undefined || !(await mayBeLost(screen))) return;
  await fillFromTemplate(screen, row.template);
}

async function toTemplate(screen: PaymentContext): Promise<void> {
  const { params, shell } = screen;
  const { context } = params;
  const model = screen.current();
  const entry = toEntry(model.draft, surroundingsOf({ ...screen, model }), false);
  if (entry === undefined) return showFirstProblem(screen);
  const title = (await shell.askText({ title: "Keep as template", label: "name", value: model.template?.title ?? entry.title }))?.trim();
  if (title === undefined) return;
  const same = (await context.store.templates.list()).find((one) => one.title === title);
  if (same !== undefined) {
    const sure = await shell.confirm({ title: "Replace template", customer: customerOf(context), yes: "replace", no: "keep the old one", consequence: `The template ${title} with ${counted(same.transactions.length, "payment")} is replaced by this one.` });
    if (!sure) return;
  }
  await saveTemplate(context, {
    id: same?.id ?? (newId<"TemplateId">(context) as TemplateId), title, debtorAccountId: entry.debtorAccountId, transactions: entry.transactions, changedAt: instantNow(context),
  });
  shell.notice(`Template ${title} saved.`, "good");
}

/** Asks before typed text is lost. */
async function mayBeLost(screen: PaymentContext): Promise<boolean> {
  if (!screen.current().dirty) return true;
  return screen.shell.confirm({
    title: "Payment not stored", customer: customerOf(screen.params.context), yes: "lose it", no: "go on typing",
    consequence: "What was typed here is lost. Nothing was stored, and nothing will be paid.",
  });
}

export async function leave(screen: PaymentContext): Promise<void> {
  if (await mayBeLost(screen)) screen.shell.pop();
}

