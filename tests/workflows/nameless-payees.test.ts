import { afterAll, beforeAll, expect, it } from "vitest";
import { learnPayees } from "../../src/workflows/communication/learn-payees.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { type Office, openOffice } from "../support/office.ts";
import { batch, orderFields, transaction } from "../store/samples.ts";

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

it("payment slips without a name do not become one partner with all their accounts", async () => {
  const { id } = orderFields(1);
  await context.store.transaction(async (store) => {
    await store.orders.create(orderFields(1), "Kis Anna");
    const writer = store.orders.writer(id);
    writer.addBatch(batch());
    for (const account of ["01-52142-5", "01-39139-1"]) writer.addTransaction(transaction(1, { creditor: { name: "" }, creditorAccount: { kind: "other", value: account } }));
    writer.addTransaction(transaction(2));
    await writer.flush();
  });
  await learnPayees(context.store, context, id);
  expect((await context.store.partners.list()).map((partner) => [partner.name, partner.accounts.length])).toEqual([[transaction(2).creditor.name, 1]]);
});
