import { afterEach, describe, expect, it } from "vitest";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { readGrants } from "../../src/workflows/grants.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
});

/** First messages of fetches since the n-th exchange: `HAC`, `BTD EOP/DE/…`; orders waiting for signatures are another matter. */
function asked(at: Office, since: number): string[] {
  return at.bank.admin.trace(500).slice(since).flatMap(({ summary }) => /^(.*), Initialisation/.exec(summary)?.[1] ?? []).filter((order) => !/^(BTU|HV)/.test(order));
}

describe("what there is to fetch (HAA)", () => {
  it("is asked first where the bank grants it, and only that is fetched", async () => {
    office = await openOffice();
    const context = await office.open();
    const connectionId = (await onlyConnection(context)).id;
    let since = office.bank.admin.trace(500).length;
    await communicate(context, { connectionId, send: false, fetch: true });
    expect(asked(office, since)).toEqual(["HAC", "HAA"]);

    await queuedOrder(context, "Rent", [payment("H-1", 10_00n)]);
    since = office.bank.admin.trace(500).length;
    const result = await communicate(context, { connectionId, send: true, fetch: true });
    expect(asked(office, since)).toEqual(["HAC", "HAA", "BTD REP/DE/SCT/pain.002/ZIP"]);
    expect(result.fetched).toMatchObject({ statusReports: 1, statements: 0 });
  });

  it("is not asked where it is not granted: then everything is", async () => {
    office = await openOffice();
    const context = await office.open();
    const connectionId = (await onlyConnection(context)).id;
    const [grants] = await readGrants(context.store, connectionId);
    if (grants === undefined) throw new Error("the office has fetched its grants");
    const { data, subscriberId } = grants;
    const without = { ...data, user: { ...data.user, permissions: data.user.permissions.filter(({ adminOrderType }) => adminOrderType !== "HAA") } };
    await context.store.connections.putGrants(connectionId, subscriberId, JSON.stringify(without));
    const since = office.bank.admin.trace(500).length;
    await communicate(context, { connectionId, send: false, fetch: true });
    expect(asked(office, since)).toEqual(["HAC", "BTD REP/DE/SCT/pain.002/ZIP", "BTD EOP/DE/-/camt.053/ZIP"]);
  });

  it("does not keep back what the bank calls by another name than the profile", async () => {
    office = await openOffice();
    const context = await office.open();
    const connectionId = (await onlyConnection(context)).id;
    const [grants] = await readGrants(context.store, connectionId);
    if (grants === undefined) throw new Error("the office has fetched its grants");
    const { data, subscriberId } = grants;
    const renamed = { ...data, user: { ...data.user, permissions: data.user.permissions.filter(({ service }) => service?.serviceName !== "EOP") } };
    await context.store.connections.putGrants(connectionId, subscriberId, JSON.stringify(renamed));
    const since = office.bank.admin.trace(500).length;
    await communicate(context, { connectionId, send: false, fetch: true });
    expect(asked(office, since)).toEqual(["HAC", "HAA", "BTD EOP/DE/-/camt.053/ZIP"]);
  });
});
