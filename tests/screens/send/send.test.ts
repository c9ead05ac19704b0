import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { internet } from "../../support/internet.ts";
import { faulty } from "../../support/faulty-channel.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

describe("the sending screen", () => {
  it("explains an order that was never heard back from, and asks the bank on a key press", async () => {
    // 1 announces the order, 2 carries its only segment: the bank has it, its answer is lost.
    const driver = faulty(internet, { exchange: 2, fault: "after-write" });
    const context = await office.open({ driver, redialPausesMs: [] });
    const order = await queuedOrder(context, "Rent", [payment("RENT-1", 100_00n)]);
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        shell.push("send", { customers: [{ context, connectionIds: [connection.id] }], send: true, fetch: false });
      },
    });
    await tester.waitFor((screen) => screen.includes("a ask the bank") && screen.includes("It may be at the bank or not."));
    expect((await context.store.orders.get(order.id))?.state).toBe("unanswered");
    tester.press("m");
    await tester.waitFor(/08:00:00 ebics +✕ BTU transfer segment 1 of 1.*The line was cut/);
    expect(tester.screen()).toMatch(/connect +✓ Connected to 127\.0\.0\.1[\s\S]*tls +✓ TLS 1\.3, pinned authority[\s\S]*ebics +> BTU initialisation: \d+ bytes/);
    tester.press("m");
    await tester.waitFor("a ask the bank");
    tester.press("a");
    await tester.waitFor(/✓ Order 0001 was delivered as N001/);
    expect((await context.store.orders.get(order.id))?.state).toMatch(/delivered|accepted/);
    end();
  });

  it("does not worry anybody when the customer protocol answers in the same session", async () => {
    const context = await office.open({ driver: faulty(internet, { exchange: 2, fault: "after-write" }), redialPausesMs: [] });
    await queuedOrder(context, "Storage", [payment("STORAGE-1", 200_00n)]);
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        shell.push("send", { customers: [{ context, connectionIds: [connection.id] }], send: true, fetch: true });
      },
    });
    await tester.waitFor("Esc goes back.");
    expect(tester.screen()).toMatch(/✓ No answer came to order 0002; the bank's protocol then said/);
    expect(tester.screen()).not.toContain("a ask the bank");
    end();
  });

  it("goes on in the background when left, and says how it ended", async () => {
    const context = await office.open();
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        shell.push("send", { customers: [{ context, connectionIds: [connection.id] }], send: false, fetch: true });
      },
    });
    tester.press("b");
    await tester.waitFor("Needs me now");
    await tester.waitFor("Session ended");
    end();
  });

  it("asks no more whether the line goes down once the session has ended", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = { ...internet, open: async (...call: Parameters<typeof internet.open>) => promise.then(() => internet.open(...call)) };
    const context = await office.open({ driver: slow });
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        shell.push("send", { customers: [{ context, connectionIds: [connection.id] }], send: false, fetch: true });
      },
    });
    tester.press("h");
    await tester.waitFor("Take the line down");
    resolve();
    await tester.waitFor((screen) => screen.includes("Esc goes back.") && !screen.includes("Take the line down"));
    tester.press("Esc");
    await tester.waitFor("Needs me now");
    end();
  });

  it("asks before the line goes down, with the honest sentence", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = { ...internet, open: async (...call: Parameters<typeof internet.open>) => promise.then(() => internet.open(...call)) };
    const context = await office.open({ driver: slow });
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        shell.push("send", { customers: [{ context, connectionIds: [connection.id] }], send: true, fetch: true });
      },
    });
    await tester.waitFor("nothing is sent twice");
    tester.press("Esc");
    await tester.waitFor("Take the line down");
    tester.press("Right", "Enter");
    await tester.waitFor("The line goes down after the running segment; nothing is lost");
    resolve();
    await tester.waitFor("Esc goes back.");
    expect(tester.screen()).toMatch(/taken down as asked|cancelled/i);
    end();
  });

  it("tells what could not even begin", async () => {
    const context = { ...(await office.open()), rights: ["see", "fetch"] as const };
    const [subscriber] = await context.store.connections.subscribers();
    const connection = await onlyConnection(context);
    await context.store.connections.putSubscriber({ ...subscriber!, state: "suspended" });
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context],
      begin(shell) {
        shell.push("cockpit");
        shell.push("send", { customers: [{ context, connectionIds: [connection.id] }], send: false, fetch: true });
      },
    });
    await tester.waitFor((screen) => screen.includes("✕") && screen.includes("w what went wrong"));
    tester.press("w");
    await tester.waitFor("Not done");
    await context.store.connections.putSubscriber(subscriber!);
    end();
  });
});
