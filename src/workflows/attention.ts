import { accountText } from "../domain/account-number.ts";
import type { ConnectionId, IsoDate, IsoInstant, OrderId } from "../domain/ids.ts";
import { addMoney, type Money } from "../domain/money.ts";
import type { OrderState } from "../domain/order-life.ts";
import { orderNumberText } from "../domain/order-number.ts";
import type { WorkflowContext } from "./context.ts";
import { certificateExpiryMs, type PublicKey, readPublicKey } from "../ebics/index.ts";
import { proposalsToDecide } from "./four-eyes/administer.ts";
import { type RecoveryNeed, recoveryNeeds } from "./four-eyes/recovery.ts";
import { mandatesToConfirm, stoppedMandates } from "./mandates/mandate-needs.ts";
import { isMyTurn, keysToSignWith, split, type Turns, whoSigns } from "./my-turn.ts";
import { nextCutOff } from "./outbox.ts";
import { accountsToConfirm, wantsConfirmedPartners } from "./partner-confirmation.ts";
import { sumsMoved } from "./recalls/is-recall.ts";
import { channelNames } from "./ports/channel.ts";
import type { OwnSigner } from "./own-signers.ts";
import type { Order } from "./ports/orders.ts";
import type { Statement } from "./ports/statements.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import { gapsAmong } from "./statement-gaps.ts";
import type { EdsOrder } from "./ports/eds-orders.ts";
import type { EdsOrderKey } from "./ports/signers.ts";

/** One thing that needs somebody now. Sorted: what concerns money that may be lost or late first. */
export interface AttentionItem {
  /** False: others must see to it; this operator can only wait. */
  readonly mine: boolean;
  readonly kind: "older-copy" | "unanswered" | "refused" | "partly-refused" | "to-sign" | "to-sign-at-bank" | "to-send" | "findings" | "bank-keys" | "own-keys" | "subscriber" | "unbalanced" | "statements-missing" | "to-approve" | "to-confirm" | "mandates-stopped" | "mandates-to-confirm" | RecoveryNeed["kind"];
  /** "2 orders to sign". */
  readonly title: string;
  /** "AC04 closed account", "order 0012 · ask the bank". */
  readonly note: string;
  readonly sums: readonly Money[];
  readonly orderIds: readonly OrderId[];
  readonly connectionId: ConnectionId | undefined;
  /** Of `to-sign-at-bank`. */
  readonly atBank?: readonly EdsOrderKey[] | undefined;
  /** Of `bank-keys`: the same for every customer at the same bank, who are asked about once. */
  readonly bank?: string | undefined;
  /** Earliest cut-off among them, milliseconds since 1970 UTC. */
  readonly deadlineMs: number | undefined;
}

/** A customer's line in the cockpit. */
export interface CustomerSummaryLine {
  readonly bank: string;
  readonly channel: string;
  readonly toSign: number;
  readonly toSend: number;
  readonly news: number;
  readonly lastContact: { readonly at: IsoInstant; readonly outcome: "running" | "ok" | "failed" | "cancelled" } | undefined;
  /** Newest closing balances, one per currency. */
  readonly balances: readonly Money[];
  /** Daily closing balances of the main account, oldest first. */
  readonly history: readonly { readonly date: IsoDate; readonly amount: Money }[];
}

export interface Attention {
  readonly items: readonly AttentionItem[];
  readonly summary: CustomerSummaryLine;
}

/** Before it is clear whose turn it is. */
type ItemOfAll = Omit<AttentionItem, "mine"> & { readonly mine?: false };

const recentMs = 7 * 86_400_000;
const ordersLooked = 500;

