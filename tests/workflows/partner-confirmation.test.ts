import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AccountNumber } from "../../src/domain/account-number.ts";
import { accountText } from "../../src/domain/account-number.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import type { IsoInstant, OperatorId, PartnerId } from "../../src/domain/ids.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { learnPayees } from "../../src/workflows/communication/learn-payees.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { administer } from "../../src/workflows/four-eyes/administer.ts";
import { accountsToConfirm, confirmAccount, waitingAccounts } from "../../src/workflows/partner-confirmation.ts";
import { removePartner, savePartner } from "../../src/workflows/partners.ts";
import type { Partner } from "../../src/workflows/ports/partners.ts";
import { prepareSigningSheet } from "../../src/workflows/sign-orders.ts";
import { warningsOf } from "../../src/workflows/sheet-warnings.ts";
import { letIn, type Office, openOffice, payment, signedOrder } from "../support/office.ts";

let office: Office;
let reka: WorkflowContext;
let bela: WorkflowContext;
let cili: WorkflowContext;

const number = (at: number): AccountNumber => ({ kind: "iban", iban: germanPayee(at) });
const text = (at: number): string => accountText(number(at));
const partner = (fields: Partial<Partner> = {}): Partner => {
  const at = "2026-11-23T08:00:00Z" as IsoInstant;
  return { id: "p1" as PartnerId, name: "Payee 1", accounts: [{ number: number(1), since: at }], note: "", createdAt: at, changedAt: at, ...fields };
};
const stored = async (): Promise<Partner> => {
  const found = await reka.store.partners.get("p1" as PartnerId);
  if (found === undefined) throw new Error("it was stored");
  return found;
};
const setting = async (fields: { readonly fourEyes?: boolean; readonly confirmPartners?: boolean }): Promise<void> => {
  const { fourEyes: _four, confirmPartners: _partners, ...profile } = await reka.store.profile.get();
  await reka.store.profile.update({ ...profile, ...fields });
};

beforeAll(async () => {
  office = await openOffice();
  reka = await office.open();
  bela = await letIn(reka, "Béla", ["see", "sign"]);
  cili = await letIn(reka, "Cili", ["see", "prepare"]);
});
afterAll(() => office.close());
beforeEach(async () => {
  await setting({ fourEyes: true });
  for (const one of await reka.store.partners.list()) await removePartner(reka, one.id);
});

describe("an account of a partner", () => {
  it("waits for another operator, who sees what is new; the journal has both", async () => {
    const entered = await savePartner(reka, partner());
    expect(waitingAccounts(entered)).toMatchObject([{ by: ["Réka"], changes: [{ field: "name", from: undefined, to: "Payee 1" }, { field: "account" }] }]);
    expect(accountsToConfirm(reka, entered)).toEqual([]);
    await expect(confirmAccount(reka, entered, text(1))).rejects.toMatchObject({ code: "own-change" });
    await expect(confirmAccount({ ...bela, rights: ["see", "fetch"] }, entered, text(1))).rejects.toMatchObject({ code: "not-allowed" });
    await expect(confirmAccount(bela, entered, text(2))).rejects.toMatchObject({ code: "nothing-to-confirm" });
    expect(waitingAccounts(await confirmAccount(bela, entered, text(1)))).toEqual([]);
    expect(waitingAccounts(await stored())).toEqual([]);
    expect(await reka.store.partners.count({ unconfirmed: true })).toBe(0);
    expect((await reka.store.journal.list({ limit: 2 })).map((one) => [one.action, one.actor])).toEqual([["partner.confirmed", "Béla"], ["partner.created", "Réka"]]);
    expect((await reka.store.journal.list({ limit: 1 }))[0]?.detail).toMatchObject({ account: text(1), enteredBy: ["Réka"] });
  });

  it("waits anew when its BIC or the partner's name is another one, and no more when that is taken back", async () => {
    await confirmAccount(bela, await savePartner(reka, partner()), text(1));
    const renamed = await savePartner(cili, partner({ name: "Big Supplier" }));
    expect(waitingAccounts(renamed)).toMatchObject([{ by: ["Cili"], changes: [{ field: "name", from: "Payee 1", to: "Big Supplier" }] }]);
    expect(waitingAccounts(await savePartner(reka, partner({ name: "PAYEE  1", note: "case and blanks are no other name" })))).toEqual([]);
    const other = await savePartner(cili, partner({ accounts: [{ ...partner().accounts[0]!, bic: "COBADEFFXXX" }] }));
    expect(waitingAccounts(other)[0]?.changes).toContainEqual({ field: "BIC", from: undefined, to: "COBADEFFXXX" });
  });

  it("is confirmed by nobody who changed any part of it, and by somebody else who did not", async () => {
    await savePartner(reka, partner());
    const both = await savePartner(cili, partner({ accounts: [{ ...partner().accounts[0]!, bic: "COBADEFFXXX" }] }));
    for (const who of [reka, cili]) await expect(confirmAccount(who, both, text(1))).rejects.toMatchObject({ code: "own-change" });
    await confirmAccount(bela, both, text(1));
    const noted = await savePartner(cili, { ...(await stored()), note: "a note alone is nothing to confirm" });
    expect(waitingAccounts(noted)).toEqual([]);
  });

  it("is not confirmed by a mark that comes from outside, nor when it was changed since it was shown", async () => {
    const shown = await savePartner(reka, partner());
    await savePartner(reka, { ...partner(), accounts: [partner().accounts[0]!, { number: number(2), since: partner().createdAt }] });
    await expect(confirmAccount(bela, shown, text(1))).rejects.toMatchObject({ code: "changed-meanwhile" });
    const now = await confirmAccount(bela, await stored(), text(2));
    expect(waitingAccounts(now).map((one) => accountText(one.account.number))).toEqual([text(1)]);
  });

  it("that goes from one partner to another waits there", async () => {
    await confirmAccount(bela, await savePartner(reka, partner()), text(1));
    await removePartner(reka, "p1" as PartnerId);
    expect(waitingAccounts(await savePartner(reka, partner({ id: "p2" as PartnerId, name: "Big Supplier" })))).toHaveLength(1);
  });

  it("counts at once where the customer does not want it, which can be chosen apart from the four eyes", async () => {
    await setting({});
    expect(waitingAccounts(await savePartner(reka, partner()))).toEqual([]);
    await setting({ confirmPartners: true });
    expect(waitingAccounts(await savePartner(reka, partner({ name: "Other" })))).toHaveLength(1);
    await setting({ fourEyes: true, confirmPartners: false });
    expect(waitingAccounts(await savePartner(reka, partner({ name: "Third" })))).toEqual([]);
  });
});

