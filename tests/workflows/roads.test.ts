import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelError } from "../../src/channels/channel-error.ts";
import { leasedLine } from "../../src/channels/leased-line/index.ts";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { sentenceOf } from "../../src/workflows/communication/line.ts";
import type { SessionProgress } from "../../src/workflows/communication/progress.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { ChannelConfig, ChannelDriver, ChannelErrorCode, ChannelProtection } from "../../src/workflows/ports/channel.ts";
import type { Connection } from "../../src/workflows/ports/connections.ts";
import { costOf } from "../../src/workflows/roads/calls.ts";
import { weaknesses } from "../../src/workflows/roads/protection.ts";
import { internet } from "../support/internet.ts";
import { type Office, mustGetOrder, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";

const tariff = { currency: "EUR" as CurrencyCode, perCallMinor: 25n, perMinuteMinor: 10n };

describe("roads to a bank", () => {
  let office: Office;
  let context: WorkflowContext;
  let connection: Connection;
  const line = leasedLine({});
  /** What each road does when it is dialled; a leased line that comes up is the internet's here, so that no sshd is needed. */
  let dialled: ChannelConfig["kind"][] = [];
  let fails: Partial<Record<ChannelConfig["kind"], ChannelErrorCode>> = {};

  beforeAll(async () => {
    office = await openOffice();
    const opened = await office.open();
    const driver = (kind: ChannelConfig["kind"]): ChannelDriver => ({
      ...(kind === "internet" ? internet : line), kind,
      async open(config, options) {
        dialled.push(kind);
        const code = fails[kind];
        if (code !== undefined) throw channelError(code, false);
        return internet.open({ ...config, kind: "internet" } as ChannelConfig, options); // the same bank by the same means
      },
    });
    context = { ...opened, tools: { ...opened.tools, channel: driver } };
    connection = await onlyConnection(context);
  });
  afterAll(() => office.close());

  const ssh = { host: "line.example", userName: "kontor", hostKeySha256: "SHA256:x", key: { kind: "agent" } } as const;
  const leased = (): ChannelConfig => ({ ...connection.channel, kind: "leased-line", ssh });
  const session = async (change: Partial<Connection>, failing: typeof fails) => {
    dialled = [];
    fails = failing;
    await context.store.connections.put({ ...connection, ...change });
    const order = await queuedOrder(context, "by whatever road", [payment(`R-${Math.random().toString(36).slice(2)}`, 1_00n)]);
    const pictures: SessionProgress[] = [];
    const problem = await communicate(context, { connectionId: connection.id, send: true, fetch: false, onProgress: (picture) => pictures.push(picture) }).then(({ problem: told }) => told, sentenceOf);
    const { state } = await mustGetOrder(context, order.id);
    expect(timesAtBank(office.bank, order.messageId)).toBe(state === "delivered" ? 1 : 0);
    return { problem, state, picture: pictures.at(-1), calls: await context.store.calls.list(dialled.length) };
  };
  const fellBack = async (): Promise<string[]> => (await context.store.journal.list({ limit: 50 })).filter((one) => one.action === "connection.fell-back").map((one) => one.summary);

  it("takes the first that comes up, and notes the call with its bytes and cost", async () => {
    const { state, picture, calls } = await session({ channel: { ...connection.channel, tariff }, fallbackChannels: [leased()] }, {});
    expect(state).toBe("delivered");
    expect(dialled).toEqual(["internet"]);
    expect(picture).toMatchObject({ road: "internet", notice: undefined, protection: "TLS 1.3, pinned authority" });
    expect(calls).toEqual([expect.objectContaining({ kind: "internet", result: "ok", cost: { currency: "EUR", minor: 25n } })]);
    expect(calls[0]?.bytesSent).toBeGreaterThan(1_000);
    expect(calls[0]?.bytesReceived).toBeGreaterThan(500);
    expect(calls[0]?.endedAt).toBeDefined();
  });

  it("takes the next when the first does not come up, says so, and journals it", async () => {
    const before = (await fellBack()).length;
    const { state, picture, calls } = await session({ fallbackChannels: [leased()] }, { internet: "connect-timeout" });
    expect(state).toBe("delivered");
    expect(dialled).toEqual(["internet", "leased-line"]);
    expect(picture).toMatchObject({ road: "leased line", notice: "By leased line, as internet (connect-timeout) did not come up." });
    expect(calls.map((call) => [call.kind, call.result])).toEqual([["leased-line", "ok"], ["internet", "connect-timeout"]]);
    expect(await fellBack()).toHaveLength(before + 1);
  });

  it("takes no other when the bank could not prove who it is", async () => {
    const { state, problem } = await session({ fallbackChannels: [leased()] }, { internet: "tls-untrusted" });
    expect(state).toBe("queued");
    expect(dialled).toEqual(["internet"]);
    expect(problem).toMatch(/could not prove who it is/);
  });

  it("takes a less protected one only where the connection allows it, and says in what it is weaker", async () => {
    const weaker = { channel: leased(), fallbackChannels: [connection.channel] };
    const refused = await session(weaker, { "leased-line": "refused" });
    expect(refused.state).toBe("queued");
    expect(dialled).toEqual(["leased-line"]);
    expect(refused.problem).toContain("internet could be tried, but is less protected; the connection's settings do not allow that.");
    const allowed = await session({ ...weaker, mayBeLessProtected: true }, { "leased-line": "refused" });
    expect(allowed.state).toBe("delivered");
    expect(allowed.picture?.notice).toBe("By internet, as leased line (refused) did not come up. Less protected than agreed: TLS alone instead of TLS within SSH.");
    expect((await fellBack()).join("\n")).toContain("Less protected than agreed");
  });

  it("tells why when none comes up, and nothing has left", async () => {
    const { state, problem } = await session({ fallbackChannels: [leased()] }, { internet: "name-timeout", "leased-line": "refused" });
    expect(state).toBe("queued");
    expect(dialled).toEqual(["internet", "leased-line"]);
    expect(problem).toContain("The bank has not received the request.");
  });

  it("shows the dialogue as it runs, without payload", async () => {
    const { picture } = await session({}, {});
    const told = picture?.monitor.map((event) => `${event.stage} ${event.kind} ${event.text}`) ?? [];
    expect(told[0]).toMatch(/^connect begin Connecting to 127\.0\.0\.1/);
    expect(told.find((text) => text.startsWith("tls done"))).toBe("tls done TLS 1.3, pinned authority");
    expect(told.some((text) => /^ebics sent BTU transfer segment 1 of 1 .*: \d+ bytes$/.test(text))).toBe(true);
    expect(told.join("\n")).not.toMatch(/Payee|OrderData/);
  });
});

describe("protection", () => {
  const road = (proof: ChannelProtection["proof"], tunnel: boolean): ChannelProtection => ({ proof, tunnel });
  it("is compared point by point: a strength does not outweigh a weakness", () => {
    expect(weaknesses(road("key", true), road("system", false))).toEqual([]);
    expect(weaknesses(road("authority", false), road("authority", false))).toEqual([]);
    expect(weaknesses(road("system", true), road("authority", false))).toHaveLength(1);
    expect(weaknesses(road("key", false), road("system", true))).toEqual(["TLS alone instead of TLS within SSH"]);
    expect(weaknesses(road("authority", false), road("key", true))).toHaveLength(2);
  });
  it("is told by each road", () => {
    const url = "https://bank.example/";
    expect(internet.protection({ kind: "internet", url })).toEqual({ proof: "system", tunnel: false });
    expect(internet.protection({ kind: "internet", url, pinnedCaPem: "x" })).toEqual({ proof: "authority", tunnel: false });
    expect(leasedLine({}).protection({ kind: "leased-line", url, pinnedPublicKeySha256: "x", ssh: { host: "h", userName: "u", key: { kind: "agent" } } })).toEqual({ proof: "key", tunnel: true });
  });
});

describe("what a call costs", () => {
  it.each([[0, 25n], [1, 35n], [60_000, 35n], [60_001, 45n], [600_000, 125n]])("%i ms", (ms, minor) => {
    expect(costOf(tariff, ms)).toEqual({ currency: "EUR", minor });
  });
});
