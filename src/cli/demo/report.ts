import { counted } from "../../domain/counted.ts";
import { amountText, type Money } from "../../domain/money.ts";
import type { OrderState } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { SessionResult } from "../../workflows/communication/progress.ts";
import type { DemoWorld } from "./world.ts";
import { demoCustomers } from "./customers.ts";

/** What the day came to. Every figure is counted from the stores, the sessions or the bank's books. */
export interface DayReport {
  readonly practice: true;
  readonly day: string;
  readonly customers: readonly CustomerReport[];
  readonly totals: {
    readonly customersOnboarded: number;
    readonly orders: number;
    readonly transactions: number;
    readonly transactionsImported: number;
    readonly transactionsEntered: number;
    /** Of repeats that were stopped before they left. */
    readonly transactionsStopped: number;
    readonly signatures: number;
    readonly segmentsMost: number;
    readonly delivered: number;
    readonly acceptedPayments: number;
    readonly refusedPayments: number;
    readonly refusedByReason: Readonly<Record<string, number>>;
    readonly bookedPayments: number;
    readonly bookedWithoutOrder: number;
    readonly duplicatesStopped: number;
    readonly statements: number;
    readonly statementsBalanced: number;
    readonly journalsWhole: number;
    readonly pdfs: readonly string[];
  };
}
export interface CustomerReport {
  readonly name: string;
  readonly colour: string;
  readonly language: string;
  readonly orders: readonly { readonly number: number; readonly title: string; readonly state: OrderState; readonly bankOrderId: string | null; readonly payments: number; readonly booked: number; readonly refused: number; readonly segments: number; readonly sums: readonly string[] }[];
  readonly statements: readonly { readonly account: string; readonly number: string; readonly entries: number; readonly balanced: boolean | null; readonly closing: string | null }[];
  /** Our closing balance against the bank's own books. */
  readonly balancesAgree: boolean;
  readonly journalEntries: number;
  readonly journalWhole: boolean;
}

interface Played {
  readonly sessions: readonly { readonly customer: string; readonly result: SessionResult }[];
  readonly pdfs: readonly string[];
  readonly stoppedDuplicates: number;
  readonly day: string;
}

export async function reportOf(world: DemoWorld, played: Played): Promise<DayReport> {
  const customers: CustomerReport[] = [];
  const refusedByReason: Record<string, number> = {};
  let [transactionsImported, transactionsEntered, transactionsStopped, signatures, bookedWithoutOrder] = [0, 0, 0, 0, 0];
  for (const { profile } of demoCustomers) {
    const { store } = await world.context(profile.shortName, "Réka");
    const orders: CustomerReport["orders"][number][] = [];
    for (const order of (await store.orders.list()).toSorted((a, b) => a.number - b.number)) {
      const states = await store.orders.transactionStates(order.id);
      for (const one of await store.orders.transactions(order.id, { states: ["refused"] })) refusedByReason[one.reasonCode ?? "?"] = (refusedByReason[one.reasonCode ?? "?"] ?? 0) + 1;
      if (order.bankOrderId === undefined) transactionsStopped += order.transactionCount;
      else if (order.origin === "import") transactionsImported += order.transactionCount;
      else transactionsEntered += order.transactionCount;
      signatures += (await store.orders.signatures(order.id)).length;
      orders.push({
        number: order.number, title: order.title, state: order.state, bankOrderId: order.bankOrderId ?? null, payments: order.transactionCount,
        booked: states.booked, refused: states.refused, segments: Math.max(0, ...(await store.transmissions.ofOrder(order.id)).map((one) => one.segments)),
        sums: order.sums.map(moneyText),
      });
    }
    const statements = await store.statements.list();
    for (const statement of statements) {
      for (const entry of await store.statements.entries(statement.id)) {
        if (entry.amount.minor < 0n) bookedWithoutOrder += entry.details.length - entry.matchedOrders.length;
      }
    }
    customers.push({
      name: profile.shortName, colour: profile.colour, language: profile.language, orders,
      statements: statements.map((one) => ({
        account: one.header.account.kind === "iban" ? one.header.account.iban : one.header.account.value, number: one.header.sequenceNumber ?? one.header.statementId,
        entries: one.entryCount, balanced: one.balanced, closing: closingText(one.balances),
      })),
      balancesAgree: (await store.statements.latestBalances()).every((own) => world.bank.admin.accounts().some((account) => account.number === own.account && account.balanceMinor === own.amount.minor)),
      journalEntries: await store.journal.count(),
      journalWhole: (await store.journal.verify()) === undefined,
    });
  }
  const orders = customers.flatMap((one) => one.orders);
  const statements = customers.flatMap((one) => one.statements);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  return {
    practice: true, day: played.day, customers,
    totals: {
      customersOnboarded: customers.length, orders: orders.length, transactions: transactionsImported + transactionsEntered, transactionsImported, transactionsEntered, transactionsStopped, signatures,
      segmentsMost: Math.max(0, ...orders.map((one) => one.segments)),
      delivered: played.sessions.flatMap(({ result }) => result.orders).filter((one) => one.kind === "delivered").length,
      acceptedPayments: sum(world.bank.admin.orders().map((one) => one.transactions - sum(one.refused.map((refusal) => refusal.payments)))),
      refusedPayments: sum(orders.map((one) => one.refused)), refusedByReason,
      bookedPayments: sum(orders.map((one) => one.booked)), bookedWithoutOrder, duplicatesStopped: played.stoppedDuplicates,
      statements: statements.length, statementsBalanced: statements.filter((one) => one.balanced === true).length,
      journalsWhole: customers.filter((one) => one.journalWhole).length, pdfs: played.pdfs,
    },
  };
}

