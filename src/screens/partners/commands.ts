import { removePartner } from "../../workflows/partners.ts";
import { accountsToConfirm, waitingAccounts } from "../../workflows/partner-confirmation.ts";
import { formatAccount } from "../../domain/account-number.ts";
import type { PartnerId } from "../../domain/ids.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { currentRow } from "../lists/list-model.ts";
import { orderColumns } from "../orders/columns.ts";
import type { CommandOf } from "../routes.ts";
import { editPartner } from "./edit-partner.ts";
import { confirmMarked, confirmShown } from "./confirm-partner.ts";
import { loadPartners, type PartnersContext } from "./load-partners.ts";
import type { PartnersAction, PartnersModel } from "./model.ts";

const historyMax = 200;

function noneHere({ model }: PartnersContext): string | undefined {
  return currentRow(model) === undefined ? "There is no partner under the cursor." : undefined;
}

/** Of the marked ones it is asked when they are read. */
function nothingToConfirm({ model, params }: PartnersContext): string | undefined {
  if (model.table.marked.size > 0) return undefined;
  const partner = currentRow(model);
  if (partner === undefined || waitingAccounts(partner).length === 0) return "No account of this partner waits to be confirmed.";
  return accountsToConfirm(params.context, partner).length > 0 ? undefined : "You have entered or changed it: another operator confirms it.";
}

function mayNotPrepare({ params }: PartnersContext): string | undefined {
  return params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer.";
}

export const partnersCommands: readonly CommandOf<"partners", PartnersModel, PartnersAction>[] = [
  {
    id: "partners.new", title: "new", keys: ["n"], description: "Adds a partner.", disabledReason: mayNotPrepare,
    async run(screen) {
      if (await editPartner(screen, undefined)) await loadPartners(screen);
    },
  },
  { id: "partners.edit", title: "edit", keys: ["Enter", "e"], description: "Changes the partner; changed fields are shown first.", disabledReason: (screen) => noneHere(screen) ?? mayNotPrepare(screen), run: editUnderCursor },
  {
    id: "partners.pay", title: "pay", keys: ["p"], description: "Enters a payment to the partner.", disabledReason: (screen) => noneHere(screen) ?? mayNotPrepare(screen),
    run({ model, params, shell }) {
      const partner = currentRow(model);
      if (partner !== undefined) shell.push("payment", { context: params.context, partnerId: partner.id });
    },
  },
  { id: "partners.history", title: "history", keys: ["h"], description: "Orders with payments to the partner.", disabledReason: noneHere, run: showHistory },
  {
    id: "partners.confirm", title: "confirm", keys: ["c"], description: "Confirms the accounts of the marked partners that another operator has entered or changed, or of the one under the cursor; what is new is shown first.",
    when: ({ model }) => model.waiting > 0, disabledReason: nothingToConfirm,
    async run(screen) {
      const { marked } = screen.model.table;
      const partner = currentRow(screen.model);
      // Marks are keys of rows, and those are the partners' ids.
      const done = marked.size > 0 ? await confirmMarked(screen, [...marked].map((id) => id as PartnerId)) : partner !== undefined && (await confirmShown(screen, partner));
      if (!done) return;
      screen.dispatch({ type: "table", action: { type: "unmark-all" } });
      await loadPartners(screen);
    },
  },
  {
    id: "partners.unconfirmed", title: "to confirm", keys: ["u"], description: "Shows only partners with accounts that wait to be confirmed, or all again.", when: ({ model }) => model.waiting > 0 || model.unconfirmed,
    async run(screen) {
      screen.dispatch({ type: "unconfirmed", only: !screen.current().unconfirmed });
      await loadPartners(screen);
    },
  },
  {
    id: "partners.remove", title: "remove", keys: ["d", "delete"], description: "Takes the partner out of the list; orders keep it.", disabledReason: (screen) => noneHere(screen) ?? mayNotPrepare(screen),
    async run(screen) {
      const partner = currentRow(screen.model);
      if (partner === undefined) return;
      const sure = await screen.shell.confirm({
        title: "Remove partner", customer: customerOf(screen.params.context), yes: "remove", no: "keep",
        consequence: `${partner.name} is no longer offered, and the next payment there counts as one to a new payee. Orders already made keep it.`,
        details: partner.accounts.map((account) => formatAccount(account.number)),
      });
      if (!sure) return;
      await removePartner(screen.params.context, partner.id);
      await loadPartners(screen);
    },
  },
  { id: "partners.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadPartners },
];

export async function editUnderCursor(screen: PartnersContext): Promise<void> {
  const partner = currentRow(screen.current());
  if (partner !== undefined && (await editPartner(screen, partner))) await loadPartners(screen);
}

async function showHistory({ model, params, shell, session }: PartnersContext): Promise<void> {
  const partner = currentRow(model);
  if (partner === undefined) return;
  const { context } = params;
  const order = await chooseRow(shell, {
    title: `Orders with ${partner.name}`, customer: customerOf(context),
    rows: await context.store.orders.list({ text: partner.name, limit: historyMax }),
    columns: orderColumns(context.operator.language, session.clock.now()),
    keyOf: (row) => row.id, textOf: (row) => `${row.title} ${row.number}`,
    empty: "No order holds a payment to this partner.", choose: "go to the order",
  });
  if (order !== undefined) shell.push("order", { context, orderId: order.id });
}
