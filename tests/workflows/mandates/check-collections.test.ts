import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { checkOrder } from "../../../src/workflows/check-order.ts";
import { planImport } from "../../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../../src/workflows/import-orders.ts";
import { amendMandate, saveMandate, setMandateState } from "../../../src/workflows/mandates/keep-mandate.ts";
import { learnMandates } from "../../../src/workflows/mandates/learn-mandates.ts";
import { prepareSigningSheet } from "../../../src/workflows/sign-orders.ts";
import { collectionFile, type CollectionFile, type Debit } from "../../support/collections.ts";
import { creditorId, mandate } from "../../support/mandates.ts";
import { type Office, openOffice, ownIban } from "../../support/office.ts";

let office: Office;
let context: WorkflowContext;
let account = "";
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  account = await ownIban(context);
});
afterAll(() => office.close());

/** Of the n-th debtor, as the register's samples have it. */
const debit = (n: number, more: Partial<Debit> = {}): Debit => ({ id: String(n), amount: "10.00", debtor: germanPayee(n), ...more });
let files = 0;
const file = (debits: readonly Debit[], more: Partial<CollectionFile> = {}) => collectionFile({ account, messageId: `CHECK-${++files}`, debits, ...more });
const said = async (debits: readonly Debit[], more: Partial<CollectionFile> = {}) =>
  (await planImport(context, file(debits, more))).findings.filter(({ code }) => code.startsWith("register-")).map(({ severity, code, field, line, transaction }) => `${severity} ${code.slice(9)} ${field?.split("/").at(-1)} ${line}:${transaction}`);

describe("collections compared with an empty register", () => {
  it("are told of once, not each", async () => {
    expect(await said([debit(1), debit(2)])).toEqual(["info empty MndtId undefined:undefined"]);
  });
});

describe("collections compared with the register", () => {
  beforeAll(async () => {
    for (const n of [1, 2, 3, 4, 5]) await saveMandate(context, mandate(n));
    await saveMandate(context, mandate(6, { type: "one-off" }));
    await saveMandate(context, mandate(7, { scheme: "B2B" }));
    await saveMandate(context, mandate(8, { collectedBefore: {} }));
    await saveMandate(context, mandate(9, { signedOn: "2020-01-10" as IsoDate }));
    await setMandateState(context, mandate(2).id, "cancelled", "");
    await setMandateState(context, mandate(3).id, "suspended", "AC04 closed account.");
  });

  it("that are as registered have nothing to say, FRST or RCUR", async () => {
    expect(await said([debit(1), debit(4)])).toEqual([]);
    expect(await said([debit(1, { mandate: "m-1" })], { sequence: "FRST" })).toEqual([]);
  });

  it.each<[what: string, debits: readonly Debit[], more: Partial<CollectionFile>, findings: readonly string[]]>([
    ["an unknown mandate", [debit(1), debit(99)], {}, ["warning unknown MndtId 8:1"]],
    ["a cancelled one", [debit(2)], {}, ["error cancelled MndtId 7:0"]],
    ["a suspended one", [debit(3)], {}, ["error suspended MndtId 7:0"]],
    ["one that was not used for 36 months", [debit(9)], { signedOn: "2020-01-10" }, ["error expired MndtId 7:0"]],
    ["another account", [debit(1, { debtor: germanPayee(30) })], {}, ["warning account IBAN 7:0"]],
    ["another name", [debit(1, { name: "Somebody else" })], {}, ["warning name Nm 7:0"]],
    ["another day of signature", [debit(1)], { signedOn: "2026-01-11" }, ["warning date DtOfSgntr 7:0"]],
    ["another scheme", [debit(7)], {}, ["error scheme LclInstrm 7:0"]],
    ["a one-off as recurrent", [debit(6)], {}, ["warning sequence SeqTp 7:0"]],
    ["a recurrent as one-off", [debit(1)], { sequence: "OOFF" }, ["warning sequence SeqTp 7:0"]],
    ["a first one once more", [debit(8)], { sequence: "FRST" }, ["warning sequence SeqTp 7:0"]],
    ["the same mandate twice in a file", [debit(1), debit(1, { id: "1b", mandate: "M-1", name: "Debtor 1" })], {}, ["warning twice MndtId 8:1"]],
  ])("%s is found where it stands", async (_, debits, more, findings) => {
    expect(await said(debits, more)).toEqual(findings);
  });

  it("names the column of the reference", async () => {
    const [found] = (await planImport(context, file([debit(99)]))).findings.filter(({ code }) => code === "register-unknown");
    expect(found?.column).toBeGreaterThan(1);
    expect(found?.message).toContain("M-99");
  });

  it("an order that is prepared already for the same day is a repeat; itself is none", async () => {
    const order = await importOrderFile(context, file([debit(4)]));
    expect(order.findings.filter(({ code }) => code.startsWith("register-"))).toEqual([]);
    expect(await said([debit(4)])).toEqual(["warning twice MndtId 7:0"]);
    expect(await said([debit(4)], { dueOn: "2026-12-24" })).toEqual([]);
    expect((await checkOrder(context, order.id)).findings.filter(({ code }) => code.startsWith("register-"))).toEqual([]);
  });

  it("is compared again at each check and before signing, as the register is then", async () => {
    const order = await importOrderFile(context, file([debit(5)], { dueOn: "2026-12-01" }));
    expect(order.state).toBe("checked");
    await saveMandate(context, mandate(5, { debtor: { name: "Another" } }));
    expect((await prepareSigningSheet(context, [order.id])).orders[0]?.order.findings.map(({ code }) => code)).toContain("register-name");
    await setMandateState(context, mandate(5).id, "suspended", "");
    await expect(prepareSigningSheet(context, [order.id])).rejects.toMatchObject({ code: "has-errors", message: expect.stringContaining("M-5 is suspended") });
    expect((await checkOrder(context, order.id)).state).toBe("draft");
    await setMandateState(context, mandate(5).id, "active", "");
    expect((await checkOrder(context, order.id)).state).toBe("checked");
  });

  it("an amendment that the register knows has to be told, and one that the file tells is offered", async () => {
    await amendMandate(context, mandate(8).id, { mandateId: "NEW-8", creditorSchemeId: creditorId, debtorAccount: mandate(8).debtorAccount });
    expect(await said([debit(8, { mandate: "NEW-8" })])).toEqual(["warning amendment-missing AmdmntInd 7:0"]);
    expect(await said([debit(8)])).toEqual(["warning old-reference MndtId 7:0", "warning amendment-missing AmdmntInd 7:0"]);
    const moved = "<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct></AmdmntInfDtls>";
    expect(await said([debit(1, { debtor: germanPayee(31) })], { amendment: moved })).toEqual(["warning amended IBAN 7:0"]);
  });
});