function moneyText(money: Money): string {
  return `${amountText(money)} ${money.currency}`;
}

function closingText(balances: readonly { readonly type: string; readonly amount: Money }[]): string | null {
  const closing = balances.find((one) => one.type === "CLBD");
  return closing === undefined ? null : moneyText(closing.amount);
}

/** The report for people. */
export function reportText(report: DayReport): string {
  const { totals } = report;
  const lines = [`PRACTICE — no real money. The day ${report.day} with ${report.customers.length} customers:`];
  for (const customer of report.customers) {
    lines.push("", `${customer.name} (${customer.colour}, ${customer.language})`);
    for (const order of customer.orders) {
      lines.push(`  order ${orderNumberText(order.number)}  ${order.title.padEnd(26)} ${order.sums.join(", ").padStart(20)}  ${order.state.padEnd(15)} ${order.bankOrderId ?? "-   "}  ${order.booked} of ${order.payments} booked, ${order.refused} refused, ${counted(order.segments, "segment")}`);
    }
    for (const statement of customer.statements) {
      lines.push(`  statement ${statement.number} of ${statement.account}: ${counted(statement.entries, "entry", "entries")}, closing ${statement.closing ?? "unknown"}, ${statement.balanced === true ? "adds up" : "does NOT add up"}`);
    }
    lines.push(`  ${customer.balancesAgree ? "balances agree with the bank's books" : "balances do NOT agree with the bank's books"}; journal of ${customer.journalEntries} entries ${customer.journalWhole ? "is whole" : "is BROKEN"}`);
  }
  const reasons = Object.entries(totals.refusedByReason).map(([code, count]) => `${code} ${count}`).join(", ");
  lines.push(
    "",
    `${totals.transactions} payments (${totals.transactionsImported} imported, ${totals.transactionsEntered} entered), ${totals.signatures} signatures, ${totals.delivered} orders delivered (most segments: ${totals.segmentsMost})`,
    `${totals.bookedPayments} booked, ${totals.refusedPayments} refused (${reasons === "" ? "none" : reasons}), ${totals.bookedWithoutOrder} booked without an order, ${counted(totals.duplicatesStopped, "repeat")} of ${totals.transactionsStopped} payments stopped before leaving`,
    `${totals.statementsBalanced} of ${totals.statements} statements add up, ${totals.journalsWhole} of ${report.customers.length} journals whole, ${totals.pdfs.length} PDFs written`,
  );
  return `${lines.join("\n")}\n`;
}
