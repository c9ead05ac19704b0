import { isAppError } from "../../domain/errors.ts";
import type { ConnectionId, IsoInstant } from "../../domain/ids.ts";
import { parseAmount, parseCurrency, type Money } from "../../domain/money.ts";
import { toIsoInstant } from "../../domain/clock.ts";
import { type EdsListEntry, edsList } from "../../ebics/index.ts";
import { converse, type Line, orderContext, rejectionText } from "../communication/line.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { EdsOrder } from "../ports/eds-orders.ts";

/** What asking for the orders that wait at the bank gave. */
export type EdsListing = { readonly kind: "listed"; readonly waiting: number; readonly fresh: number } | { readonly kind: "refused"; readonly code: string; readonly text: string };

/** Do the bank's grants for this user name the list of orders that wait? */
export async function mayAskForList(store: CustomerStore, subscriber: Subscriber): Promise<boolean> {
  const granted = (await store.connections.grants(subscriber.connectionId)).find((one) => one.subscriberId === subscriber.id);
  return granted !== undefined && /"HV[UZ]"/.test(granted.json);
}

/** Fetches the list (HVZ; where the bank has none, HVU) and takes it over. What this user was shown before and is not any more waits no longer. */
export async function fetchEdsList(context: WorkflowContext, line: Line): Promise<EdsListing> {
  const ebics = orderContext(context, line);
  let answer = await converse(line, edsList(ebics, "HVZ"));
  if (answer.kind === "rejected" && noSuchOrder.has(answer.decisive.code)) answer = await converse(line, edsList(ebics, "HVU"));
  if (answer.kind === "rejected") return { kind: "refused", ...rejectionText(answer) };
  const entries = answer.kind === "ok" ? answer.value : [];
  return context.store.transaction(async (store) => {
    const at = instantNow(context);
    let fresh = 0;
    for (const entry of entries) {
      const known = await store.eds.get(line.connection.id, entry.orderId);
      const order = merged(line.connection.id, line.subscriber.userId, entry, isSame(known, entry) ? known : undefined, at);
      if (known === undefined || known.outcome !== undefined || !isSame(known, entry)) {
        fresh++;
        await store.journal.append({ at, actor: "bank", action: "eds.listed", subject: entry.orderId, summary: `Order ${entry.orderId} waits for signatures at ${line.connection.title}, brought by ${entry.originator.userId}`, detail: { digest: order.digest } });
      }
      await store.eds.put(order);
    }
    const there = new Set(entries.map((entry) => entry.orderId));
    for (const order of await store.eds.list({ waiting: true, connectionId: line.connection.id })) {
      if (there.has(order.bankOrderId) || !order.seenBy.includes(line.subscriber.userId)) continue;
      await store.eds.put({ ...order, outcome: { kind: "gone", at, text: "It waits no more; the bank has not said yet why." } });
      await store.journal.append({ at, actor: "bank", action: "eds.gone", subject: order.bankOrderId, summary: `Order ${order.bankOrderId} waits no more at ${line.connection.title}` });
    }
    return { kind: "listed", waiting: entries.length, fresh };
  });
}

/** HVZ is younger than HVU, and not every bank has agreed on both: 090003, 091005, 091006. */
const noSuchOrder: ReadonlySet<string> = new Set(["090003", "091005", "091006", "061002"]);

/** Order ids come round again: another submission or another digest under the same id is another order. */
function isSame(known: EdsOrder | undefined, entry: EdsListEntry): known is EdsOrder {
  if (known === undefined) return false;
  const digest = digestOf(entry);
  return known.originator.at === toIsoInstant(entry.originator.timestamp) && (digest === undefined || known.digest === undefined || digest === known.digest);
}

function merged(connectionId: ConnectionId, askedBy: string, entry: EdsListEntry, known: EdsOrder | undefined, at: IsoInstant): EdsOrder {
  const { overview, originator } = entry;
  return {
    connectionId, partnerId: originator.partnerId, bankOrderId: entry.orderId, name: entry.name, sizeBytes: entry.sizeBytes,
    originator: { userId: originator.userId, name: originator.name, at: toIsoInstant(originator.timestamp) as IsoInstant },
    signaturesRequired: entry.signaturesRequired, signaturesDone: entry.signaturesDone,
    signers: entry.signers.map((signer) => ({ userId: signer.userId, name: signer.name, signatureClass: signer.authorisationLevel, at: toIsoInstant(signer.timestamp) as IsoInstant })),
    note: entry.additionalInfo, digest: digestOf(entry) ?? known?.digest,
    transactionCount: overview?.transactions ?? known?.transactionCount, sum: sumOf(entry) ?? known?.sum, firstParty: overview?.firstParty ?? known?.firstParty, firstAccount: overview?.firstAccount ?? known?.firstAccount,
    seenBy: [...new Set([...(known?.seenBy ?? []), askedBy])], listedAt: at, content: known?.content, attempt: known?.attempt, outcome: undefined,
  };
}

function digestOf(entry: EdsListEntry): string | undefined {
  return entry.overview === undefined ? undefined : Buffer.from(entry.overview.dataDigest.digest).toString("hex");
}

function sumOf({ overview }: EdsListEntry): Money | undefined {
  const currency = overview?.currency === undefined ? undefined : parseCurrency(overview.currency);
  if (overview?.totalAmount === undefined || currency === undefined) return undefined;
  const parsed = parseAmount(overview.totalAmount, currency);
  return parsed.ok ? parsed.money : undefined;
}

/** In a session: the list, when the grants name it. A bank that breaks off here has given everything else already. @returns a note for the screen */
export async function fetchListInSession(context: WorkflowContext, line: Line): Promise<{ readonly note: string; readonly failed: boolean }> {
  try {
    const listing = await fetchEdsList(context, line);
    if (listing.kind === "refused") return { note: `${listing.code} ${listing.text}`, failed: true };
    return { note: listing.waiting === 0 ? "none" : `${listing.waiting} waiting, ${listing.fresh} new`, failed: false };
  } catch (error) {
    if (!isAppError(error, "ebics")) throw error;
    return { note: error.message, failed: true };
  }
}
