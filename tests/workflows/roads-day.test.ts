import { describe, expect, it } from "vitest";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { roads } from "../conformance/roads.ts";
import { mustGetOrder, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";

for (const road of roads) describe.skipIf(!road.isHere)(`a whole EBICS day by ${road.name}`, () => {
  it("keys, the bank's keys, grants; an order in many segments; the bank's day; protocol, statement, booked", async () => {
    const up = await road.setUp();
    const office = await openOffice({ segmentBytesMax: 2_000, bankSegmentBytesMax: 2_000, road: up }); // onboarded over this road
    try {
      const context = await office.open();
      const connection = await onlyConnection(context);
      expect(connection.channel.kind).toBe(road.kind);
      const order = await queuedOrder(context, "payroll", Array.from({ length: 40 }, (_, n) => payment(`D-${n}`, BigInt(100 + n), n + 1)));
      const sent = await communicate(context, { connectionId: connection.id, send: true, fetch: true });
      expect(sent.problem).toBeUndefined();
      expect(sent.orders).toMatchObject([{ orderId: order.id, kind: "delivered" }]);
      expect(timesAtBank(office.bank, order.messageId)).toBe(1);
      office.bank.admin.clock.nextBusinessDay();
      office.clock.set(Date.parse(office.bank.admin.clock.state().now));
      const fetched = await communicate(context, { connectionId: connection.id, send: false, fetch: true });
      expect(fetched.problem).toBeUndefined();
      expect(fetched.fetched).toMatchObject({ statements: 1, transactionsBooked: 40 });
      expect((await mustGetOrder(context, order.id)).state).toBe("booked");
      expect(await context.store.journal.verify()).toBeUndefined();
      const calls = await context.store.calls.list();
      expect(calls.length).toBeGreaterThan(4);
      expect(new Set(calls.map((call) => `${call.kind} ${call.result}`))).toEqual(new Set([`${road.kind} ok`]));
    } finally {
      await office.close();
      await up.tearDown();
    }
  });
});
