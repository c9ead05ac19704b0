import { accountText } from "../../domain/account-number.ts";
import type { OrderId } from "../../domain/ids.ts";
import { collects } from "../../domain/order.ts";
import type { OrderTransaction } from "../ports/orders.ts";
import { instantNow, newId, type WorkflowContext } from "../context.ts";
import { markUnconfirmed, wantsConfirmedPartners } from "../partner-confirmation.ts";
import { mustGet } from "../must-get.ts";
import { foldName } from "../order-survey.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Partner } from "../ports/partners.ts";

/** A payroll may have more payees than anybody keeps as partners; beyond this many new ones per order, none is learnt. */
const learntMax = 2000;

/**
 * Remembers to whom money went (and not from whom it came: who was debited once is nobody to be paid), so that the next order tells new and changed payees from known ones.
 * A known partner with another account gets the account added: the sheet has shown the change before it was signed. Where the customer wants
 * accounts confirmed, that is not enough: whoever made the order chose the account, so somebody else has to say that it is right.
 */
export async function learnPayees(store: CustomerStore, context: WorkflowContext, id: OrderId): Promise<void> {
  const at = instantNow(context);
  const seen = new Set<string>();
  const { createdBy } = await mustGet(store, id);
  if (collects(await store.orders.batches(id))) return;
  const confirms = wantsConfirmedPartners(await store.profile.get());
  for (const transaction of await store.orders.transactions(id, { limit: learntMax })) {
    const { creditor, creditorAccount } = transaction;
    // A Swiss payment slip has no name: it is told as new each time, for partners without one would all become the same partner.
    if (creditor.name.trim() === "") continue;
    if (creditorAccount === undefined || seen.has(accountText(creditorAccount))) continue;
    seen.add(accountText(creditorAccount));
    const known = await store.partners.findByAccount(accountText(creditorAccount));
    if (known !== undefined) {
      await store.partners.put({ ...known, lastPaidAt: at });
      continue;
    }
    const { before, after } = await learnt(store, context, transaction);
    await store.partners.put(confirms ? markUnconfirmed(before, after, createdBy, at) : after);
  }
}

async function learnt(store: CustomerStore, context: WorkflowContext, transaction: OrderTransaction): Promise<{ readonly before: Partner | undefined; readonly after: Partner }> {
  const at = instantNow(context);
  const { creditor, creditorAccount, creditorAgent } = transaction;
  const account = creditorAccount === undefined ? [] : [{ number: creditorAccount, bic: creditorAgent?.bic, since: at }];
  const sameName = (await store.partners.findByName(creditor.name)).find((partner) => foldName(partner.name) === foldName(creditor.name));
  if (sameName !== undefined) return { before: sameName, after: { ...sameName, accounts: [...sameName.accounts, ...account], changedAt: at, lastPaidAt: at } };
  return { before: undefined, after: { id: newId<"PartnerId">(context), name: creditor.name, accounts: account, address: creditor.address, note: "", createdAt: at, changedAt: at, lastPaidAt: at } };
}
