import { afterAll, beforeAll, expect, it } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { checkOrder } from "../../src/workflows/check-order.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { type CollectingOffice, collectionFile, openCollectingOffice } from "../support/collections.ts";
import { onlyConnection } from "../support/office.ts";

let collecting: CollectingOffice;
beforeAll(async () => {
  collecting = await openCollectingOffice();
});
afterAll(() => collecting.office.close());

/** A German bank wants direct debits a bank day before they are due, by 12:00 in Berlin. */
it.each([
  ["Monday 09:00", "2026-11-23T08:00:00Z", "2026-11-24", undefined],
  ["Monday 09:00", "2026-11-23T08:00:00Z", "2026-11-23", "2026-11-24"],
  ["Monday 14:00", "2026-11-23T13:00:00Z", "2026-11-24", "2026-11-25"],
  ["Friday 14:00", "2026-11-27T13:00:00Z", "2026-11-30", "2026-12-01"],
] as const)("on %s (%s), collections due on %s: earliest %s", async (_, now, dueOn, earliest) => {
  const { office, context, account } = collecting;
  office.clock.set(Date.parse(now));
  await context.store.connections.put({ ...(await onlyConnection(context)), bankProfile: "de-generic" });
  const order = await importOrderFile(context, collectionFile({ account, messageId: `LEAD-${now}-${dueOn}`.replace(/[:T]/g, ""), dueOn, debits: [{ id: dueOn, amount: "1.00", debtor: germanPayee(1) }] }));
  const told = (await checkOrder(context, order.id)).findings.filter(({ code }) => code === "lead-time-missed");
  expect(told.map(({ message }) => /now (\S+) is the earliest/.exec(message)?.[1])).toEqual(earliest === undefined ? [] : [earliest]);
});
