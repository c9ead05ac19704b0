import type { MandateCollection } from "../../domain/mandate.ts";
import type { Language } from "../../domain/money.ts";
import { orderStateTitle } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { reasonWords } from "../../domain/reason-codes.ts";
import { mustGetMandate } from "../../workflows/mandates/keep-mandate.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { Column } from "../widgets/table.tsx";
import { moneyText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import type { MandatesContext } from "./load-mandates.ts";

/** What was collected under the mandate; Enter goes to the order. */
export async function showCollections({ model, params, shell }: MandatesContext): Promise<void> {
  const under = currentRow(model);
  if (under === undefined) return;
  const { context } = params;
  const { mandate, collections } = await mustGetMandate(context.store, under.mandate.id);
  const chosen = await chooseRow(shell, {
    title: `Collections under ${mandate.mandateId}`, customer: customerOf(context), rows: collections, columns: historyColumns(context.operator.language),
    keyOf: (one) => `${one.orderId} ${one.position}`, textOf: (one) => `${one.dueOn} ${orderNumberText(one.orderNumber)} ${one.reasonCode ?? ""}`,
    empty: "Nothing was collected under it here.", choose: "go to the order",
  });
  if (chosen !== undefined) shell.push("order", { context, orderId: chosen.orderId });
}

function historyColumns(language: Language): readonly Column<MandateCollection>[] {
  return [
    { title: "due", width: 11, cell: (one) => dayText(one.dueOn, language) },
    { title: "amount", width: 15, align: "right", cell: (one) => moneyText(one.amount, language) },
    { title: "", width: 4, cell: (one) => one.sequenceType ?? "" },
    { title: "what became of it", width: { min: 22, grow: 1 }, cell: outcomeText, look: (one) => (one.state === "refused" ? { tone: "bad" } : undefined) },
    { title: "order", width: 7, align: "right", cell: (one) => orderNumberText(one.orderNumber) },
  ];
}

/** `booked`; `came back: AC04 closed account`; as long as the bank has not spoken of it, where the order is. */
function outcomeText(one: MandateCollection): string {
  const why = one.reasonCode === undefined ? "" : `: ${one.reasonCode} ${reasonWords(one.reasonCode) ?? ""}`.trimEnd();
  if (one.state === "refused") return `${one.wasBooked ? "came back" : "refused"}${why}`;
  return one.state === "open" ? orderStateTitle[one.orderState] : one.state;
}
