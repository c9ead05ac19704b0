import type { ConnectionId, OrderId } from "../../domain/ids.ts";
import type { Right } from "../../domain/rights.ts";
import type { AttentionItem } from "../../workflows/attention.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import type { EdsOrderKey } from "../../workflows/ports/signers.ts";
import type { CommandOf } from "../routes.ts";
import { sendOrders } from "../order/send-orders.ts";
import { chosenCustomers, type CockpitAction, type CockpitCustomer, type CockpitModel, focusOf, sortOrders, unread } from "./model.ts";
import { type CockpitContext, readCustomers } from "./read-customers.ts";

type CockpitCommand = CommandOf<"cockpit", CockpitModel, CockpitAction>;

export const cockpitCommands: readonly CockpitCommand[] = [
  {
    id: "cockpit.sign", title: "sign", keys: ["s"], description: "Signs what waits at the marked customers, or at the one under the cursor, on one review.",
    disabledReason: needs("sign", ["to-sign", "to-sign-at-bank"], "Nothing waits for a signature of yours there."),
    run({ model, shell }) {
      const customers = toSign(chosen(model, "sign"));
      shell.push(customers.length > 1 || customers.some(({ atBank }) => atBank.length > 0) ? "review" : "sign", { customers });
    },
  },
  {
    id: "cockpit.sign-all", title: "sign all", keys: ["S"], description: "One sheet over everything that waits for signatures, here and at the banks, at every customer where you may sign.",
    disabledReason: ({ model }) => (toSign(allowedAt(model.customers, "sign")).length > 0 ? undefined : unread(model) > 0 ? "The customers are still being read." : "Nothing waits for a signature at a customer where you may sign."),
    run({ model, shell }) {
      shell.push("review", { customers: toSign(allowedAt(model.customers, "sign")) });
      if (unread(model) > 0) shell.notice(`${unread(model)} customers are still being read: their orders are not on this sheet.`, "warning");
    },
  },
  {
    id: "cockpit.send", title: "send", keys: ["x"], description: "Sends what is signed at the marked customers, or at the one under the cursor.",
    disabledReason: needs("send", ["to-send"], "Nothing waits to be sent there. f fetches without sending."),
    async run(screen) {
      const outgoing: { context: WorkflowContext; orders: Order[] }[] = [];
      for (const { context, customer } of chosen(screen.model, "send")) {
        const orders: Order[] = [];
        for (const id of itemsOf(customer, "to-send").flatMap((item) => item.orderIds)) {
          const order = await context.store.orders.get(id);
          if (order !== undefined) orders.push(order);
        }
        outgoing.push({ context, orders });
      }
      await sendOrders(screen.shell, outgoing, languageOf(screen));
    },
  },
  {
    id: "cockpit.fetch", title: "fetch", keys: ["f"], description: "Fetches from the banks of the marked customers, or of the one under the cursor.",
    disabledReason: needs("fetch"),
    async run({ model, shell }) {
      const customers: { context: WorkflowContext; connectionIds: ConnectionId[] }[] = [];
      for (const { context } of chosen(model, "fetch")) {
        const connections = await context.store.connections.all();
        if (connections.length > 0) customers.push({ context, connectionIds: connections.map((one) => one.id) });
      }
      if (customers.length === 0) return shell.notice("No connection to a bank has been set up there yet.", "warning");
      shell.push("send", { customers, send: false, fetch: true });
    },
  },
  {
    id: "cockpit.other-list", title: "other list", keys: ["tab"], description: "Goes between what needs you and the customers.",
    run: ({ model, dispatch }) => dispatch({ type: "focus", on: focusOf(model) === "needs" ? "customers" : "needs" }),
  },
  { id: "cockpit.onboarding", title: "onboarding", keys: ["b"], inFooter: false, description: "Users on the way to their banks: runs from a file, letters, activation; over all customers.", run: ({ shell }) => shell.push("onboarding") },
  { id: "cockpit.bank-keys", title: "bank keys", keys: ["k"], inFooter: false, description: "Banks whose keys are to be compared, each once for all its customers.", run: ({ shell }) => shell.push("bank-keys") },
  { id: "cockpit.completeness", title: "statements of all", keys: ["t"], inFooter: false, description: "Customers and days: whose statement is here, missing, or still to be fetched.", run: ({ shell }) => shell.push("completeness") },
  { id: "cockpit.wallboard", title: "wallboard", keys: ["w"], inFooter: false, description: "The whole office at a glance: what is out today, orders by state, cut-offs, lines, sessions, balances.", run: ({ shell }) => shell.push("wallboard") },
  { id: "cockpit.new-customer", title: "new customer", keys: ["n"], run: ({ shell }) => shell.push("new-customer") },
  {
    id: "cockpit.sort", title: "sort", keys: ["o"], inFooter: false, description: "Customers by name, by what waits for signatures, by what is to go out, by how long ago the last contact was.",
    run({ model, dispatch, shell }) {
      const sort = sortOrders[(sortOrders.indexOf(model.sort) + 1) % sortOrders.length] ?? "name";
      dispatch({ type: "sort", sort });
      shell.notice(`Customers by ${sort}.`);
    },
  },
  { id: "cockpit.reload", title: "load anew", keys: ["r"], inFooter: false, run: readCustomers },
  {
    id: "cockpit.lock-after", title: "lock after", keys: ["i"], argument: "<minutes>", inFooter: false, description: "After how many minutes without a key your screen locks.",
    async run({ shell, session }, argument) {
      const { operator } = session;
      if (operator === undefined) return;
      const text = argument ?? (await shell.askText({ title: "Lock the screen", label: "minutes without a key", details: [`Now: ${operator.lockAfterMinutes}. F12 locks at once.`] }));
      if (text === undefined) return;
      await operator.setLockAfterMinutes(Number(text.trim() || Number.NaN));
      shell.notice(`Your screen locks after ${operator.lockAfterMinutes} minutes without a key.`, "good");
    },
  },
  {
    id: "cockpit.log-out", title: "log out", keys: ["l"], inFooter: false, description: "Closes every customer and goes back to the login.",
    async run({ shell, session }) {
      const running = shell.activities.filter((activity) => activity.state === "running");
      if (running.length > 0) return shell.notice("Something is still running; log out when it has ended.", "warning");
      if (!(await shell.confirm({ title: "Log out", consequence: "All customers are closed. Everything is stored.", yes: "log out", no: "stay" }))) return;
      await session.setOperator(undefined);
      shell.reset("login");
      shell.forgetOperator();
    },
  },
];

