import { amountText } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleLine } from "../../domain/text.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { orderFormat } from "../format-by-id.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order, OrderSignature } from "../ports/orders.ts";
import type { MandateStanding } from "../ports/mandates.ts";
import { registerFindings } from "./check-collections.ts";
import { mandateDay } from "./keep-mandate.ts";

/** How the mandates of an order that collects stand; undefined for every other order, and where nothing is known of its content. */
export async function mandatesStanding(context: WorkflowContext, store: CustomerStore, order: Order): Promise<MandateStanding | undefined> {
  if (order.kinds?.includes("direct-debit") !== true || order.fileId === undefined || order.contentUnknown === true) return undefined;
  return store.mandates.standingOf(order.id, mandateDay(context));
}

/**
 * Within the transaction that begins to send: whether the order's mandates still bear it. Its signers have seen how they stood when they signed;
 * one that was revoked, used up or changed since then must not go out unseen. Only then are the bytes compared again, as that takes long.
 * @returns why it is held back, what that means for the money and what to do; undefined where it may leave
 */
export async function whyHeldBack(context: WorkflowContext, store: CustomerStore, order: Order, signatures: readonly OrderSignature[]): Promise<string | undefined> {
  const standing = await mandatesStanding(context, store, order);
  if (standing === undefined || order.fileId === undefined) return undefined;
  const [since = instantNow(context)] = signatures.map(({ at }) => at).sort();
  if (standing.notActive === 0 && (standing.changedAt === undefined || standing.changedAt < since)) return undefined;
  const findings = (await registerFindings(store, orderFormat(order.format), store.files.read(order.fileId), { today: mandateDay(context), of: order.id, since })).filter(({ severity }) => severity !== "info");
  const [first] = findings;
  if (first === undefined) return undefined;
  const others = new Set(findings.map(({ transaction }) => transaction)).size - 1;
  return `Order ${orderNumberText(order.number)} is held back: ${await collectionText(store, order, first.transaction)}does not fit the register of mandates any more. ${first.message}`
    + `${others === 0 ? "" : ` So it is with ${others} more of its collections.`} Nothing was sent, and nothing of it is collected.`
    + " Where the register is wrong, put it right, and send again. Else cancel the order, or take it out of the outbox, withdraw its signatures, and sign what the sheet then shows.";
}

/** "its collection 3, 10.00 EUR from Debtor 3 under mandate M-3, " */
async function collectionText(store: CustomerStore, order: Order, position: number | undefined): Promise<string> {
  const [row] = position === undefined ? [] : await store.orders.transactions(order.id, { offset: position, limit: 1 });
  if (row === undefined) return "it ";
  return `its collection ${row.position + 1}, ${amountText(row.amount)} ${row.amount.currency} from ${visibleLine(row.creditor.name, 50)} under mandate ${visibleLine(row.mandate?.mandateId ?? "", 35)}, `;
}
