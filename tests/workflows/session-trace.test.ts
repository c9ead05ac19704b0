import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internet } from "../support/internet.ts";
import { sessionTraceText } from "../../src/cli/session-trace-text.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { maskedMessage } from "../../src/workflows/communication/line-trace.ts";
import { sessionTraces } from "../../src/workflows/session-trace.ts";
import { faulty } from "../support/faulty-channel.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";
import { tampering } from "../support/tampering-channel.ts";

describe("what was said in a session", () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice({ segmentBytesMax: 600 });
  });
  afterAll(() => office.close());

  it("is kept with its codes and times, and without keys, signatures and payload", async () => {
    const context = await office.open();
    await queuedOrder(context, "traced", [payment("T-1", 4_711n), payment("T-2", 4_712n)]);
    const connection = await onlyConnection(context);
    await communicate(context, { connectionId: connection.id, send: true, fetch: true });
    const [trace, ...more] = await sessionTraces(context, { last: 1 });
    expect(more).toEqual([]);
    expect(trace?.connection).toBe("Practice bank");
    expect(trace?.exchanges[0]).toMatchObject({ step: "BTU initialisation", requestBytes: expect.any(Number), answerBytes: expect.any(Number) });
    expect(trace?.exchanges.every((one) => one.problem === undefined)).toBe(true);
    const whole = JSON.stringify(trace);
    expect(whole).not.toMatch(/[A-Za-z0-9+/]{64}/);
    expect(whole).not.toMatch(/4711|47\.11|Payee/);
    const text = sessionTraceText(trace === undefined ? [] : [trace], true);
    expect(text).toContain("technical 000000 EBICS_OK: Done.");
    expect(text).toMatch(/<OrderData>\(\d+ characters\)<\/OrderData>/);
    expect(text).toMatch(/\n {6}<static>\n {8}<HostID>PRACTICE<\/HostID>/);
    await context.store.close();
  });

  it("tells where no answer came, and shows nothing that a terminal would obey", async () => {
    const cut = await office.open({ driver: faulty(internet, { exchange: 1, fault: "after-write", staysDown: true }), redialPausesMs: [] });
    const connection = await onlyConnection(cut);
    await communicate(cut, { connectionId: connection.id, send: false, fetch: true });
    const failed = await sessionTraces(cut, { last: 1 });
    expect(failed[0]?.exchanges.at(-1)).toMatchObject({ step: expect.stringContaining("initialisation"), problem: "channel/cut" });
    expect(failed[0]?.exchanges.at(-1)?.answer).toBeUndefined();
    expect(sessionTraceText(failed, false)).toContain("why       no answer: channel/cut");
    await cut.store.close();
    const hostile = await office.open({ driver: tampering(internet, 1, () => Buffer.from("<a>\u001b[2J\u202e</a>")), anythingGoes: true });
    await communicate(hostile, { connectionId: connection.id, send: false, fetch: true });
    const traces = await sessionTraces(hostile, { last: 1 });
    expect(JSON.stringify(traces)).toContain("[2J");
    expect(sessionTraceText(traces, true)).not.toMatch(/[\u001b\u202e]/);
    await expect(sessionTraces(hostile, { number: 9_999 })).rejects.toMatchObject({ code: "no-such-session" });
    await hostile.store.close();
  });

  it("is forgotten after twenty sessions, and the sessions stay", async () => {
    const context = await office.open();
    const connection = await onlyConnection(context);
    const [before] = await sessionTraces(context, { last: 1 });
    for (let i = 0; i < 20; i++) await communicate(context, { connectionId: connection.id, send: true, fetch: false });
    const number = before?.session.number ?? 0;
    expect(before?.exchanges.length).toBeGreaterThan(0);
    const [after] = await sessionTraces(context, { number });
    expect(after?.exchanges).toEqual([]);
    expect(sessionTraceText(after === undefined ? [] : [after], true)).toContain("not kept any more");
    await context.store.close();
  });

  it("keeps nothing of what is not meant to be seen, whatever surrounds it", () => {
    const secret = "QUJD".repeat(40);
    for (const text of [`<OrderData>${secret}</OrderData>`, `<x:OrderData a="b">QUJD</x:OrderData>`, `<a>${secret}`, `<ds:SignatureValue>\n${secret}\n</ds:SignatureValue>`, `<TransactionKey>QUJDQUJD</TransactionKey>`]) {
      expect(maskedMessage(Buffer.from(text))).not.toContain("QUJDQUJD");
    }
    expect(maskedMessage(Buffer.alloc(100_000, 0x41)).length).toBeLessThanOrEqual(12_000);
  });
});
