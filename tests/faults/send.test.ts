import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internet } from "../support/internet.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { OrderId } from "../../src/domain/ids.ts";
import { type Fault, faulty, faults } from "../support/faulty-channel.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";

let office: Office;
let serial = 0;
beforeAll(async () => {
  office = await openOffice({ segmentBytesMax: 1024 });
});
afterAll(() => office.close());

/** Enough payments for two segments. */
async function freshOrder(): Promise<OrderId> {
  const context = await office.open();
  serial++;
  const order = await queuedOrder(context, `fault ${serial}`, [1, 2, 3, 4].map((n) => payment(`F-${serial}-${n}`, BigInt(serial * 1000 + n), n)));
  await context.store.close();
  return order.id;
}

/** What must hold after any fault, at once and after the next ordinary session: at the bank exactly once, or known not to be there. */
async function expectSafe(id: OrderId, what: string): Promise<void> {
  const context = await office.open();
  try {
    await recoverAfterCrash(context);
    const { messageId, state } = await mustGetOrder(context, id);
    const there = timesAtBank(office.bank, messageId);
    expect(there, `${what}: times at the bank`).toBeLessThanOrEqual(1);
    if (there === 1) expect(state, `${what}: it is there`).toMatch(/^(unanswered|delivered|accepted|booked)$/);
    else expect(state, `${what}: it is not there`).toMatch(/^(unanswered|queued)$/);

    const connection = await onlyConnection(context);
    await communicate(context, { connectionId: connection.id, send: true, fetch: true });
    const after = await mustGetOrder(context, id);
    expect(timesAtBank(office.bank, messageId), `${what}: times at the bank in the end`).toBe(after.state === "signed" ? 0 : 1);
    expect(after.state, what).toMatch(/^(signed|delivered|accepted|booked)$/);
    expect(await context.store.journal.verify(), `${what}: journal`).toBeUndefined();
  } finally {
    await context.store.close();
  }
}

async function trySending(context: WorkflowContext): Promise<unknown> {
  const connection = await onlyConnection(context);
  return communicate(context, { connectionId: connection.id, send: true, fetch: true }).catch((error: unknown) => error);
}

describe("a session with one fault", () => {
  it.each(faults)("fails the n-th exchange (%s), for every n", async (fault: Fault) => {
    for (let n = 1; ; n++) {
      const id = await freshOrder();
      const driver = faulty(internet, { exchange: n, fault, staysDown: true });
      const context = await office.open({ driver });
      await trySending(context);
      await context.store.close();
      await expectSafe(id, `${fault} at exchange ${n}`);
      if (driver.exchanges() < n) {
        expect(n, "the plan went through all exchanges").toBeGreaterThan(4);
        return;
      }
    }
  });

  it("fails the n-th write to the store, for every n", async () => {
    for (let n = 1; ; n++) {
      const id = await freshOrder();
      let writes = 0;
      const context = await office.open({
        onWrite: () => {
          writes++;
          if (writes >= n && writes < n + 3) throw new Error("disk full"); // the write itself, and what tries to clean up after it
        },
      });
      await trySending(context);
      await context.store.close().catch(() => undefined); // a disk that is full may fail here too
      await expectSafe(id, `store write ${n}`);
      if (writes < n) {
        expect(n).toBeGreaterThan(10);
        return;
      }
    }
  }, 900_000);
});