/** What needs somebody at this customer now, and the customer's line. Reads a bounded number of rows. */
export async function attentionOf(context: WorkflowContext): Promise<Attention> {
  const { store } = context;
  const connections = await store.connections.all();
  const orders = await store.orders.list({ states: ["draft", "checked", "partly-signed", "signed", "queued", "unanswered", "refused", "partly-accepted"], limit: ordersLooked });
  const by = (...states: OrderState[]): Order[] => orders.filter((order) => states.includes(order.state));
  const since = context.tools.clock.now() - recentMs;
  const recent = (order: Order): boolean => Date.parse(order.bankAnswer?.at ?? order.createdAt) >= since;

  const toSign = by("checked", "partly-signed");
  const toSend = by("signed", "queued");
  const items: ItemOfAll[] = [];
  const lost = await store.mark.lost();
  if (lost !== undefined) items.push(plainItem("older-copy", "older copy of the store", `orders left until ${lost.until.slice(0, 16).replace("T", " ")} UTC that it does not know; nothing is sent`, undefined));
  for (const order of by("unanswered")) items.push(orderItem("unanswered", order, "never heard back", `order ${orderNumberText(order.number)} · ask the bank`));
  for (const order of by("refused").filter(recent)) items.push(orderItem("refused", order, "1 order refused", bankWords(order)));
  for (const order of by("partly-accepted").filter(recent)) items.push(orderItem("partly-refused", order, "1 order partly refused", bankWords(order)));
  const own = await keysToSignWith(context);
  const { mine, byOthers } = await whoSigns(context, own, toSign);
  if (mine.length > 0) items.push(await groupItem(context, "to-sign", mine, "to sign"));
  if (byOthers.length > 0) items.push({ ...(await groupItem(context, "to-sign", byOthers, "")), title: `${byOthers.length} to sign by others`, mine: false });
  const atBank = await ordersToSignAtBank(context, own);
  if (atBank.mine.length > 0) items.push(atBankItem(atBank.mine, "to sign at the bank"));
  if (atBank.byOthers.length > 0) items.push({ ...atBankItem(atBank.byOthers, "at the bank by others"), mine: false });
  if (toSend.length > 0) items.push(await groupItem(context, "to-send", toSend, "to send"));
  const broken = by("draft").filter((order) => order.findings.some((finding) => finding.severity === "error"));
  if (broken.length > 0) items.push({ ...groupOf("findings", broken, "with findings"), note: broken[0]?.findings.find((f) => f.severity === "error")?.message ?? "" });
  for (const connection of connections) {
    const { bankKeys } = connection;
    if (bankKeys === undefined || bankKeys.confirmedAt !== undefined) continue;
    const now = shortHash(bankKeys.authentication);
    items.push({
      ...plainItem("bank-keys", bankKeys.previous === undefined ? "bank keys to confirm" : "bank key changed", bankKeys.previous === undefined ? `${connection.title}: compare the hashes` : `old ${shortHash(bankKeys.previous.authentication)} new ${now} · ${connection.title}`, connection.id),
      bank: `${connection.hostId} ${connection.channel.url} ${now}`,
    });
  }
  for (const subscriber of await store.connections.subscribers()) {
    const need = ownKeysNeed(subscriber, context.tools.clock.now());
    if (need !== undefined) items.push(plainItem("own-keys", need.title, need.note, subscriber.connectionId));
    if (subscriber.state !== "ready") items.push(plainItem("subscriber", `signer ${subscriber.userId} not ready`, subscriberNote(subscriber.state), subscriber.connectionId));
  }
  for (const { kind, title, note } of await recoveryNeeds(context)) items.push(plainItem(kind, title, note, undefined));
  const proposals = await proposalsToDecide(context);
  if (proposals.length > 0) items.push(plainItem("to-approve", `${proposals.length} ${proposals.length === 1 ? "change" : "changes"} to approve`, proposals.slice(0, 3).map((one) => `${one.title}, by ${one.proposedBy.name}`).join("; "), undefined));
  items.push(...(await partnersToConfirm(context)));
  for (const { title, note } of await stoppedMandates(context)) items.push(plainItem("mandates-stopped", title, note, undefined));
  for (const { title, note, mine } of await mandatesToConfirm(context)) items.push({ ...plainItem("mandates-to-confirm", title, note, undefined), ...(mine === false ? { mine } : {}) });
  const statements = await store.statements.list({ limit: 50 });
  for (const statement of statements.filter((one) => one.balanced === false && Date.parse(one.receivedAt) >= since)) {
    items.push(plainItem("unbalanced", "statement does not add up", statement.header.statementId, undefined));
  }
  items.push(...(await missingStatements(context, statements)));

  const balances = await store.statements.latestBalances();
  const main = balances[0];
  const [session] = await store.sessions.list(1);
  return {
    items: items.map((item) => ({ mine: isMyTurn(context, item.kind), ...item })),
    summary: {
      bank: connections.map((one) => one.title).join(", "),
      channel: [...new Set(connections.map((one) => channelNames[one.channel.kind]))].join(", "),
      toSign: toSign.length,
      toSend: toSend.length,
      news: statements.filter((one) => Date.parse(one.receivedAt) >= context.tools.clock.now() - 86_400_000).length,
      lastContact: session === undefined ? undefined : { at: session.endedAt ?? session.startedAt, outcome: session.outcome },
      balances: sumByCurrency(balances.map((one) => one.amount)),
      history: main === undefined ? [] : await store.statements.balanceHistory(main.account, 30),
    },
  };
}

