import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { channelError } from "../../src/channels/channel-error.ts";
import { Secret } from "../../src/domain/secret.ts";
import { fetchOrderContents } from "../../src/workflows/eds/fetch.ts";
import type { Channel, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { readGroups, type ReviewGroup } from "../../src/workflows/review-sheet.ts";
import { groupByPin, type PartResult, signPinGroup } from "../../src/workflows/sign-many.ts";
import { sheetWith } from "../../src/workflows/sign-orders.ts";
import { type EdsTown, openEdsTown, sentForOthers, type Workstation } from "../support/eds-office.ts";
import { onlyConnection, pinText } from "../support/office.ts";

/** What happens on the line of the one who signs. */
interface Plan {
  /** From which call on the bank's computer takes the call and says nothing, ever. */
  silentFrom: number;
  /** The bank takes this request, and its answer is lost. */
  loses(request: string): boolean;
}

/** Who stops while a line is dialled is heard at once, and each order is told as it is. */
describe("stopping a sheet while the line is dialled", () => {
  let town: EdsTown;
  let anna: Workstation;
  let bela: Workstation;
  let silent: Server;
  let stop: AbortController;
  let plan: Plan;
  let calls: number;
  beforeAll(async () => {
    silent = createServer((socket) => {
      socket.on("error", () => undefined);
      stop.abort(); // now it is being dialled
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    [stop, plan, calls] = [new AbortController(), { silentFrom: Infinity, loses: () => false }, 0];
    town = await openEdsTown();
    anna = await town.workstation("ANNA", "A");
    bela = await town.workstation("BELA", "B", { driver: asPlanned });
  });
  afterAll(async () => {
    await town.close();
    silent.close();
  });
  beforeEach(() => {
    [stop, plan, calls] = [new AbortController(), { silentFrom: Infinity, loses: () => false }, 0];
  });

  function asPlanned(driver: ChannelDriver): ChannelDriver {
    const exchange = async (channel: Channel, ...[request, options]: Parameters<Channel["exchange"]>): Promise<Uint8Array> => {
      const lost = plan.loses(Buffer.from(request).toString());
      const answer = await channel.exchange(request, options);
      if (lost) throw channelError("cut", true);
      return answer;
    };
    return {
      ...driver,
      async open(config, options) {
        const channel = await driver.open(++calls < plan.silentFrom ? config : { ...config, url: `https://127.0.0.1:${(silent.address() as AddressInfo).port}` }, options);
        return { exchange: (...call) => exchange(channel, ...call), describe: () => channel.describe(), close: () => channel.close() };
      },
    };
  }
  const atBank = (order: Order): string | undefined => town.bank.admin.orders().find((one) => one.orderId === order.bankOrderId)?.status;

  async function sheetOver(orders: readonly Order[]): Promise<ReviewGroup> {
    await bela.session({ send: false });
    const { id } = await onlyConnection(bela.context);
    await fetchOrderContents(bela.context, id, orders.map((order) => order.bankOrderId ?? ""));
    const [group] = await readGroups([{ context: bela.context, orderIds: [], atBank: orders.map((order) => ({ connectionId: id, bankOrderId: order.bankOrderId ?? "" })) }]);
    return group!;
  }
  async function sign({ prepared, orders }: ReviewGroup): Promise<PartResult> {
    calls = 0;
    const part = { context: { ...bela.context, tools: { ...bela.context.tools, redialPausesMs: [0, 0, 0] } }, subscriber: prepared!.choices[0]!.subscriber, sheet: sheetWith(prepared!.sheet, []), atBank: orders.flatMap((order) => (order.kind === "at-bank" ? [order.sheet] : [])) };
    using pin = Secret.fromText(pinText);
    return (await signPinGroup(groupByPin([part])[0]!, pin, { signal: stop.signal })).parts[0]!;
  }
  const lastSession = async () => (await bela.context.store.sessions.list(1))[0];

  it("no order was begun, and the session was cancelled", async () => {
    const order = await sentForOthers(anna, "NONE", 100_00n);
    const group = await sheetOver([order]);
    plan.silentFrom = 1;
    const done = await sign(group);
    expect([done.atBank, done.failure]).toEqual([[], expect.objectContaining({ code: "stopped" })]);
    expect(await lastSession()).toMatchObject({ outcome: "cancelled" });
    expect(atBank(order)).toBe("to-sign");
  });

  it("after a cut, what was signed is told so, without guessing what the bank has done since; what was not begun waits on", async () => {
    const there = [await sentForOthers(anna, "CUT1", 100_00n), await sentForOthers(anna, "CUT2", 100_00n)];
    const group = await sheetOver(there);
    let asked = 0;
    plan = { silentFrom: 2, loses: (request) => request.includes("<AdminOrderType>HVD<") && ++asked === 2 };
    const done = await sign(group);
    const [signed] = done.atBank;
    expect(done.atBank.map(({ kind, text }) => [kind, text])).toEqual([["done", `You have signed order ${signed?.order.bankOrderId}; the bank has your signature. The next session learns what became of it.`]]);
    expect(done.failure).toMatchObject({ code: "stopped" });
    plan.silentFrom = Infinity;
    expect(there.map(atBank).sort()).toEqual(["executed", "to-sign"]);
    await bela.session({ send: false });
    expect((await bela.context.store.eds.get(signed!.order.connectionId, signed!.order.bankOrderId))?.outcome?.kind).toBe("released");
  });

  it("a line that is up is not touched: the order that is being signed is signed, and what the bank makes of it is heard", async () => {
    const order = await sentForOthers(anna, "UP", 100_00n);
    const group = await sheetOver([order]);
    plan.loses = (request) => {
      if (request.includes("<AdminOrderType>HVE<")) stop.abort();
      return false;
    };
    const { atBank: [result], failure } = await sign(group);
    expect([stop.signal.aborted, result?.text, failure]).toEqual([true, `You have signed order ${order.bankOrderId}; it is complete, and the bank executes it.`, undefined]);
    expect(await lastSession()).toMatchObject({ outcome: "ok" });
  });
});
