import { orderNumberText } from "../../domain/order-number.ts";
import { checkOrder } from "../../workflows/check-order.ts";
import { learnMandates } from "../../workflows/mandates/learn-mandates.ts";
import { resolveUnanswered } from "../../workflows/communication/resolve-unanswered.ts";
import { cancelOrder, unqueueOrder } from "../../workflows/outbox.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { printOrder } from "../../workflows/print-pages.ts";
import { withdrawSignatures } from "../../workflows/sign-orders.ts";
import { templateFromOrder } from "../../workflows/templates.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { whyNoRecall } from "../../workflows/recalls/write-recall.ts";
import { recall } from "./recall.ts";
import { writeOut } from "../lists/out-file.ts";
import type { CommandOf } from "../routes.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import { type OrderAction as Doing, whyNot } from "./order-actions.ts";
import { type OrderAction, type OrderModel, orderTabs } from "./model.ts";
import { type OrderContext, readOrder } from "./read-order.ts";
import { queueUnlessRepeated, sendOrders } from "./send-orders.ts";

type OrderCommand = CommandOf<"order", OrderModel, OrderAction>;

export const orderCommands: readonly OrderCommand[] = [
  doing("check", { id: "order.check", title: "check", keys: ["c"], description: "Looks at the order as the bank will." }, async (screen, order) => {
    const checked = await checkOrder(screen.params.context, order.id);
    const errors = checked.findings.filter((finding) => finding.severity === "error").length;
    screen.shell.notice(errors > 0 ? `${errors} to correct: see findings.` : "Checked: nothing stands against it.", errors > 0 ? "warning" : "good");
  }),
  doing("sign", { id: "order.sign", title: "sign", keys: ["s"], description: "Shows what will be signed, then asks for the PIN." }, ({ shell, params }, order) => {
    shell.push("sign", { customers: [{ context: params.context, orderIds: [order.id] }] });
  }),
  doing("send", { id: "order.send", title: "send", keys: ["x"], description: "Puts the order into the outbox and begins a session with the bank." }, async ({ shell, params }, order) => {
    await sendOrders(shell, [{ context: params.context, orders: [order] }], params.context.operator.language);
  }),
  {
    ...doing("ask-bank", { id: "order.ask-bank", title: "ask the bank", keys: ["a"], description: "Asks the bank what became of an order that was never answered. Nothing is sent again." }, askBank),
    when: ({ model }) => model.loaded?.order.state === "unanswered",
  },
  doing("queue", { id: "order.queue", title: "outbox", keys: ["o"], inFooter: false, description: "Puts the order into the outbox: it leaves with the next session." }, async ({ shell, params }, order) => {
    if (await queueUnlessRepeated(shell, params.context, order, params.context.operator.language)) shell.notice("In the outbox; x sends.", "good");
  }),
  doing("for-others", { id: "order.for-others", title: "for others to sign", keys: ["b"], inFooter: false, description: "Sends the order to the bank with the signatures it has; the others sign it there." }, sendForOthers),
  {
    id: "order.at-bank", title: "at the bank", keys: ["v"], description: "Shows the order as it waits at the bank: it is signed, released or cancelled there.",
    when: ({ model }) => model.loaded?.order.state === "waiting-at-bank",
    async run({ shell, params, model }) {
      const order = model.loaded?.order;
      const waiting = order?.connectionId === undefined || order.bankOrderId === undefined ? undefined : await params.context.store.eds.get(order.connectionId, order.bankOrderId);
      if (waiting === undefined) return shell.notice("The bank's list does not have it yet; the next session fetches it.", "warning");
      shell.push("eds-order", { context: params.context, connectionId: waiting.connectionId, bankOrderId: waiting.bankOrderId });
    },
  },
  doing("unqueue", { id: "order.unqueue", title: "out of the outbox", keys: ["u"], inFooter: false }, async ({ shell, params }, order) => {
    await unqueueOrder(params.context, order.id);
    shell.notice("Taken out of the outbox; its signatures stay.", "good");
  }),
  doing("withdraw-signatures", { id: "order.withdraw", title: "withdraw signatures", keys: ["w"], inFooter: false, description: "Takes all signatures off an order that has not left." }, withdraw),
  doing("edit", { id: "order.edit", title: "change", keys: ["e"], inFooter: false, description: "Changes an order that was entered by hand." }, async ({ shell, params }, order) => {
    const goOn = order.state === "draft" || order.state === "checked" || (await shell.confirm({
      title: "Change a signed order", customer: customerOf(params.context), consequence: `The signatures of order ${orderNumberText(order.number)} become void.`, yes: "change it", no: "leave it",
    }));
    if (goOn) shell.push("payment", { context: params.context, orderId: order.id });
  }),
  doing("cancel", { id: "order.cancel", title: "cancel order", keys: ["d", "delete"], inFooter: false, description: "Ends an order that has not left. It stays visible with the reason." }, cancel),
  {
    id: "order.recall", title: "recall", keys: ["z"], description: "Asks the bank to stop payments of an order that it has, or to get them back. The recall is an order of its own, to be signed and sent.",
    disabledReason: ({ model, params }) => (!params.context.rights.includes("prepare") ? "You have no right to prepare for this customer." : model.loaded === undefined ? "The order is being read." : whyNoRecall(model.loaded.order)),
    run: recall,
  },
  {
    id: "order.learn-mandates", title: "learn mandates", keys: ["l"], description: "Takes the mandates of the order's collections over into the register: those that are not there, and what the file amends.",
    when: ({ model }) => model.loaded?.order.kinds?.includes("direct-debit") === true,
    disabledReason: ({ params }) => (params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer."),
    run: learnFromOrder,
  },
  {
    id: "order.print", title: "print", keys: ["p"], description: "Writes the order as PDF into the folder for prints.",
    async run({ shell, params, session }) {
      const printed = await printOrder(params.context, params.orderId);
      shell.notice(`Written: ${await writeOut(session.files, printed.fileName, printed.bytes)}`, "good");
    },
  },
  {
    id: "order.template", title: "make template", keys: ["m"], inFooter: false, description: "Keeps the payments to be filled in again.",
    disabledReason: ({ params, model }) => (!params.context.rights.includes("prepare") ? "You have no right to prepare for this customer." : model.loaded?.order.recall !== undefined ? "A recall has no payments of its own." : undefined),
    async run({ shell, params, model }) {
      const title = await shell.askText({ title: "Make a template", label: "its name", value: model.loaded?.order.title ?? "" });
      if (title === undefined || title.trim() === "") return;
      await templateFromOrder(params.context, params.orderId, title.trim());
      shell.notice(`Template "${title.trim()}" is kept.`, "good");
    },
  },
  ...orderTabs.map((tab, at): OrderCommand => ({
    id: `order.show-${tab}`, title: tab, keys: [String(at + 1)], inFooter: false, run: ({ dispatch }) => dispatch({ type: "tab", tab }),
  })),
  {
    id: "order.next-tab", title: "next part", keys: ["tab", "right"], inFooter: false,
    run: ({ dispatch, model }) => dispatch({ type: "tab", tab: orderTabs[(orderTabs.indexOf(model.tab) + 1) % orderTabs.length] ?? model.tab }),
  },
  {
    id: "order.previous-tab", title: "part before", keys: ["shift+tab", "left"], inFooter: false,
    run: ({ dispatch, model }) => dispatch({ type: "tab", tab: orderTabs[(orderTabs.indexOf(model.tab) + orderTabs.length - 1) % orderTabs.length] ?? model.tab }),
  },
  { id: "order.reload", title: "load anew", keys: ["r"], inFooter: false, run: readOrder },
];

/** A command that can be used when the order's life and the operator's rights allow it; the order is read anew afterwards. */
function doing(
  action: Doing,
  about: Pick<OrderCommand, "id" | "title" | "keys" | "description" | "inFooter">,
  run: (screen: OrderContext, order: Order) => void | Promise<void>,
): OrderCommand {
  return {
    ...about,
    disabledReason: ({ model, params }) => (model.loaded === undefined ? "The order is being read." : whyNot(action, model.loaded.order, params.context.rights)),
    async run(screen) {
      const order = screen.current().loaded?.order;
      if (order === undefined) return;
      await run(screen, order);
      await readOrder(screen);
    },
  };
}

/** A checked order gets the operator's signature first. Then it goes, on purpose, with too few. */
async function sendForOthers({ shell, params }: OrderContext, order: Order): Promise<void> {
  const { context } = params;
  if (order.state === "checked") return shell.push("sign", { customers: [{ context, orderIds: [order.id] }], forOthers: true });
  const yes = await shell.confirm({
    title: "Send it for others to sign", customer: customerOf(context), yes: "into the outbox", no: "leave it",
    consequence: `${sumsText(order.sums, context.operator.language)} wait at the bank until the others have signed order ${orderNumberText(order.number)} there.`,
    details: ["Nothing is paid before that. A bank that keeps no orders waiting refuses it."],
  });
  if (yes && (await queueUnlessRepeated(shell, context, order, context.operator.language, { forOthers: true }))) shell.notice("In the outbox; x sends.", "good");
}

async function withdraw({ shell, params }: OrderContext, order: Order): Promise<void> {
  const yes = await shell.confirm({
    title: "Withdraw signatures", customer: customerOf(params.context), yes: "withdraw", no: "leave them",
    consequence: `All signatures come off order ${orderNumberText(order.number)}: it cannot leave until it is signed again. Nothing was sent.`,
  });
  if (yes) await withdrawSignatures(params.context, order.id);
}

async function cancel({ shell, params }: OrderContext, order: Order): Promise<void> {
  const reason = await shell.askText({
    title: `Cancel order ${orderNumberText(order.number)}`, label: "why is it cancelled?",
    details: [`${sumsText(order.sums, params.context.operator.language)} will not be paid. The order stays in the list, with this reason.`],
  });
  if (reason === undefined) return;
  if (reason.trim() === "") return shell.notice("Nothing was cancelled: a reason is needed.", "warning");
  await cancelOrder(params.context, order.id, reason.trim());
  shell.notice(`Order ${orderNumberText(order.number)} is cancelled.`, "good");
}

async function askBank({ shell, params }: OrderContext, order: Order): Promise<void> {
  const { context } = params;
  const ended = shell.startActivity({
    title: `Ask about ${orderNumberText(order.number)} · ${context.customer.profile.shortName}`,
    async run({ signal }) {
      const outcome = await resolveUnanswered(context, order.id, { signal });
      shell.notice(outcome.text, outcome.kind === "delivered" ? "good" : "warning");
    },
  }).ended;
  shell.notice("Asking the bank …");
  await ended;
}

async function learnFromOrder(screen: OrderContext): Promise<void> {
  const order = screen.model.loaded?.order;
  if (order === undefined) return;
  const { context } = screen.params;
  const sure = await screen.shell.confirm({
    title: "Learn mandates", customer: customerOf(context), yes: "take them in", no: "leave the register as it is",
    consequence: "Mandates of this order that are not in the register are taken in as the file has them, and its amendments too. Take in only what you know to be signed.",
  });
  if (!sure) return;
  await screen.shell.startActivity({
    title: `Mandates of order ${orderNumberText(order.number)} · ${context.customer.profile.shortName}`,
    async run({ progress, signal }) {
      const learnt = await learnMandates(context, order.id, { signal, onProgress: (done, total) => progress({ done, total, text: "collections" }) });
      if (order.state === "draft" || order.state === "checked") await checkOrder(context, order.id);
      const leftOut = learnt.leftOut === 0 ? "" : `; ${learnt.leftOut} left out, as something is missing or wrong in them`;
      screen.shell.notice(`${counted(learnt.added, "mandate")} taken in, ${learnt.amended} amended${leftOut}.`, learnt.leftOut > 0 ? "warning" : "good");
    },
  }).ended;
  await readOrder(screen);
}
