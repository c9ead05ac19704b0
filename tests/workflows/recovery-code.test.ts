import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toIsoInstant } from "../../src/domain/clock.ts";
import type { IsoInstant, OperatorId } from "../../src/domain/ids.ts";
import { makeRecoveryCode } from "../../src/domain/recovery-code.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { collect } from "../../src/workflows/bytes.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { AdministrativeAct } from "../../src/workflows/four-eyes/acts/all.ts";
import { administer, approve, refuse } from "../../src/workflows/four-eyes/administer.ts";
import { sealRecoveryCode, standIn } from "../../src/workflows/four-eyes/recovery.ts";
import { standInHours } from "../../src/workflows/four-eyes/stand-in.ts";
import type { RecoveryLetter } from "../../src/workflows/ports/printed-pages.ts";
import type { Proposal } from "../../src/workflows/ports/proposals.ts";
import { type Administrators, administers, openAdministrators } from "../support/administrators.ts";

/** Béla is lost; Anna is left, with the envelope that he sealed. */
let office: Administrators;
let anna: WorkflowContext;
let bela: WorkflowContext;
let newcomer: OperatorId;
beforeEach(async () => {
  office = await openAdministrators();
  ({ anna, bela } = office);
  newcomer = office.sessions.cili.operator.id;
  await administer(anna, { kind: "four-eyes", on: true });
});
afterEach(() => office.close());

/** Seals a code. @returns what stands in its letter */
async function sealedBy(who: WorkflowContext): Promise<string> {
  let printed: RecoveryLetter | undefined;
  const printer = { ...who.tools.printer, recoveryLetter: (letter: RecoveryLetter, language: "en" | "hu" | "de") => { printed = letter; return who.tools.printer.recoveryLetter(letter, language); } };
  await sealRecoveryCode({ ...who, tools: { ...who.tools, printer } }, async ({ bytes }) => { await collect(bytes); });
  if (printed === undefined) throw new Error("a letter was printed");
  expect(printed.administrator).toBe(who.operator.name);
  return printed.code;
}
async function proposed(by: WorkflowContext, act: AdministrativeAct): Promise<Proposal> {
  const outcome = await administer(by, act);
  if (outcome.kind !== "proposed") throw new Error("it was done at once");
  return outcome.proposal;
}
const lettingIn = (): AdministrativeAct => ({ kind: "grant", operatorId: newcomer, operatorName: "Cili", rights: administers, groups: [] });
const needs = async (who: WorkflowContext) => (await attentionOf(who)).items.filter((one) => one.kind.startsWith("recovery")).map((one) => [one.kind, one.mine]);
const journal = async (actor: string) => (await anna.store.journal.list({ limit: 50 })).filter((one) => one.actor === actor).map((one) => one.action);

