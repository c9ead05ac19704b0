import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import type { RegisteredMandate } from "../../../src/domain/mandate.ts";
import { attentionOf } from "../../../src/workflows/attention.ts";
import { collect } from "../../../src/workflows/bytes.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { administer } from "../../../src/workflows/four-eyes/administer.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { confirmMandates, mayConfirmMandate, waitingMandate } from "../../../src/workflows/mandates/confirm-mandates.ts";
import { amendMandate, removeMandate, saveMandate, setMandateState } from "../../../src/workflows/mandates/keep-mandate.ts";
import { learnMandates } from "../../../src/workflows/mandates/learn-mandates.ts";
import { importMandates, mandatesCsv, planMandateFile } from "../../../src/workflows/mandates/mandates-csv.ts";
import { cancelOrder } from "../../../src/workflows/outbox.ts";
import { warningsOf } from "../../../src/workflows/sheet-warnings.ts";
import { prepareSigningSheet } from "../../../src/workflows/sign-orders.ts";
import { collectionFile } from "../../support/collections.ts";
import { creditorId, mandate } from "../../support/mandates.ts";
import { letIn, type Office, openOffice, ownIban } from "../../support/office.ts";

let office: Office;
let reka: WorkflowContext;
let bela: WorkflowContext;
let cili: WorkflowContext;
const today = "2026-11-23" as IsoDate;

const setting = async (fields: { readonly fourEyes?: boolean; readonly confirmMandates?: boolean }): Promise<void> => {
  const { fourEyes: _four, confirmMandates: _mandates, ...profile } = await reka.store.profile.get();
  await reka.store.profile.update({ ...profile, ...fields });
};
const stored = async (n: number): Promise<RegisteredMandate> => (await reka.store.mandates.get(mandate(n).id))!.mandate;
const entered = async (n: number, by = reka, more: Partial<RegisteredMandate> = {}): Promise<RegisteredMandate> => {
  await saveMandate(by, mandate(n, more));
  return stored(n);
};
const waiting = () => reka.store.mandates.count({ today, unconfirmed: true });

beforeAll(async () => {
  office = await openOffice();
  reka = await office.open();
  bela = await letIn(reka, "Béla", ["see", "sign"]);
  cili = await letIn(reka, "Cili", ["see", "prepare"]);
});
afterAll(() => office.close());
beforeEach(async () => {
  await setting({ fourEyes: true });
  for (const { mandate: one } of await reka.store.mandates.list({ today })) await reka.store.mandates.remove(one.id);
});

describe("a mandate", () => {
  it("waits for another operator, who sees what is new; the journal has both, and several are confirmed at once", async () => {
    const [first, second] = [await entered(1), await entered(2)];
    expect(waitingMandate(first)).toMatchObject({ by: ["Réka"], changes: expect.arrayContaining([{ field: "debtor", from: undefined, to: "Debtor 1" }, { field: "reference", from: undefined, to: "M-1" }]) });
    expect([mayConfirmMandate(reka, first), mayConfirmMandate(bela, first), mayConfirmMandate({ ...bela, rights: ["see", "fetch"] }, first)]).toEqual([false, true, false]);
    await expect(confirmMandates(reka, [first])).rejects.toMatchObject({ code: "own-change" });
    await expect(confirmMandates({ ...bela, rights: ["see", "fetch"] }, [first])).rejects.toMatchObject({ code: "not-allowed" });
    expect(await waiting()).toBe(2);
    await confirmMandates(bela, [first, second]);
    expect(await waiting()).toBe(0);
    expect((await stored(1)).changedAt).toBe(first.changedAt);
    expect((await reka.store.journal.list({ limit: 3 })).map(({ action, actor }) => [action, actor])).toEqual([["mandate.confirmed", "Béla"], ["mandate.confirmed", "Béla"], ["mandate.created", "Réka"]]);
    await expect(confirmMandates(bela, [await stored(1)])).rejects.toMatchObject({ code: "nothing-to-confirm" });
  });

  it("is confirmed with all that was marked, or nothing is", async () => {
    const [mine, theirs] = [await entered(1, reka), await entered(2, cili)];
    await expect(confirmMandates(cili, [mine, theirs])).rejects.toMatchObject({ code: "own-change", meaning: "Nothing was confirmed." });
    await saveMandate(reka, { ...mine, debtor: { name: "Other" } });
    await expect(confirmMandates(bela, [theirs, mine])).rejects.toMatchObject({ code: "changed-meanwhile" });
    expect(await waiting()).toBe(2);
  });

  it("waits anew when it was changed or amended, by everybody who did; no more when that is taken back; a note or its end is nothing to confirm", async () => {
    await confirmMandates(bela, [await entered(1, reka, { collectedBefore: {} })]);
    await amendMandate(cili, mandate(1).id, { mandateId: "M-1", creditorSchemeId: creditorId, debtorAccount: { kind: "iban", iban: germanPayee(9) } });
    expect(waitingMandate(await stored(1))).toMatchObject({ by: ["Cili"], changes: [{ field: "account" }] });
    await saveMandate(reka, { ...(await stored(1)), scheme: "B2B" });
    const both = await stored(1);
    expect(waitingMandate(both)?.by).toEqual(["Cili", "Réka"]);
    for (const who of [reka, cili]) await expect(confirmMandates(who, [both])).rejects.toMatchObject({ code: "own-change" });
    await saveMandate(reka, { ...both, scheme: "CORE", debtorAccount: mandate(1).debtorAccount, debtor: { name: "DEBTOR  1" }, note: "called" });
    expect(await waiting()).toBe(0);
    await setMandateState(reka, mandate(1).id, "cancelled", "");
    expect(await waiting()).toBe(0);
  });

  it("that was over and is in force again by a file waits, as do those of a file; whoever made an order does not confirm what is learnt of it", async () => {
    await confirmMandates(bela, [await entered(1), await entered(2)]);
    await setMandateState(reka, mandate(1).id, "cancelled", "");
    const csv = Buffer.from(await collect(mandatesCsv(reka))).toString("utf8").replace("cancelled", "active");
    await importMandates(cili, await planMandateFile(cili, Buffer.from(csv)));
    expect(waitingMandate(await stored(1))).toMatchObject({ by: ["Cili"], changes: [{ field: "state", from: "over", to: "in force" }] });
    const order = await importOrderFile(reka, collectionFile({ account: await ownIban(reka), messageId: "LEARN", debits: [{ id: "7", amount: "1.00", debtor: germanPayee(7) }] }));
    await learnMandates(cili, order.id);
    const learnt = (await reka.store.mandates.list({ today, text: "M-7" }))[0]?.mandate;
    expect(learnt?.unconfirmed?.by).toEqual(["Réka", "Cili"]);
  });

  it("that was over while it waited, and is in force again, waits on, also where all else is as it was confirmed", async () => {
    await confirmMandates(bela, [await entered(1)]);
    await saveMandate(cili, { ...(await stored(1)), debtor: { name: "Other" } });
    await setMandateState(reka, mandate(1).id, "cancelled", "");
    await saveMandate(cili, { ...(await stored(1)), debtor: mandate(1).debtor, state: "active" });
    expect(waitingMandate(await stored(1))).toMatchObject({ by: ["Cili"], changes: [{ field: "state", from: "over", to: "in force" }] });
  });

  it("counts at once where the customer does not want it, which can be chosen apart from the four eyes", async () => {
    await setting({});
    expect(waitingMandate(await entered(1))).toBeUndefined();
    await setting({ confirmMandates: true });
    expect(waitingMandate(await entered(2))).toBeDefined();
    await setting({ fourEyes: true, confirmMandates: false });
    expect(waitingMandate(await entered(3))).toBeUndefined();
  });
});

