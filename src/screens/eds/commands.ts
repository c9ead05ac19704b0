import { counted } from "../../domain/counted.ts";
import { fetchOrdersAtBank } from "../../workflows/eds/fetch.ts";
import { currentRow } from "../lists/list-model.ts";
import type { CommandOf } from "../routes.ts";
import { type EdsContext, loadEds } from "./load-eds.ts";
import type { EdsAction, EdsModel } from "./model.ts";

export const edsCommands: readonly CommandOf<"eds", EdsModel, EdsAction>[] = [
  {
    id: "eds.open", title: "open", keys: ["Enter", "o"], description: "Shows the order with its payments; there it is signed or cancelled.",
    disabledReason: ({ model }) => (currentRow(model) === undefined ? "There is no order under the cursor." : undefined),
    run({ model, params, shell }) {
      const row = currentRow(model);
      if (row !== undefined) shell.push("eds-order", { context: params.context, connectionId: row.order.connectionId, bankOrderId: row.order.bankOrderId });
    },
  },
  {
    id: "eds.fetch", title: "fetch", keys: ["f"], description: "Asks the banks which orders wait there, and what became of the others.",
    disabledReason: ({ params }) => (params.context.rights.includes("fetch") ? undefined : "You have no right to fetch for this customer."),
    run: fetchLists,
  },
  { id: "eds.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadEds },
];

async function fetchLists(screen: EdsContext): Promise<void> {
  const { shell, params } = screen;
  const { context } = params;
  const connections = await context.store.connections.all();
  if (connections.length === 0) return shell.notice("There is no connection to a bank yet. Settings sets one up.", "warning");
  const { ended } = shell.startActivity({
    title: `Orders at the bank · ${context.customer.profile.shortName}`,
    async run({ signal }) {
      const parts: string[] = [];
      for (const connection of connections) {
        const listing = await fetchOrdersAtBank(context, connection.id, signal);
        parts.push(`${connection.title}: ${listing.kind === "listed" ? counted(listing.waiting, "order") : `${listing.code} ${listing.text}`}`);
      }
      shell.notice(parts.join(" · "), "good");
    },
  });
  shell.notice("Asking the bank …");
  await ended;
  await loadEds(screen);
}