interface OpenedCustomer {
  readonly context: WorkflowContext;
  readonly customer: CockpitCustomer;
}

/** The chosen customers that are open and where the operator has the right. */
function chosen(model: CockpitModel, right: Right): readonly OpenedCustomer[] {
  return allowedAt(chosenCustomers(model), right);
}

function allowedAt(customers: readonly CockpitCustomer[], right: Right): readonly OpenedCustomer[] {
  return customers.flatMap((customer) => (customer.context?.rights.includes(right) === true ? [{ context: customer.context, customer }] : []));
}

/** With the orders that wait for signatures, here and at the bank, where there are some. */
function toSign(customers: readonly OpenedCustomer[]): { readonly context: WorkflowContext; readonly orderIds: readonly OrderId[]; readonly atBank: readonly EdsOrderKey[] }[] {
  return customers.map(({ context, customer }) => ({
    context, orderIds: itemsOf(customer, "to-sign").flatMap((item) => item.orderIds), atBank: itemsOf(customer, "to-sign-at-bank").flatMap((item) => item.atBank ?? []),
  })).filter(({ orderIds, atBank }) => orderIds.length + atBank.length > 0);
}

function needs(right: Right, kinds?: readonly AttentionItem["kind"][], nothing?: string): (screen: CockpitContext) => string | undefined {
  return ({ model }) => {
    const customers = chosenCustomers(model);
    if (customers.length === 0) return "There is no customer here yet; n makes one.";
    if (customers.every((customer) => customer.context === undefined)) return "The customer is not open (yet).";
    const allowed = chosen(model, right);
    if (allowed.length === 0) return `You have no right to ${right} for ${customers.map((customer) => customer.summary.shortName).join(", ")}.`;
    return kinds !== undefined && allowed.every(({ customer }) => kinds.every((kind) => itemsOf(customer, kind).length === 0)) ? nothing : undefined;
  };
}

function itemsOf(customer: CockpitCustomer, kind: AttentionItem["kind"]): readonly AttentionItem[] {
  return (customer.attention?.items ?? []).filter((item) => item.kind === kind && item.mine);
}

function languageOf({ session }: CockpitContext): WorkflowContext["operator"]["language"] {
  return session.operator?.operator.language ?? "en";
}
