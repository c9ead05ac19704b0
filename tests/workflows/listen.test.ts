import { afterEach, describe, expect, it } from "vitest";
import { channelDrivers } from "../../src/channels/all.ts";
import { dialScriptDefault } from "../../src/workflows/ports/dial-script.ts";
import { internet } from "../support/internet.ts";
import { freePort } from "../support/ports.ts";
import { type ListenEvent, listenToBank } from "../../src/workflows/communication/listen.ts";
import { readNotification, readNotificationAccess } from "../../src/workflows/notification.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
});

/** Listens in the background; `until` waits for an event. */
function listening(context: WorkflowContext, connectionId: Parameters<typeof listenToBank>[1]["connectionId"]) {
  const events: ListenEvent[] = [];
  const waits: number[] = [];
  const abort = new AbortController();
  let wake: () => void = () => undefined;
  const done = listenToBank(context, {
    connectionId, signal: abort.signal, wait: async (ms) => { waits.push(ms); },
    onEvent: (event) => {
      events.push(event);
      wake();
    },
  });
  const until = async (what: (event: ListenEvent) => boolean, times = 1): Promise<void> => {
    while (events.filter(what).length < times) await Promise.race([new Promise<void>((resolve) => { wake = resolve; }), done]);
  };
  return { events, waits, until, done, end: async () => { abort.abort(); await done; } };
}

describe("real-time notifications", () => {
  it("tell at once what there is to fetch, and it is fetched; the bank's words are shown and kept [WSS H005 client bank]", async () => {
    office = await openOffice();
    const context = await office.open();
    const { id } = await onlyConnection(context);
    const ear = listening(context, id);
    await ear.until(({ kind }) => kind === "fetched");
    await ear.until(({ kind }) => kind === "information");
    await queuedOrder(context, "Rent", [payment("N-1", 10_00n)]);
    await communicate(context, { connectionId: id, send: true, fetch: false });
    await ear.until((event) => event.kind === "available" && event.orders.some((order) => order.includes("Status reports")));
    await ear.until(({ kind }) => kind === "fetched", 2);
    office.bank.admin.clock.nextBusinessDay();
    office.clock.set(Date.parse("2026-11-24T08:00:00Z"));
    await ear.until((event) => event.kind === "available" && event.orders.includes("Account statements"));
    await ear.until(({ kind }) => kind === "fetched", 3);
    expect((await context.store.statements.list()).length).toBe(1);
    expect(ear.events.filter(({ kind }) => kind === "lost")).toEqual([]);
    await ear.end();
    expect((await context.store.journal.list()).find(({ action }) => action === "bank.information")?.summary).toContain("PRACTICE");
  });

  it("come again after the line was lost, later each time, with another token each time as the bank wants it", async () => {
    office = await openOffice();
    let cuts = 0;
    const cutting: ChannelDriver = {
      ...internet,
      async listen(config, address, options) {
        const line = await internet.listen?.(config, address, options);
        if (line === undefined) throw new Error("the internet carries notifications");
        if (++cuts <= 2) line.close();
        return line;
      },
    };
    const context = await office.open({ driver: cutting });
    const ear = listening(context, (await onlyConnection(context)).id);
    await ear.until(({ kind }) => kind === "listening", 3);
    await ear.until(({ kind }) => kind === "fetched", 3);
    expect(cuts).toBe(3);
    const [first = 0, second = 0, ...more] = ear.waits;
    expect([first >= 1_000, second > first, more]).toEqual([true, true, []]);
    await ear.end();
    const asked = office.bank.admin.trace(200).filter(({ summary }) => summary.includes("wssparam") && summary.includes("Initialisation"));
    expect(asked.length).toBe(3);
  });

  it("are not taken from somebody who cannot prove to be the bank, and that is not tried again", async () => {
    office = await openOffice();
    const stranger = await openOffice();
    try {
      const elsewhere: ChannelDriver = { ...internet, listen: (config, address, options) => internet.listen?.(config, { ...address, url: stranger.bank.url.replace("https:", "wss:").replace("/ebics", "/notifications") }, options) ?? Promise.reject(new Error("no")) };
      const context = await office.open({ driver: elsewhere });
      const ear = listening(context, (await onlyConnection(context)).id);
      await expect(ear.done).rejects.toMatchObject({ area: "channel", code: "tls-untrusted" });
      expect(ear.events).toEqual([]);
    } finally {
      await stranger.close();
    }
  });

  it("go by the next road when the first does not come up; a call that is dialled is passed over", async () => {
    office = await openOffice();
    const opened = await office.open();
    const drivers = new Map(channelDrivers({}).map((driver) => [driver.kind, driver]));
    const context = { ...opened, tools: { ...opened.tools, channel: (kind: ChannelConfig["kind"]) => drivers.get(kind) ?? internet } };
    const connection = await onlyConnection(context);
    const gone = await freePort();
    const byDeadProxy: ChannelConfig = { ...connection.channel, kind: "internet", proxy: { kind: "http", host: "127.0.0.1", port: gone } };
    const byModem: ChannelConfig = { ...connection.channel, kind: "modem", modem: { port: "/dev/ttyNOTHERE", bitsPerSecond: 9_600, numbers: ["55"], script: dialScriptDefault } };
    await context.store.connections.put({ ...connection, channel: byModem, fallbackChannels: [byDeadProxy, connection.channel] });
    const ear = listening(context, connection.id);
    await ear.until(({ kind }) => kind === "fetched");
    expect(ear.events.filter(({ kind }) => kind === "listening")).toEqual([{ kind: "listening", notice: "By internet, as internet (refused) did not come up." }]);
    await ear.end();
    await context.store.connections.put({ ...connection, channel: byModem, fallbackChannels: [] });
    await expect(listening(context, connection.id).done).rejects.toMatchObject({ code: "no-notifications" });
  });

  it("are refused with a spent, foreign or made-up token", async () => {
    office = await openOffice();
    const context = await office.open();
    const connection = await onlyConnection(context);
    let given: { url: string; userName: string; token: string } | undefined;
    const spying: ChannelDriver = { ...internet, listen: (config, address, options) => { given = address; return internet.listen?.(config, address, options) ?? Promise.reject(new Error("no")); } };
    const ear = listening({ ...context, tools: { ...context.tools, channel: () => spying } }, connection.id);
    await ear.until(({ kind }) => kind === "information");
    if (given === undefined) throw new Error("somebody listened");
    for (const address of [given, { ...given, token: "made-up" }, { ...given, userName: "FAULT01_OTHER" }]) {
      await expect(internet.listen?.(connection.channel, address)).rejects.toMatchObject({ area: "channel", code: "http-status" });
    }
    await ear.end();
  });
});

