import type { Right } from "../../domain/rights.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import type { CommandOf, ContextOf, OfCustomer, RouteId, Routes } from "../routes.ts";
import { sendOrders } from "../order/send-orders.ts";
import type { CustomerAction, CustomerModel } from "./model.ts";
import { readOverview } from "./read-overview.ts";

type CustomerContext = ContextOf<"customer", CustomerModel, CustomerAction>;
type CustomerCommand = CommandOf<"customer", CustomerModel, CustomerAction>;

/** Stand in a line of their own under the customer's name, so that the way to everything is seen. */
export const menuIds: readonly string[] = ["orders", "import", "payment", "eds", "bank", "statements", "partners", "templates", "mandates", "journal", "settings"].map((id) => `customer.${id}`);

/** Screens that need nothing but the customer. */
type OwnScreen = { [Id in RouteId]: OfCustomer extends Routes[Id] ? Id : never }[RouteId];

export const customerCommands: readonly CustomerCommand[] = [
  go("orders", "orders", "o", undefined, "All orders: by what is to be done next, marked and treated together."),
  go("import", "import", "i", "prepare", "Takes in an order file or a statement file."),
  go("payment", "new", "n", "prepare", "Enters a payment by hand."),
  {
    id: "customer.sign", title: "sign", keys: ["s"], description: "Signs what waits for a signature, on one review sheet.",
    disabledReason: needsRight("sign"),
    run({ shell, params, model }) {
      const orderIds = idsOf(model, "to-sign");
      if (orderIds.length === 0) return shell.notice("Nothing waits for a signature of yours.");
      shell.push("sign", { customers: [{ context: params.context, orderIds }] });
    },
  },
  {
    id: "customer.send", title: "send", keys: ["x"], description: "Sends what is signed.",
    disabledReason: needsRight("send"),
    async run(screen) {
      const { store } = screen.params.context;
      const orders = (await Promise.all(idsOf(screen.model, "to-send").map((id) => store.orders.get(id)))).filter((order) => order !== undefined);
      if (orders.length === 0) return screen.shell.notice("Nothing waits to be sent. f fetches without sending.");
      await sendOrders(screen.shell, [{ context: screen.params.context, orders }], screen.params.context.operator.language);
    },
  },
  {
    id: "customer.fetch", title: "fetch", keys: ["f"], description: "Asks the banks for statements, status reports and the customer protocol.",
    disabledReason: needsRight("fetch"),
    async run({ shell, params }) {
      const connections = await params.context.store.connections.all();
      if (connections.length === 0) return shell.notice("There is no connection to a bank yet; e sets one up.", "warning");
      shell.push("send", { customers: [{ context: params.context, connectionIds: connections.map((one) => one.id) }], send: false, fetch: true });
    },
  },
  go("eds", "at bank", "a", undefined, "Orders that wait for signatures at the bank: look, sign, cancel."),
  go("statements", "statements", "t"),
  go("partners", "partners", "p"),
  go("templates", "templates", "m"),
  go("mandates", "mandates", "d", undefined, "The register of mandates for direct debits: enter, amend, suspend, cancel, collect."),
  go("journal", "journal", "j", undefined, "Who did what and when, hash-chained; it can be verified."),
  go("settings", "settings", "e", undefined, "Banks, accounts, signers, rights of this customer."),
  {
    id: "customer.bank", title: "bank's menu", keys: ["b"], inFooter: false, description: "What the bank grants, what there is to fetch, its protocol; anything it offers can be sent and fetched there.",
    run: openBank,
  },
  { id: "customer.reload", title: "load anew", keys: ["r"], inFooter: false, run: readOverview },
];

function go(screen: OwnScreen, title: string, key: string, right?: Right, description?: string): CustomerCommand {
  return {
    id: `customer.${screen}`, title, keys: [key], inFooter: false, description,
    disabledReason: right === undefined ? undefined : needsRight(right),
    run: ({ shell, params }) => shell.push<OwnScreen>(screen, { context: params.context }),
  };
}

async function openBank({ shell, params: { context } }: CustomerContext): Promise<void> {
  const connections = await context.store.connections.all();
  const [only] = connections;
  if (only === undefined) return shell.notice("There is no connection to a bank yet; e sets one up.", "warning");
  const chosen = connections.length === 1 ? only : await chooseRow(shell, {
    title: "Which bank?", customer: customerOf(context), choose: "open", empty: "", rows: connections, keyOf: (one) => one.id, textOf: (one) => one.title,
    columns: [{ title: "bank", width: { min: 20, grow: 1 }, cell: (one) => one.title }, { title: "host", width: 20, cell: (one) => one.hostId }],
  });
  if (chosen !== undefined) shell.push("bank", { context, connectionId: chosen.id });
}

function needsRight(right: Right): NonNullable<CustomerCommand["disabledReason"]> {
  return ({ params }) => (params.context.rights.includes(right) ? undefined : `You have no right to ${right} for this customer.`);
}

function idsOf(model: CustomerModel, kind: "to-sign" | "to-send"): Routes["sign"]["customers"][number]["orderIds"] {
  return (model.overview?.rows ?? []).flatMap((row) => (row.kind === "need" && row.item.kind === kind && row.item.mine ? row.item.orderIds : []));
}
