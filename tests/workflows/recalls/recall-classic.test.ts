import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CurrencyCode } from "../../../src/domain/ids.ts";
import { rights } from "../../../src/domain/rights.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import { fetchGrants } from "../../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { queueOrder } from "../../../src/workflows/outbox.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { prepareRecall } from "../../../src/workflows/recalls/prepare-recall.ts";
import { type Bureau, bureauPin, openBureau } from "../../support/bureau.ts";
import { mustGetOrder, onlyConnection, signedByOffice } from "../../support/office.ts";
import { orderFile } from "../../support/order-file.ts";

let bureau: Bureau;
beforeAll(async () => {
  bureau = await openBureau({ banks: ["ALPHA"] });
});
afterAll(() => bureau.close());

async function sent(context: WorkflowContext, order: Order): Promise<Order> {
  await signedByOffice(context, order, bureauPin);
  await queueOrder(context, order.id);
  const { problem } = await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
  expect(problem).toBeUndefined();
  return mustGetOrder(context, order.id);
}

describe.each(["H003", "H004"] as const)("a recall in %s", (protocol) => {
  it("goes as C55, and its answer comes as C29", async () => {
    const administrator = await bureau.readyCustomer(`R${protocol}`, "ALPHA", protocol);
    const connection = await onlyConnection(administrator);
    const { number } = bureau.bank("ALPHA").admin.openAccount({ partnerId: connection.partnerId, owner: "R", currency: "EUR", opening: { minor: 100_00n, currency: "EUR" as CurrencyCode } });
    await fetchGrants(administrator, connection.id);
    for (const signer of (await administrator.store.signers.policy()).signers) await administrator.store.signers.put({ ...signer, operatorId: administrator.operator.id });
    const mayAll = rights.filter((right) => right !== "administer");
    await administrator.store.profile.setRights(administrator.operator.id, administrator.operator.name, mayAll);
    const context = { ...administrator, rights: mayAll };
    const text = orderFile({ account: number, date: "2026-12-04", messageId: `R-${protocol}`, payments: [{ endToEndId: "R-1", amount: "5.00" }] });
    const of = await sent(context, await importOrderFile(context, { name: "o.xml", open: async function* () { yield Buffer.from(text); } }));
    const since = bureau.bank("ALPHA").admin.trace(500).length;
    const recall = await prepareRecall(context, of.id, { reason: "CUST" });
    expect(recall.sendAs?.adminOrderType).toBe("C55");
    expect(await sent(context, recall)).toMatchObject({ state: "accepted", recall: { answer: { outcome: "cancelled" } } });
    expect((await mustGetOrder(context, of.id)).state).toBe("refused");
    const asked = bureau.bank("ALPHA").admin.trace(500).slice(since).flatMap(({ summary }) => /^(.*), Initialisation/.exec(summary)?.[1] ?? []);
    expect(asked).toEqual(expect.arrayContaining([expect.stringContaining("C55"), expect.stringContaining("C29")]));
  });
});
