import { fetchOrderContent } from "../../workflows/eds/fetch.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import type { CommandOf } from "../routes.ts";
import { type EdsOrderContext, loadEdsOrder } from "./load-eds-order.ts";
import type { EdsOrderAction, EdsOrderModel } from "./model.ts";
import { actAtBank } from "./sign.ts";

type EdsOrderCommand = CommandOf<"eds-order", EdsOrderModel, EdsOrderAction>;

export const edsOrderCommands: readonly EdsOrderCommand[] = [
  {
    id: "eds-order.content", title: "fetch content", keys: ["f"], description: "Fetches what stands in the order, and compares its digest with the one that is to be signed.",
    disabledReason: ({ params, model }) => (params.context.rights.includes("fetch") ? overReason(model) : "You have no right to fetch for this customer."),
    run: fetchContent,
  },
  {
    id: "eds-order.sign", title: "sign", keys: ["s"], description: "Asks for the PIN and signs at the bank exactly what is shown.",
    disabledReason: whyNotAct, run: (screen) => actAtBank(screen, "sign"),
  },
  {
    id: "eds-order.cancel", title: "cancel order", keys: ["d", "delete"], description: "Ends the order at the bank for good. Nothing of it is executed.",
    disabledReason: whyNotAct, run: (screen) => actAtBank(screen, "cancel"),
  },
  {
    id: "eds-order.note", title: "bank's note", keys: ["n"], inFooter: false, description: "Shows what the bank says of the order.",
    disabledReason: ({ model }) => (model.loaded?.sheet?.note === undefined && model.loaded?.order.note === undefined ? "The bank gives no note." : undefined),
    run: ({ shell, model, params }) => showFacts(shell, { title: `order ${params.bankOrderId}`, customer: customerOf(params.context), facts: (model.loaded?.sheet?.note ?? model.loaded?.order.note ?? "").split(/\r?\n/).map((line) => ["", line]) }),
  },
  {
    id: "eds-order.own", title: "our order", keys: ["o"], inFooter: false, description: "Opens the order of ours that waits there.",
    disabledReason: ({ model }) => (model.loaded?.sheet?.ownOrder === undefined ? "It did not go out from here." : undefined),
    run({ shell, model, params }) {
      const own = model.loaded?.sheet?.ownOrder;
      if (own !== undefined) shell.push("order", { context: params.context, orderId: own.id });
    },
  },
  { id: "eds-order.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadEdsOrder },
];

function overReason(model: EdsOrderModel): string | undefined {
  if (model.loaded === undefined) return "The order is being read.";
  return model.loaded.order.outcome === undefined ? undefined : `It waits no more: ${model.loaded.order.outcome.text}`;
}

function whyNotAct({ model, params }: { readonly model: EdsOrderModel; readonly params: EdsOrderContext["params"] }): string | undefined {
  if (!params.context.rights.includes("sign")) return "You have no right to sign for this customer.";
  return overReason(model) ?? (model.loaded?.sheet === undefined ? (model.loaded?.whyNot ?? "f fetches what stands in it first.") : undefined);
}

async function fetchContent(screen: EdsOrderContext): Promise<void> {
  const { shell, params } = screen;
  const { context, connectionId, bankOrderId } = params;
  const { ended } = shell.startActivity({
    title: `Content of ${bankOrderId} · ${context.customer.profile.shortName}`,
    async run({ signal }) {
      await fetchOrderContent(context, connectionId, bankOrderId, signal);
    },
  });
  shell.notice("Asking the bank …");
  await ended;
  await loadEdsOrder(screen);
}