/** What happened between two balances that do not follow is not known here. Old gaps, as of files from before, are no news. */
async function missingStatements({ store, tools }: WorkflowContext, statements: readonly Statement[]): Promise<readonly ItemOfAll[]> {
  const gaps = gapsAmong(statements).filter(({ end }) => Date.parse(end) >= tools.clock.now() - gapNewsMs);
  const [first] = gaps;
  if (first === undefined) return [];
  const account = (await store.accounts.all()).find(({ number }) => accountText(number) === first.account);
  const more = gaps.length > 1 ? `, and ${gaps.length - 1} more` : "";
  return [plainItem("statements-missing", "statements missing", `${account?.title ?? first.account}: between ${first.start} and ${first.end}${more}`, account?.connectionId)];
}
const gapNewsMs = 31 * 86_400_000;

async function groupItem(context: WorkflowContext, kind: AttentionItem["kind"], orders: readonly Order[], what: string): Promise<ItemOfAll> {
  const deadlines: number[] = [];
  for (const order of orders.slice(0, 50)) {
    const next = await nextCutOff(context, order);
    if (next !== undefined) deadlines.push(next.deadlineMs);
  }
  return { ...groupOf(kind, orders, what), deadlineMs: deadlines.length === 0 ? undefined : Math.min(...deadlines) };
}

/** Those that one of this customer's signers can still sign: this operator, or others. */
async function ordersToSignAtBank({ store }: WorkflowContext, own: readonly OwnSigner[]): Promise<Turns<EdsOrder>> {
  const subscribers = await store.connections.subscribers();
  const waiting = await store.eds.list({ waiting: true, limit: ordersLooked });
  const among = (keys: readonly Subscriber[]) => (order: EdsOrder): boolean =>
    keys.some((one) => one.connectionId === order.connectionId && one.state === "ready" && !order.signers.some((signer) => signer.userId === one.userId));
  return split(waiting.filter(among(subscribers)), among(own.map(({ subscriber }) => subscriber)));
}

const partnersLooked = 50;

/** Partners with accounts that wait for another operator than the one who entered them. */
async function partnersToConfirm(context: WorkflowContext): Promise<readonly ItemOfAll[]> {
  const { store } = context;
  const count = await store.partners.count({ unconfirmed: true });
  if (count === 0 || !wantsConfirmedPartners(await store.profile.get())) return [];
  const partners = await store.partners.list({ unconfirmed: true, limit: partnersLooked });
  const { mine } = split(partners, (partner) => accountsToConfirm(context, partner).length > 0);
  const item = plainItem("to-confirm", `${count} ${count === 1 ? "partner" : "partners"} to confirm`, (mine.length > 0 ? mine : partners).slice(0, 3).map((one) => one.name).join(", "), undefined);
  return [mine.length > 0 ? item : { ...item, mine: false }];
}

