import { afterAll, beforeAll, expect, it } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { checkOrder } from "../../src/workflows/check-order.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { earliestDueDay } from "../../src/workflows/mandates/collect.ts";
import { cancelOrder, nextCutOff } from "../../src/workflows/outbox.ts";
import { type CollectingOffice, collectionFile, openCollectingOffice } from "../support/collections.ts";
import { onlyConnection } from "../support/office.ts";

let collecting: CollectingOffice;
beforeAll(async () => {
  collecting = await openCollectingOffice();
});
afterAll(() => collecting.office.close());

const atGermanBank = async (now: string): Promise<void> => {
  collecting.office.clock.set(Date.parse(now));
  await collecting.context.store.connections.put({ ...(await onlyConnection(collecting.context)), bankProfile: "de-generic" });
};

/** A German bank wants direct debits a bank day before they are due, by 12:00 in Berlin. */
it.each([
  ["Monday 09:00", "2026-11-23T08:00:00Z", "2026-11-24", undefined],
  ["Monday 09:00", "2026-11-23T08:00:00Z", "2026-11-23", "2026-11-24"],
  ["Monday 14:00", "2026-11-23T13:00:00Z", "2026-11-24", "2026-11-25"],
  ["Friday 14:00", "2026-11-27T13:00:00Z", "2026-11-30", "2026-12-01"],
] as const)("on %s (%s), collections due on %s: earliest %s", async (_, now, dueOn, earliest) => {
  const { context, account } = collecting;
  await atGermanBank(now);
  const order = await importOrderFile(context, collectionFile({ account, messageId: `LEAD-${now}-${dueOn}`.replace(/[:T]/g, ""), dueOn, debits: [{ id: dueOn, amount: "1.00", debtor: germanPayee(1) }] }));
  const told = (await checkOrder(context, order.id)).findings.filter(({ code }) => code === "lead-time-missed");
  expect(told.map(({ message }) => /now (\S+) is the earliest/.exec(message)?.[1])).toEqual(earliest === undefined ? [] : [earliest]);
});

it("tells of the cut-off before the day on which collections are due: at the order, in the cockpit; and of the next one once that is past", async () => {
  const { context, account } = collecting;
  await atGermanBank("2026-11-23T08:00:00Z");
  const order = await importOrderFile(context, collectionFile({ account, messageId: "DEADLINE", dueOn: "2026-12-07", debits: [{ id: "deadline", amount: "1.00", debtor: germanPayee(1) }] }));
  const deadline = async () => {
    const next = await nextCutOff(context, order);
    return next && [new Date(next.deadlineMs).toISOString(), next.executionDate];
  };
  expect(await deadline()).toEqual(["2026-12-04T11:00:00.000Z", "2026-12-07"]);
  const others = (await context.store.orders.list()).filter(({ id }) => id !== order.id);
  for (const { id } of others) await cancelOrder(context, id, "another test's");
  expect((await attentionOf(context)).items.find(({ kind }) => kind === "to-sign")?.deadlineMs).toBe(Date.parse("2026-12-04T11:00:00Z"));
  collecting.office.clock.set(Date.parse("2026-12-04T12:00:00Z"));
  expect(await deadline()).toEqual(["2026-12-07T11:00:00.000Z", "2026-12-08"]);
});

it("proposes the earliest day that the account's bank still takes, after today where it knows of no lead time", async () => {
  const { context } = collecting;
  const [own] = await context.store.accounts.all();
  await atGermanBank("2026-11-27T08:00:00Z");
  expect(await earliestDueDay(context, own!, ["CORE", "B2B"])).toBe("2026-11-30");
  await atGermanBank("2026-11-27T13:00:00Z");
  expect(await earliestDueDay(context, own!, ["CORE"])).toBe("2026-12-01");
  await context.store.connections.put({ ...(await onlyConnection(context)), bankProfile: "practice" });
  expect(await earliestDueDay(context, own!, ["CORE"])).toBe("2026-11-30");
  expect(await earliestDueDay(context, { ...own!, connectionId: undefined }, ["CORE"])).toBe("2026-11-30");
});

it("moves dates to it at import, where that is chosen", async () => {
  const { context, account } = collecting;
  await atGermanBank("2026-11-23T13:00:00Z");
  const file = collectionFile({ account, messageId: "MOVED", dueOn: "2026-11-24", debits: [{ id: "moved", amount: "1.00", debtor: germanPayee(1) }] });
  expect((await planImport(context, file, new Set(["date"]))).facts?.executionDate).toBe("2026-11-25");
});
