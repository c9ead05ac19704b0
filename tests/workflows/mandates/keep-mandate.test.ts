import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import { keyOfMandate } from "../../../src/domain/mandate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { amendMandate, saveMandate, setMandateState } from "../../../src/workflows/mandates/keep-mandate.ts";
import { creditorId, mandate } from "../../support/mandates.ts";
import { type Office, openOffice } from "../../support/office.ts";

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

const kept = async (n: number) => (await context.store.mandates.get(mandate(n).id))?.mandate;
const journal = async () => (await context.store.journal.list({ limit: 1 }))[0];

describe("keeping a mandate", () => {
  it("is for those who may prepare", async () => {
    const reader = { ...context, rights: context.rights.filter((right) => right !== "prepare") };
    await expect(saveMandate(reader, mandate(1))).rejects.toMatchObject({ area: "rights" });
    await expect(setMandateState(reader, mandate(1).id, "cancelled", "")).rejects.toMatchObject({ area: "rights" });
    await expect(amendMandate(reader, mandate(1).id, mandate(1))).rejects.toMatchObject({ area: "rights" });
  });

  it("refuses what is wrong in itself, and a reference that is there already", async () => {
    await expect(saveMandate(context, mandate(1, { creditorSchemeId: "DE00ZZZ09999999999" }))).rejects.toMatchObject({ area: "input", code: "wrong-mandate" });
    await expect(saveMandate(context, mandate(1, { signedOn: "2026-11-25" as IsoDate }))).rejects.toMatchObject({ area: "input", code: "wrong-mandate" });
    await saveMandate(context, mandate(1));
    await expect(saveMandate(context, mandate(2, { mandateId: "m-1" }))).rejects.toMatchObject({ area: "input", code: "mandate-exists" });
    expect(await context.store.mandates.count()).toBe(1);
  });

  it("leaves in the journal what was before and after", async () => {
    await saveMandate(context, mandate(1, { note: "by post" }));
    expect(await journal()).toMatchObject({ action: "mandate.changed", subject: "mandate-1", detail: { before: { note: "" }, after: { note: "by post", account: germanPayee(1) } } });
  });

  it("suspends with a reason, resumes, and cancels for good", async () => {
    await setMandateState(context, mandate(1).id, "suspended", "moved");
    expect(await kept(1)).toMatchObject({ state: "suspended", stateReason: "moved" });
    expect(await journal()).toMatchObject({ action: "mandate.suspended", summary: expect.stringContaining("moved") });
    await setMandateState(context, mandate(1).id, "active", "");
    expect([(await kept(1))?.state, (await kept(1))?.stateReason]).toEqual(["active", undefined]);
    await setMandateState(context, mandate(1).id, "cancelled", "");
    await expect(setMandateState(context, mandate(1).id, "active", "")).rejects.toMatchObject({ code: "mandate-over" });
  });

  it("does not resume one that was not used for 36 months", async () => {
    await saveMandate(context, mandate(3, { signedOn: "2023-01-10" as IsoDate, state: "suspended" }));
    await expect(setMandateState(context, mandate(3).id, "active", "")).rejects.toMatchObject({ code: "mandate-over", message: expect.stringContaining("expired") });
  });
});

describe("amending a mandate", () => {
  const identity = (n: number) => ({ mandateId: mandate(n).mandateId, creditorSchemeId: creditorId, debtorAccount: mandate(n).debtorAccount });

  it("says nothing to a bank that has never seen it", async () => {
    await saveMandate(context, mandate(4));
    await amendMandate(context, mandate(4).id, { ...identity(4), mandateId: "NEW-4" });
    expect([(await kept(4))?.mandateId, (await kept(4))?.amendment]).toEqual(["NEW-4", undefined]);
  });

  it("keeps what the bank knows until it was told, over several changes; the old reference still finds it", async () => {
    await saveMandate(context, mandate(5, { collectedBefore: { lastOn: "2026-10-01" as IsoDate } }));
    await amendMandate(context, mandate(5).id, { ...identity(5), mandateId: "NEW-5" });
    await amendMandate(context, mandate(5).id, { ...identity(5), mandateId: "NEWER-5", debtorAccount: { kind: "iban", iban: germanPayee(50) } });
    expect((await kept(5))?.amendment?.details).toEqual({ originalMandateId: "M-5", originalDebtorAccount: { kind: "other", value: "SMNDA" } });
    const found = await context.store.mandates.byKeys([keyOfMandate(mandate(5)), keyOfMandate({ ...identity(5), mandateId: "NEW-5" })]);
    expect([...found.values()].map((entry) => entry.mandate.mandateId)).toEqual(["NEWER-5", "NEWER-5"]);
  });

  it("back to what it was leaves no key behind of another mandate", async () => {
    await amendMandate(context, mandate(5).id, { ...identity(5), debtorAccount: { kind: "iban", iban: germanPayee(50) } });
    expect((await kept(5))?.formerKeys).not.toContain(keyOfMandate(mandate(5)));
  });
});
