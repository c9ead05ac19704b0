import { createHash, randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OrderId } from "../../src/domain/ids.ts";
import { fetchByName } from "../../src/workflows/communication/ask-bank-data.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { documentName, sendDocuments } from "../support/documents.ts";
import { type Cut, cutLine, Traffic } from "../support/cut-line.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, signedOrders, timesAtBank } from "../support/office.ts";

/** The line is cut at every boundary and in the middle of every segment; 20 segments, up and down; the program lives on, or dies. */
const segments = 20;
const afterwards = ["the session goes on", "the program dies and is started again"] as const;

const momentsOfUpload: readonly Cut["at"][] = ["before the request leaves", "in the middle of the request", "before the answer leaves"];
const uploads = [
  ...afterwards.map((after) => ["H005", after, momentsOfUpload] as const),
  ...(["H004", "H003"] as const).map((protocol) => [protocol, afterwards[1], momentsOfUpload.slice(-1)] as const),
] as const;

describe.each(uploads)("an order of 20 segments over %s; when the line is cut, %s", (protocol, after, moments) => {
  let office: Office;
  let orders: readonly OrderId[];
  beforeAll(async () => {
    office = await openOffice({ protocol });
    const context = await office.open();
    const wanted = Array.from({ length: moments.length * (segments + 2) }, (_, n) => ({ title: `cut ${n}`, transactions: Array.from({ length: 40 }, (_, i) => payment(`C-${n}-${i}`, BigInt(1000 * n + i + 1), i + 1)) }));
    orders = (await signedOrders(context, wanted)).map((order) => order.id);
    await context.store.close();
  });
  afterAll(() => office.close());

  it.each(moments)("%s, for every request: at most one segment goes twice, and the order is executed once", async (at) => {
    const mine = orders.slice(moments.indexOf(at) * (segments + 2));
    for (const [index, id] of mine.entries()) {
      const traffic = new Traffic();
      const cut: Cut = { exchange: index + 1, at, dies: after !== "the session goes on" };
      await send(id, traffic, cut);
      if (cut.dies === true && traffic.exchanges >= cut.exchange) await send(id, traffic, undefined);
      const what = `cut ${at}, exchange ${cut.exchange}`;
      const context = await office.open();
      const order = await mustGetOrder(context, id);
      expect(order.state, what).toBe("delivered");
      expect(timesAtBank(office.bank, order.messageId), what).toBe(1);
      expect(traffic.segments, what).toBe(segments);
      expect(traffic.sentTwice, what).toBeLessThanOrEqual(1);
      expect(await context.store.transfers.all(), what).toEqual([]);
      await context.store.close();
      if (traffic.exchanges < cut.exchange) return;
    }
    throw new Error("the plan did not go through all exchanges");
  }, 900_000);

  /** Queues it when it is not, and runs a session until it ends or dies. */
  async function send(id: OrderId, traffic: Traffic, cut: Cut | undefined): Promise<void> {
    const { driver, died } = cutLine(traffic, cut);
    const opened = await office.open({ driver });
    const context = afterCrash(opened, charactersFor(await contentOf(opened, await mustGetOrder(opened, id))));
    if ((await mustGetOrder(context, id)).state === "signed") await queueOrder(context, id);
    await Promise.race([communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false }), died]);
    await context.store.close();
  }
});

describe.each(afterwards)("a download of 20 segments; when the line is cut, %s", (after) => {
  const moments = ["before the request leaves", "before the answer leaves", "in the middle of the answer"] as const;
  const exchanges = segments + 1; // and the receipt
  const documents = Array.from({ length: moments.length * (exchanges + 1) }, () => randomBytes(3_000));
  let office: Office;
  let next = 0;
  beforeAll(async () => {
    office = await openOffice({ bankSegmentBytesMax: charactersFor(documents[0] ?? Buffer.alloc(0)) });
    const context = await office.open();
    await sendDocuments(context, documents);
    await context.store.close();
  });
  afterAll(() => office.close());

  it.each(moments)("%s, for every request: at most one segment comes twice, and all of it is there once", async (at) => {
    for (let exchange = 1; exchange <= exchanges + 1; exchange++) {
      const traffic = new Traffic();
      const cut: Cut = { exchange, at, dies: after !== "the session goes on" };
      const what = `cut ${at}, exchange ${exchange}`;
      const document = documents[next++] ?? Buffer.alloc(0);
      await fetch(traffic, cut);
      if (cut.dies === true && exchange <= segments) await fetch(traffic, undefined);
      const context = await office.open();
      const same = await context.store.files.findBySha256(createHash("sha256").update(document).digest("hex"));
      expect(same.map(({ kind }) => kind), what).toEqual(["order", "other"]); // as sent, and as fetched
      expect(traffic.segments, what).toBe(segments);
      expect(traffic.sentTwice, what).toBeLessThanOrEqual(1);
      await context.store.close();
      // Whose receipt was not heard sends it again before anything else is fetched.
      if (cut.dies === true && exchange === exchanges) await fetch(new Traffic(), { exchange: 2, at: "before the request leaves", dies: true });
    }
    const context = await office.open();
    expect(await context.store.transfers.all()).toEqual([]);
    await context.store.close();
  }, 900_000);

  async function fetch(traffic: Traffic, cut: Cut | undefined): Promise<void> {
    const { driver, died } = cutLine(traffic, cut);
    const context = afterCrash(await office.open({ driver }), undefined);
    await Promise.race([fetchByName(context, (await onlyConnection(context)).id, documentName("fetch"), { title: "documents" }), died]);
    await context.store.close();
  }
});

/** As a program that was started again sees it: whoever was at work before is gone. */
function afterCrash(context: WorkflowContext, segmentBytesMax: number | undefined): WorkflowContext {
  return { ...context, tools: { ...context.tools, segmentBytesMax, processes: { ...context.tools.processes, isAlive: () => false } } };
}

async function contentOf(context: WorkflowContext, order: Order): Promise<Uint8Array> {
  if (order.fileId === undefined) throw new Error("a signed order has a file");
  return Buffer.concat(await Array.fromAsync(context.store.files.read(order.fileId)));
}

/** Characters of base64 in a segment, so that this content makes 20. */
function charactersFor(content: Uint8Array): number {
  const ciphertextBytes = (Math.floor(deflateSync(content).length / 16) + 1) * 16;
  for (let quanta = 1; ; quanta++) {
    if (Math.ceil(ciphertextBytes / (quanta * 3)) > segments) continue;
    expect(Math.ceil(ciphertextBytes / (quanta * 3)), "the content is large enough to be cut evenly").toBe(segments);
    return quanta * 4;
  }
}