function atBankItem(orders: readonly EdsOrder[], what: string): ItemOfAll {
  return {
    kind: "to-sign-at-bank",
    title: `${orders.length} ${what}`,
    note: orders.slice(0, 3).map((order) => `${order.bankOrderId} ${order.originator.name ?? order.originator.userId}`).join(", "),
    sums: sumByCurrency(orders.flatMap((order) => (order.sum === undefined ? [] : [order.sum]))),
    orderIds: [],
    atBank: orders.map(({ connectionId, bankOrderId }) => ({ connectionId, bankOrderId })),
    connectionId: orders[0]?.connectionId,
    deadlineMs: undefined,
  };
}

function groupOf(kind: AttentionItem["kind"], orders: readonly Order[], what: string): ItemOfAll {
  return {
    kind,
    title: `${orders.length} ${orders.length === 1 ? "order" : "orders"} ${what}`,
    note: orders.slice(0, 3).map((order) => `${orderNumberText(order.number)} ${order.title}`).join(", "),
    sums: sumsMoved(orders),
    orderIds: orders.map((order) => order.id),
    connectionId: orders[0]?.connectionId,
    deadlineMs: undefined,
  };
}

function orderItem(kind: AttentionItem["kind"], order: Order, title: string, note: string): ItemOfAll {
  return { kind, title, note, sums: sumsMoved([order]), orderIds: [order.id], connectionId: order.connectionId, deadlineMs: undefined };
}

function plainItem(kind: AttentionItem["kind"], title: string, note: string, connectionId: ConnectionId | undefined): ItemOfAll {
  return { kind, title, note, sums: [], orderIds: [], connectionId, deadlineMs: undefined };
}

function bankWords(order: Order): string {
  return order.bankAnswer === undefined ? `order ${orderNumberText(order.number)}` : `${order.bankAnswer.code} ${order.bankAnswer.text} · order ${orderNumberText(order.number)}`;
}

/** Own keys are renewed so long before they expire: a bank that finds them expired answers nothing but a new initialisation. */
const renewBeforeDays = 45;

function ownKeysNeed(subscriber: Subscriber, nowMs: number): { readonly title: string; readonly note: string } | undefined {
  if (subscriber.keyChange?.phase === "leaving") return { title: "key change unanswered", note: `${subscriber.userId}: ${subscriber.keyChange.order} · ask the bank which keys it has` };
  if (subscriber.state !== "ready") return undefined;
  const expiresMs = Math.min(...[subscriber.signatureCertificateDer, subscriber.authenticationCertificateDer, subscriber.encryptionCertificateDer].map(certificateExpiryMs));
  const days = Math.floor((expiresMs - nowMs) / 86_400_000);
  if (!(days <= renewBeforeDays)) return undefined; // nor where a date cannot be read
  return { title: days < 0 ? "keys have expired" : "keys to renew", note: `${subscriber.userId}: ${days < 0 ? "the bank may refuse them" : `valid until ${new Date(expiresMs).toISOString().slice(0, 10)}, ${days} days`}` };
}

function subscriberNote(state: string): string {
  if (state === "keys-sent") return "post the letters; the bank activates";
  if (state === "suspended") return "suspended at the bank";
  return "send the keys to the bank";
}

/** `3F2A…`: the beginning suffices to tell two keys apart; they are compared elsewhere. */
function shortHash(key: PublicKey): string {
  const { certificateHash, publicKeyHash } = readPublicKey(key);
  return `${(certificateHash ?? publicKeyHash).slice(0, 4)}…`;
}

function sumByCurrency(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, Money>();
  for (const amount of amounts) {
    const sum = sums.get(amount.currency);
    sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
  }
  return [...sums.values()];
}
