import { copyFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attentionOf } from "../../src/workflows/attention.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { connectionsOf, daysOf, statementGaps } from "../../src/workflows/statement-gaps.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function inSession<T>(work: (context: WorkflowContext) => Promise<T>): Promise<T> {
  const context = await office.open();
  try {
    return await work(context);
  } finally {
    await context.store.close();
  }
}

/** A day with a payment, up to the statement that the bank gives of it. */
async function day(n: number): Promise<void> {
  await inSession(async (context) => {
    await queuedOrder(context, `day ${n}`, [payment(`DAY-${n}`, BigInt(n * 100))]);
    const connectionId = (await onlyConnection(context)).id;
    expect((await communicate(context, { connectionId, send: true, fetch: false })).problem).toBeUndefined();
    office.bank.admin.clock.nextBusinessDay();
    const { fetched, problem } = await communicate(context, { connectionId, send: false, fetch: true });
    expect([fetched.statements, problem]).toEqual([1, undefined]);
  });
}

it("a day that is missing shows in the balances, and is fetched again by its date; what is known stays as it is", async () => {
  await day(1);
  expect(await inSession((context) => statementGaps(context.store))).toEqual([]);
  const before = `${office.storePath}.before`;
  copyFileSync(office.storePath, before);
  await day(2);
  copyFileSync(before, office.storePath); // the disk was put back to the day before: the bank has delivered, we have nothing
  rmSync(office.markFile); // all of it, so that not even the mark tells
  await day(3);

  await inSession(async (context) => {
    const gaps = await statementGaps(context.store);
    expect(gaps).toHaveLength(1);
    expect((await attentionOf(context)).items.filter((item) => item.kind === "statements-missing")).toMatchObject([{ mine: true, note: expect.stringContaining(`between ${gaps[0]?.start} and ${gaps[0]?.end}`) }]);
    const days = daysOf(gaps);
    expect(days).toEqual({ start: gaps[0]?.start, end: gaps[0]?.end });
    const connection = await onlyConnection(context);
    expect(await connectionsOf(context.store, gaps)).toEqual([connection.id]);
    const { fetched, problem } = await communicate(context, { connectionId: connection.id, send: false, fetch: true, days });
    expect([fetched.statements, fetched.statementsKnown, problem]).toEqual([1, 2, undefined]);
    expect(await statementGaps(context.store)).toEqual([]);
    expect((await attentionOf(context)).items.filter((item) => item.kind === "statements-missing")).toEqual([]);
    expect(daysOf([])).toBeUndefined();
  });
});