it("collections under an unconfirmed one are warned of until it is confirmed, at import and on the sheet", async () => {
  await entered(1, cili);
  await confirmMandates(bela, [await entered(2, reka)]);
  const order = await importOrderFile(reka, collectionFile({ account: await ownIban(reka), messageId: "WARNED", debits: [1, 2].map((n) => ({ id: String(n), amount: "5.00", debtor: germanPayee(n) })) }));
  expect(order.findings.filter(({ code }) => code === "register-unconfirmed")).toMatchObject([{ severity: "warning", transaction: 0, message: expect.stringContaining("Mandate M-1 of Debtor 1 is not confirmed: entered or changed by Cili") }]);
  const warnings = async () => warningsOf((await prepareSigningSheet(reka, [order.id])).orders[0]!).filter(({ kind }) => kind === "unconfirmed");
  expect(await warnings()).toEqual([{ kind: "unconfirmed", text: expect.stringContaining("▲ UNCONFIRMED mandate in 1 collection: Mandate M-1") }]);
  await setting({});
  expect(await warnings()).toEqual([]);
  await setting({ fourEyes: true });
  await confirmMandates(bela, [await stored(1)]);
  expect(await warnings()).toEqual([]);
});

it("what waits is a need of whoever may confirm it, and news for whoever entered it", async () => {
  await entered(1, cili);
  const need = async (who: WorkflowContext) => (await attentionOf(who)).items.find(({ kind }) => kind === "mandates-to-confirm");
  expect(await need(bela)).toMatchObject({ mine: true, title: "1 mandate to confirm", note: "M-1 Debtor 1" });
  expect(await need(cili)).toMatchObject({ mine: false });
  await setting({});
  expect(await need(bela)).toBeUndefined();
});

it("whether mandates wait is an act of administration that needs two who could confirm", async () => {
  await setting({});
  const anna = await letIn(reka, "Anna", ["see", "administer"]);
  expect(await administer(anna, { kind: "confirm-mandates", on: true })).toEqual({ kind: "done" });
  expect((await reka.store.profile.get()).confirmMandates).toBe(true);
  await setting({ fourEyes: true });
  expect(await administer(anna, { kind: "confirm-mandates", on: false })).toMatchObject({ kind: "proposed", proposal: { before: { mandates: "wait for another operator's confirmation" }, after: { mandates: "count at once" } } });
});

it("a mandate that was never used is taken out of the register; one that an order names, or that was collected elsewhere, stays", async () => {
  await entered(1);
  await entered(2, reka, { collectedBefore: {} });
  await expect(removeMandate(reka, mandate(2).id)).rejects.toMatchObject({ code: "mandate-used" });
  const order = await importOrderFile(reka, collectionFile({ account: await ownIban(reka), messageId: "NAMES", debits: [{ id: "1", amount: "6.00", debtor: germanPayee(1) }] }));
  await expect(removeMandate(reka, mandate(1).id)).rejects.toMatchObject({ code: "mandate-used" });
  for (const one of await reka.store.orders.list()) if (one.state !== "cancelled") await cancelOrder(reka, one.id, "test");
  expect((await reka.store.orders.get(order.id))?.state).toBe("cancelled");
  await expect(removeMandate(bela, mandate(1).id)).rejects.toMatchObject({ code: "not-allowed" });
  await removeMandate(cili, mandate(1).id);
  expect(await reka.store.mandates.get(mandate(1).id)).toBeUndefined();
  expect((await reka.store.journal.list({ limit: 1 }))[0]).toMatchObject({ action: "mandate.removed", actor: "Cili", summary: "Mandate M-1 of Debtor 1 removed: it was never used" });
  await entered(3, reka, { mandateId: "M-1" }); // the reference is free again
});