describe("learning from an order", () => {
  const kept = async (reference: string) => (await context.store.mandates.list({ today: "2026-11-23" as IsoDate, text: reference })).map((entry) => entry.mandate)[0];

  it("takes in what is not there, leaves the rest, and says the same only once", async () => {
    const order = await importOrderFile(context, file([debit(1, { name: "Not Debtor 1" }), debit(40), debit(41)], { sequence: "FRST", dueOn: "2026-12-02" }));
    expect(await learnMandates(context, order.id)).toEqual({ added: 2, amended: 0, leftOut: 0 });
    expect(await kept("M-40")).toMatchObject({ scheme: "CORE", type: "recurrent", debtor: { name: "Debtor 40" }, debtorAccount: { iban: germanPayee(40) }, signedOn: "2026-01-10", state: "active" });
    expect((await kept("M-1"))?.debtor.name).toBe("Debtor 1");
    expect(await learnMandates(context, order.id)).toEqual({ added: 0, amended: 0, leftOut: 0 });
    expect((await checkOrder(context, order.id)).findings.map(({ code }) => code)).not.toContain("register-unknown");
  });

  it("takes in an amendment of what is there, and its later collections are known by both references", async () => {
    const amendment = "<AmdmntInd>true</AmdmntInd><AmdmntInfDtls><OrgnlMndtId>M-40</OrgnlMndtId></AmdmntInfDtls>";
    const order = await importOrderFile(context, file([debit(40, { mandate: "NEW-40" })], { amendment, dueOn: "2026-12-03" }));
    expect(order.findings.map(({ code }) => code)).toContain("register-amended");
    expect(await learnMandates(context, order.id)).toEqual({ added: 0, amended: 1, leftOut: 0 });
    expect((await kept("NEW-40"))?.formerKeys).toHaveLength(1);
    expect(await learnMandates(context, order.id)).toEqual({ added: 0, amended: 0, leftOut: 0 });
    expect((await context.store.mandates.get((await kept("NEW-40"))!.id))?.collections).toHaveLength(2);
  });

  it("is for those who may prepare", async () => {
    const order = await importOrderFile(context, file([debit(50)], { dueOn: "2026-12-04" }));
    await expect(learnMandates({ ...context, rights: ["see"] }, order.id)).rejects.toMatchObject({ area: "rights" });
  });
});
