import { copyFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { channelError } from "../../src/channels/channel-error.ts";
import { internet } from "../support/internet.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import { resolveUnanswered } from "../../src/workflows/communication/resolve-unanswered.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { Transmission } from "../../src/workflows/ports/transmissions.ts";
import { faulty } from "../support/faulty-channel.ts";
import { forgetTransfers, mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";

/** Bad luck after the last byte left: only the bank's word, whole and about the right days, proves that it has nothing. */

let office: Office;
afterEach(() => office.close());

/** The exchanges of a session that only sends an order of one segment: initialisation, then the last segment. */
const lastSegment = 2;

async function send(context: WorkflowContext): Promise<Awaited<ReturnType<typeof communicate>>> {
  return communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
}

async function sentWithoutAnswer(fault: "after-write" | "lost-write"): Promise<Order> {
  const context = await office.open({ driver: faulty(internet, { exchange: lastSegment, fault, staysDown: true }) });
  const { id } = await queuedOrder(context, "lost", [payment("L-1", 100_00n)]);
  await send(context);
  const order = await mustGetOrder(context, id);
  expect(order.state).toBe("unanswered");
  await context.store.close();
  return order;
}

describe("an order that was never answered", () => {
  it("stays so when the bank refuses its customer protocol: a refusal proves nothing", async () => {
    office = await openOffice();
    const { id, messageId } = await sentWithoutAnswer("after-write");
    expect(timesAtBank(office.bank, messageId)).toBe(1);
    office.bank.admin.suspendSubscriber("FAULT01", "REKA");
    const context = await office.open();
    const outcome = await resolveUnanswered(context, id);
    expect(outcome.kind).toBe("unanswered");
    expect(outcome.text).toContain("do not send it again");
    expect((await mustGetOrder(context, id)).state).toBe("unanswered");
  });

  it("is found at the bank shortly after the bank's midnight, when it is still yesterday by UTC", async () => {
    office = await openOffice({ nowMs: Date.parse("2026-11-23T23:30:00Z") });
    const { id } = await sentWithoutAnswer("after-write");
    const context = await office.open();
    const outcome = await resolveUnanswered(context, id);
    expect(outcome.kind).toBe("delivered");
    expect((await mustGetOrder(context, id)).state).toBe("delivered");
  });

  it("is not proved absent without an order id while the bank has a file that no order here has", async () => {
    office = await openOffice();
    const before = await office.open();
    const { id } = await queuedOrder(before, "no id", [payment("N-1", 5_00n)]);
    await before.store.close();
    const copy = `${office.storePath}.copy`;
    copyFileSync(office.storePath, copy);
    const sender = await office.open();
    await send(sender);
    await sender.store.close();
    copyFileSync(copy, office.storePath); // the sender's answer was lost with its store

    const context = await office.open();
    const queued = await mustGetOrder(context, id);
    const at = queued.createdAt;
    const [subscriber] = await context.store.connections.subscribers();
    if (subscriber === undefined) throw new Error("the office has a user");
    const sending = await context.store.orders.advance(id, queued.revision, "start-sending", { at, actor: "Réka" });
    const sent: Transmission = {
      orderId: id, attempt: 1, sessionId: "01session" as Transmission["sessionId"], subscriberId: subscriber.id, startedAt: at, phase: "last-segment-leaving",
      transactionId: undefined, bankOrderId: undefined, segments: 1, segmentsAcknowledged: 0, outcome: undefined,
    };
    await context.store.transmissions.put(sent);
    await context.store.orders.advance(id, sending.revision, "lose-answer", { at, actor: "Réka" });
    const outcome = await resolveUnanswered(context, id);
    expect(outcome.kind).toBe("unanswered");
    expect(outcome.text).toContain("belong to no order here");
  });

  it("is not sent again when its last segment reaches the bank after the bank had proved to know nothing", async () => {
    office = await openOffice();
    let held: Uint8Array | undefined;
    let exchanges = 0;
    const slow: ChannelDriver = {
      ...internet,
      async open(config, options) {
        const channel = await internet.open(config, options);
        return {
          async exchange(request, how) {
            if (++exchanges !== lastSegment) return channel.exchange(request, how);
            held = request;
            throw channelError("cut", true);
          },
          describe: () => channel.describe(),
          close: () => channel.close(),
        };
      },
    };
    const first = await office.open({ driver: slow, redialPausesMs: [] });
    const { id, messageId } = await queuedOrder(first, "slow", [payment("S-1", 7_00n)]);
    await send(first);
    await first.store.close();

    const context = await office.open();
    await forgetTransfers(context);
    expect((await resolveUnanswered(context, id)).kind).toBe("not-sent");
    const connection = await onlyConnection(context);
    const line = await internet.open(connection.channel, {});
    await line.exchange(held ?? new Uint8Array(), {}); // some box on the way had it
    await line.close();
    expect(timesAtBank(office.bank, messageId)).toBe(1);

    await communicate(context, { connectionId: connection.id, send: false, fetch: true });
    await queueOrder(context, id);
    const { orders } = await send(context);
    expect(orders.map((one) => one.kind)).toEqual(["stopped"]);
    expect(orders[0]?.text).toContain("pay twice");
    expect(timesAtBank(office.bank, messageId)).toBe(1);
    expect((await context.store.journal.list({ text: "after all" })).length).toBe(1);
  });
});

describe("a process that was taken for dead", () => {
  it("lets nothing more leave of an order that another one has settled", async () => {
    office = await openOffice();
    const other = await office.open();
    const believesDead: WorkflowContext = { ...other, tools: { ...other.tools, processes: { ...other.tools.processes, isAlive: () => false } } };
    let exchanges = 0;
    const interrupted: ChannelDriver = {
      ...internet,
      async open(config, options) {
        const channel = await internet.open(config, options);
        return {
          async exchange(request, how) {
            const answer = await channel.exchange(request, how);
            if (++exchanges === 1) await recoverAfterCrash(believesDead);
            return answer;
          },
          describe: () => channel.describe(),
          close: () => channel.close(),
        };
      },
    };
    const context = await office.open({ driver: interrupted });
    const { id, messageId } = await queuedOrder(context, "asleep", [payment("A-1", 9_00n)]);
    const result = await send(context);
    expect(result.problem).toContain("another process");
    expect(timesAtBank(office.bank, messageId)).toBe(0);
    expect((await mustGetOrder(context, id)).state).toBe("queued");

    await send(other);
    expect(timesAtBank(office.bank, messageId)).toBe(1);
    expect((await mustGetOrder(context, id)).state).toBe("delivered");
  });
});