describe("payments to an account that is not confirmed", () => {
  it("are warned of on the sheet until it is; the payee is not known by being entered", async () => {
    const entered = await savePartner(cili, partner());
    const order = await signedOrder(reka, "Goods", [payment("A", 100n, 1), payment("B", 200n, 2)]);
    const sheet = async () => (await prepareSigningSheet(reka, [order.id])).orders[0]!;
    const before = await sheet();
    expect(before.facts).toMatchObject({ unconfirmedPayeePayments: 1, newPayeePayments: 1, changedPayeePayments: 0 });
    expect(warningsOf(before)[0]).toEqual({ kind: "unconfirmed", text: `▲ UNCONFIRMED account in 1 payment: Payee 1: ${text(1)}, entered by Cili` });
    await confirmAccount(bela, entered, text(1));
    expect((await sheet()).facts).toMatchObject({ unconfirmedPayeePayments: 0, newPayeePayments: 1 });
  });

  it("go on being warned of after the first was sent: who made the order has chosen the account, and does not confirm it", async () => {
    const order = await signedOrder(reka, "Goods", [payment("C", 100n, 3)]);
    await learnPayees(reka.store, reka, order.id);
    const [learnt] = await reka.store.partners.list({ unconfirmed: true });
    expect(learnt).toMatchObject({ name: "Payee 3", accounts: [{ unconfirmed: { by: ["Réka"] } }] });
    const again = await signedOrder(reka, "More goods", [payment("D", 300n, 3)]);
    expect((await prepareSigningSheet(reka, [again.id])).orders[0]?.facts).toMatchObject({ unconfirmedPayeePayments: 1, newPayeePayments: 0 });
    await learnPayees(reka.store, reka, again.id);
    expect(await reka.store.partners.count({ unconfirmed: true })).toBe(1);
    await expect(confirmAccount(reka, learnt!, text(3))).rejects.toMatchObject({ code: "own-change" });
    await confirmAccount(cili, learnt!, text(3));
    expect(await reka.store.partners.count({ unconfirmed: true })).toBe(0);
  });

  it("need somebody who may confirm them, and are news for whoever entered them", async () => {
    await savePartner(cili, partner());
    const need = async (who: WorkflowContext) => (await attentionOf(who)).items.find((one) => one.kind === "to-confirm");
    expect(await need(bela)).toMatchObject({ mine: true, title: "1 partner to confirm", note: "Payee 1" });
    expect(await need(cili)).toMatchObject({ mine: false });
    await setting({});
    expect(await need(bela)).toBeUndefined();
  });
});

it("whether accounts wait is an act of administration: one that four eyes want approved, and that needs two who could confirm", async () => {
  const anna = await letIn(reka, "Anna", ["see", "administer"]);
  expect(await administer(anna, { kind: "confirm-partners", on: false })).toMatchObject({ kind: "proposed", proposal: { before: { "accounts of partners": "wait for another operator's confirmation" }, after: { "accounts of partners": "count at once" } } });
  expect(await administer(anna, { kind: "four-eyes", on: false })).toMatchObject({ kind: "proposed", proposal: { before: { "accounts of partners": "wait for another operator's confirmation" }, after: { "accounts of partners": "count at once" } } });
  await setting({});
  expect(await administer(anna, { kind: "confirm-partners", on: true })).toEqual({ kind: "done" });
  expect((await reka.store.journal.list({ limit: 1 }))[0]).toMatchObject({ action: "confirm-partners.on", actor: "Anna" });
  for (const [id, name] of [["01operator", "Réka"], ["01Béla", "Béla"], ["01Cili", "Cili"]] as const) await reka.store.profile.setRights(id as OperatorId, name, ["see"]);
  await expect(administer(anna, { kind: "confirm-partners", on: true })).rejects.toMatchObject({ code: "too-few-operators" });
});