describe("what the bank says", () => {
  it("is read in both forms, and everything else is left alone", () => {
    const available = readNotification(JSON.stringify({ MCLASS: [{ NAME: "EBICS-HAA", VERS: "1.0", TIMESTAMP: "2026-11-23T08:00:00Z" }], PARTNERID: "P", BTF: [{ SERVICE: "EOP", SCOPE: "DE", CONTTYPE: "ZIP", MSGNAME: "camt.053" }], ORDERTYPE: ["C5N"], NEW: 1 }));
    expect(available?.orders).toEqual([{ adminOrderType: "BTD", service: { serviceName: "EOP", scope: "DE", serviceOption: undefined, container: "ZIP", message: { name: "camt.053" } } }, { adminOrderType: "C5N" }]);
    expect(readNotification(JSON.stringify({ MCLASS: [{ NAME: "INFO" }], INFO: [{ LANG: "DE", FREE: "Wartung \u001b[31m heute\nabend" }] }))?.texts[0]).not.toMatch(/\u001b|\n/);
    for (const text of ["", "[]", "{}", '{"MCLASS":[]}', '{"MCLASS":[{"NAME":"EBICS-HAA"}],"BTF":[{"SERVICE":"../etc"}]}', "x".repeat(1000)]) expect(readNotification(text)).toBeUndefined();
    expect(readNotification(JSON.stringify({ MCLASS: [{ NAME: "OTHER" }], ORDERTYPE: ["C53"] }))).toEqual({ orders: [], texts: [] });
  });

  it("about access says whether a token may be used again, and until when", () => {
    const access = (change: object) => readNotificationAccess(Buffer.from(JSON.stringify({ URL: "wss://bank.example/n", TOKEN: "t", OTT: "N", VALIDITY: "2026-11-23T09:00:00Z", PARTNERID: "P", ...change })));
    expect(access({})).toEqual({ url: "wss://bank.example/n", token: "t", userName: "P", reusableToMs: Date.parse("2026-11-23T09:00:00Z") });
    expect(access({ OTT: "Y", USERID: "U" })).toMatchObject({ userName: "P_U", reusableToMs: undefined });
    expect(access({ VALIDITY: "for ever" }).reusableToMs).toBeUndefined();
    expect(() => access({ OTT: "maybe" })).toThrow(expect.objectContaining({ area: "ebics", code: "unexpected-answer" }));
  });
});
