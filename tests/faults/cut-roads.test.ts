import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrderId } from "../../src/domain/ids.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import { Dice } from "../fuzz/support/dice.ts";
import { mustGetOrder, type Office, onlyConnection, payment, signedOrders, timesAtBank } from "../support/office.ts";
import { type Cuttable, cuttableRoads } from "./cuttable-roads.ts";

/** `KONTOR_CUTS=500 npm test -- tests/faults/cut-roads.test.ts` is the long form. */
const cuts = Number(process.env.KONTOR_CUTS ?? 10);
const seed = Number(process.env.KONTOR_SEED ?? 1);
/** Days go by during many cuts, and a bank takes no order whose day is long past: so many are made at a time. */
const ordersAtOnce = 100;

for (const kind of cuttableRoads) describe.skipIf(!kind.isHere)(`${kind.name}, cut at ${cuts} random moments of a send`, () => {
  let road: Cuttable | undefined;
  beforeAll(async () => {
    road = await kind.start();
  });
  afterAll(async () => {
    await road?.close();
  });

  it("never a loss, never a double, and the operator is told in time", { timeout: cuts * 120_000 }, async () => {
    if (road === undefined) throw new Error("it is up");
    const { office, relay } = road;
    const throws = new Dice(seed);
    const [whole] = await prepared(office, "whole", 1);
    if (whole === undefined) throw new Error("there is an order");
    const before = relay.passed;
    await session(office, whole);
    const sessionBytes = relay.passed - before;
    const seen = { queued: 0, unanswered: 0, delivered: 0 };
    let slowestMs = 0;
    let orders: OrderId[] = [];
    for (let at = 0; at < cuts; at++) {
      if (orders.length === 0) orders = await prepared(office, `from ${at}`, Math.min(ordersAtOnce, cuts - at));
      const id = orders.shift();
      if (id === undefined) throw new Error("there are orders");
      office.clock.advance(3_600_000); // the bank forgets transfers that nobody goes on with after a day
      const comesBack = at % 2 === 0;
      let cutAtMs: number | undefined;
      let toldAtMs: number | undefined;
      relay.cutAfter(throws.below(sessionBytes) + 1, () => {
        cutAtMs = performance.now();
        relay.refuse(!comesBack);
      });
      const told = (): void => {
        if (cutAtMs !== undefined) toldAtMs ??= performance.now();
      };
      await session(office, id, (line) => line !== "up" && told()).then(told, told);
      if (cutAtMs !== undefined && toldAtMs !== undefined) slowestMs = Math.max(slowestMs, toldAtMs - cutAtMs);
      relay.cutAfter(Number.POSITIVE_INFINITY);
      relay.refuse(false);
      seen[await expectSafe(office, id, `cut ${at} of seed ${seed}`)]++;
    }
    if (cuts > 100) console.log(`${kind.name}: ${cuts} cuts over ${sessionBytes} bytes, ${JSON.stringify(seen)}, told after ${Math.round(slowestMs)} ms at the latest`);
    expect(slowestMs).toBeLessThan(kind.toldWithinMs);
    expect(seen.queued + seen.unanswered, "some cuts really hit").toBeGreaterThan(0);
    expect(seen.delivered, "some sessions went on after the cut").toBeGreaterThan(0);
  });
});

async function prepared(office: Office, series: string, count: number): Promise<OrderId[]> {
  const context = await office.open();
  const wanted = Array.from({ length: count }, (_, n) => ({ title: `cut ${series} + ${n}`, transactions: [1, 2, 3, 4].map((i) => payment(`${series.replace(" ", "-")}-${n}-${i}`, BigInt(n * 100 + i), i)) }));
  const orders = await signedOrders(context, wanted);
  await context.store.close();
  return orders.map((order) => order.id);
}

async function session(office: Office, id: OrderId, onLine: (line: "dialling" | "up" | "down") => void = () => undefined): Promise<void> {
  const context = await office.open();
  try {
    await queueOrder(context, id);
    const connection = await onlyConnection(context);
    await communicate(context, { connectionId: connection.id, send: true, fetch: false, onProgress: (progress) => onLine(progress.line) });
  } finally {
    await context.store.close();
  }
}

/** Right after the cut, and again after an ordinary session. @returns how the order stood after the cut */
async function expectSafe(office: Office, id: OrderId, what: string): Promise<"queued" | "unanswered" | "delivered"> {
  const context = await office.open();
  try {
    await recoverAfterCrash(context);
    const { messageId, state } = await mustGetOrder(context, id);
    const there = timesAtBank(office.bank, messageId);
    expect(there, what).toBeLessThanOrEqual(1);
    expect(state, `${what}: ${there} at the bank`).toMatch(there === 1 ? /^(unanswered|delivered)$/ : /^(unanswered|queued)$/);
    const connection = await onlyConnection(context);
    const result = await communicate(context, { connectionId: connection.id, send: true, fetch: true });
    const after = await mustGetOrder(context, id);
    expect(timesAtBank(office.bank, messageId), `${what}, in the end ${after.state}: ${result.problem ?? JSON.stringify(result.orders)}`).toBe(after.state === "signed" ? 0 : 1);
    expect(await context.store.journal.verify(), `${what}: journal`).toBeUndefined();
    return state === "queued" || state === "unanswered" ? state : "delivered";
  } finally {
    await context.store.close();
  }
}