describe("the recovery code of a lost administrator", () => {
  it("lets the other one let in a new administrator, after everybody could see it for two days", async () => {
    const code = await sealedBy(bela);
    const { id } = await proposed(anna, lettingIn());
    await expect(approve(anna, id)).rejects.toMatchObject({ code: "own-proposal" });
    expect(await standIn(anna, id, code.toLowerCase().replaceAll("-", " "))).toMatchObject({ standIn: { of: "Béla", from: "2026-11-25T08:00:00Z" }, expiresAt: "2026-12-02T08:00:00Z" });
    await expect(approve(anna, id)).rejects.toMatchObject({ code: "stand-in-waits", message: expect.stringContaining("2026-11-25 08:00 UTC") });
    expect(await office.sessions.cili.customers()).toEqual([]);
    for (const who of [anna, bela]) expect(await needs(who)).toContainEqual(["recovery-used", true]);

    office.clock.advance(standInHours * 3_600_000);
    await approve(anna, id);
    const cili = await office.contextFor(office.sessions.cili);
    expect(cili.rights).toEqual(administers);
    expect(await needs(cili)).toEqual([["recovery-used", true]]);
    expect((await journal("Anna")).slice(0, 3)).toEqual(["access.granted", "administration.approved", "administration.stand-in"]);
    expect(await anna.store.journal.verify()).toBeUndefined();
    // Two are there again: the lost one's access is taken away by both.
    await approve(cili, (await proposed(anna, { kind: "revoke", operatorId: bela.operator.id, operatorName: "Béla" })).id);
    office.clock.advance(31 * 86_400_000);
    expect((await needs(anna)).map(([kind]) => kind)).not.toContain("recovery-used");
  });

  describe("and the machine's clock", () => {
    const hours = (n: number): void => office.clock.advance(n * 3_600_000);
    const used = async (): Promise<Proposal> => {
      const code = await sealedBy(bela);
      const { id } = await proposed(anna, lettingIn());
      return standIn(anna, id, code);
    };
    const wrote = (atMs: number) => anna.store.journal.append({ at: toIsoInstant(atMs) as IsoInstant, actor: "Anna", action: "order.signed", subject: undefined, summary: "Work" });
    const told = async (): Promise<string> => (await attentionOf(bela)).items.find((one) => one.kind === "recovery-used")?.note ?? "";

    it("set back while the code is used, it shortens nothing, and that is told", async () => {
      const code = await sealedBy(bela);
      const { id } = await proposed(anna, lettingIn()); // what is written here has seen 23 November, 8:00
      hours(-72);
      await standIn(anna, id, code);
      expect(await told()).toMatch(/^the machine's clock is 72 hours behind what was written here; /);
      hours(72);
      await expect(approve(anna, id)).rejects.toMatchObject({ code: "stand-in-waits", message: expect.stringMatching(/2026-11-25 08:00 UTC.*the machine's clock was behind what had been written before/) as string });
      hours(standInHours);
      await approve(anna, id);
    });

    it("set forward, it leaves hours in which nothing was written: they stand in the journal and are told to everybody", async () => {
      const { id } = await used();
      hours(standInHours);
      await approve(anna, id);
      const [approved] = (await anna.store.journal.list({ limit: 5 })).filter((one) => one.action === "administration.approved");
      expect(approved?.summary).toMatch(/the recovery code of Béla stood in; meanwhile nothing was written here for 48 hours on end/);
      expect(await told()).toContain("nothing was written here for 48 hours on end");
      hours(-standInHours);
      expect(await told()).toMatch(/^the machine's clock is 48 hours behind what was written here; /);
    });

    it("that nobody has touched is not spoken of, where somebody worked meanwhile", async () => {
      const { id } = await used();
      for (let day = 0; day < 3; day++) {
        hours(standInHours / 3);
        await wrote(office.clock.now());
      }
      expect(await approve(anna, id)).toMatchObject({ decision: { reason: "the recovery code of Béla stood in" } });
    });

    it("that was a year ahead once, by mistake, locks nobody out", async () => {
      await wrote(Date.parse("2027-11-23T08:00:00Z"));
      const { id } = await used();
      hours(standInHours - 1);
      await expect(approve(anna, id)).rejects.toMatchObject({ code: "stand-in-waits" });
      hours(1);
      await approve(anna, id);
    });
  });

  it("is refused by the one who is not lost at all, and is spent all the same", async () => {
    const code = await sealedBy(bela);
    const { id } = await proposed(anna, lettingIn());
    await standIn(anna, id, code);
    await refuse(bela, id, "I am here");
    office.clock.advance(standInHours * 3_600_000);
    await expect(approve(anna, id)).rejects.toMatchObject({ code: "not-open" });
    await expect(standIn(anna, (await proposed(anna, lettingIn())).id, code)).rejects.toMatchObject({ code: "spent-recovery-code" });
  });

  it("does nothing else: no rule, no signer, no more rights for somebody who is in, no newcomer who does not administer", async () => {
    const code = await sealedBy(bela);
    await anna.store.profile.setRights("01known" as OperatorId, "Known", ["see"]);
    const acts: readonly AdministrativeAct[] = [
      { kind: "four-eyes", on: false },
      { kind: "rules", rules: [{ id: "r", title: "One", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [] }] },
      { kind: "grant", operatorId: newcomer, operatorName: "Cili", rights: ["see", "sign"], groups: [] },
      { kind: "grant", operatorId: "01known" as OperatorId, operatorName: "Known", rights: administers, groups: [] },
    ];
    for (const act of acts) await expect(standIn(anna, (await proposed(anna, act)).id, code)).rejects.toMatchObject({ code: "not-for-recovery" });
    await expect(standIn(anna, (await proposed(anna, lettingIn())).id, code)).resolves.toMatchObject({ standIn: { of: "Béla" } });
  });

  it("counts for nobody's own proposal by their own code, for nobody else's proposal, and not when it is wrong, mistyped or replaced", async () => {
    const own = await sealedBy(anna);
    const replaced = await sealedBy(bela);
    const code = await sealedBy(bela);
    const { id } = await proposed(anna, lettingIn());
    await expect(standIn(anna, id, own)).rejects.toMatchObject({ code: "own-recovery-code" });
    await expect(standIn(bela, id, own)).rejects.toMatchObject({ code: "not-own-proposal" });
    await expect(standIn(anna, id, code.slice(0, -1))).rejects.toMatchObject({ code: "mistyped-code" });
    for (const wrong of [replaced, makeRecoveryCode(new Uint8Array(15))]) await expect(standIn(anna, id, wrong)).rejects.toMatchObject({ code: "wrong-recovery-code" });
    expect((await journal("Anna")).filter((one) => one === "recovery-code.refused")).toHaveLength(2);
    await expect(standIn({ ...anna, rights: ["see"] }, id, code)).rejects.toMatchObject({ code: "not-allowed" });
    expect((await anna.store.recoveryCodes.all()).map((one) => [one.operatorName, one.spent])).toEqual([["Anna", undefined], ["Béla", undefined]]);
  });

  it("counts no more when its owner does not administer any more", async () => {
    const code = await sealedBy(bela);
    const { id } = await proposed(anna, lettingIn());
    await anna.store.profile.setRights(bela.operator.id, "Béla", ["see"]); // as no four eyes would allow
    await expect(standIn(anna, id, code)).rejects.toMatchObject({ code: "spent-recovery-code" });
  });

  it("is asked for where there are two administrators, and an earlier one stands until the letter of the new one is written", async () => {
    expect(await needs(bela)).toEqual([["recovery-missing", true]]);
    const code = await sealedBy(bela);
    expect(await needs(bela)).toEqual([]);
    await expect(sealRecoveryCode(bela, () => Promise.reject(new Error("the disk is full")))).rejects.toThrow("the disk is full");
    await expect(standIn(anna, (await proposed(anna, lettingIn())).id, code)).resolves.toBeDefined();
  });
});
