import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { creditorIdentifierProblem, creditorOf } from "../../src/domain/creditor-identifier.ts";
import type { IsoDate, IsoInstant } from "../../src/domain/ids.ts";
import { addDays } from "../../src/domain/iso-date.ts";
import { mandateFaults, mandateIdProblem, mandateKey } from "../../src/domain/mandate.ts";
import { amendmentToTell, expiredBefore, lastDayOf, mandateStateOn, nextSequenceType, refusalStops, usesUp } from "../../src/domain/mandate-rules.ts";
import { collection, creditorId, mandate } from "../support/mandates.ts";

const day = (text: string) => text as IsoDate;

describe("a creditor identifier", () => {
  it.each([creditorId, "AT61ZZZ01234567890", "de98zzz09999999999", "FR72ZZZ123456", "DE98ABC09999999999"])("%s is right", (id) => {
    expect(creditorIdentifierProblem(id)).toBeUndefined();
  });
  it.each(["", "DE98ZZZ09999999998", "DE89ZZZ09999999999", "DE98ZZ", "ZZZ", "DE98ZZZ0999999999 9"])("%j is wrong", (id) => {
    expect(creditorIdentifierProblem(id)).toContain("wrong");
  });
  it("names the same creditor whatever the business code", () => {
    expect(creditorOf("DE98ABC09999999999")).toBe(creditorOf("de98zzz09999999999"));
    expect(mandateKey("DE98ABC09999999999", "m-1 ")).toBe(mandateKey(creditorId, "M-1"));
    expect(mandateKey(creditorId, "M-1")).not.toBe(mandateKey(creditorId, "M-2"));
  });
});

describe("a mandate", () => {
  it("is right as it stands in the samples", () => expect(mandateFaults(mandate(1), day("2026-11-23"))).toEqual([]));
  it.each([
    [{ creditorSchemeId: "DE00ZZZ09999999999" }, "creditorSchemeId"], [{ mandateId: "" }, "mandateId"], [{ debtor: { name: " " } }, "debtor"], [{ debtor: { name: "x".repeat(71) } }, "debtor"],
    [{ debtorAccount: { kind: "other", value: "12" } }, "debtorAccount"], [{ signedOn: day("2026-11-24") }, "signedOn"],
  ] as const)("with %j is wrong in %s", (more, field) => {
    expect(mandateFaults(mandate(1, more), day("2026-11-23")).map((fault) => fault.field)).toEqual([field]);
  });
  it.each(["x".repeat(36), "Ő-1", "a;b", "/1", "1/", "a//b"])("cannot have the reference %j", (id) => expect(mandateIdProblem(id)).toBeDefined());
});

describe("36 months without a collection", () => {
  it.each([["2026-01-10", "2029-01-10"], ["2024-02-29", "2027-02-28"]])("used on %s, it can be collected until %s", (used, last) => {
    expect(lastDayOf(day(used))).toBe(last);
    expect(mandateStateOn({ mandate: mandate(1), lastUsedOn: day(used) }, day(last))).toBe("active");
    expect(mandateStateOn({ mandate: mandate(1), lastUsedOn: day(used) }, addDays(day(last), 1))).toBe("expired");
  });
  it("the day by which a store finds the expired ones says the same, on every day", () => {
    const days = fc.integer({ min: 0, max: 3000 }).map((n) => addDays(day("2020-01-01"), n));
    fc.assert(fc.property(days, days, (used, later) => (lastDayOf(used) < addDays(later, 1096)) === (used < expiredBefore(addDays(later, 1096)))), { numRuns: 2000 });
    for (const today of ["2028-02-29", "2028-03-01", "2027-03-01"]) for (const used of ["2025-02-28", "2025-03-01", "2024-02-29", "2024-02-28"]) expect(lastDayOf(day(used)) < day(today), `${used} ${today}`).toBe(day(used) < expiredBefore(day(today)));
  });
  it("leave a cancelled mandate cancelled", () => {
    expect(mandateStateOn({ mandate: mandate(1, { state: "cancelled" }), lastUsedOn: day("2001-01-01") }, day("2026-11-23"))).toBe("cancelled");
  });
});

describe("the next sequence type", () => {
  it.each([
    ["nothing was collected", [], "FRST"],
    ["the first was booked", [collection()], "RCUR"],
    ["the first is on its way", [collection({ orderState: "delivered", state: "open", wasBooked: false })], "RCUR"],
    ["the first has not left", [collection({ orderState: "signed", state: "open", wasBooked: false })], "FRST"],
    ["the first was refused before its booking", [collection({ state: "refused", wasBooked: false })], "FRST"],
    ["the whole order was refused", [collection({ orderState: "refused", state: "refused", wasBooked: false })], "FRST"],
    ["the first was booked and came back", [collection({ state: "refused", wasBooked: true })], "RCUR"],
  ] as const)("when %s", (_, collections, type) => {
    expect(nextSequenceType({ mandate: mandate(1), collections })).toBe(type);
    expect(nextSequenceType({ mandate: mandate(1), collections }, true)).toBe("FNAL");
    expect(nextSequenceType({ mandate: mandate(1, { type: "one-off" }), collections })).toBe("OOFF");
    expect(nextSequenceType({ mandate: mandate(1, { collectedBefore: {} }), collections })).toBe("RCUR");
  });
});

describe("what became of a collection", () => {
  it("uses up a one-off mandate, and one whose last was collected, unless it was refused", () => {
    expect(usesUp(mandate(1, { type: "one-off" }), collection())).toBe(true);
    expect(usesUp(mandate(1), collection({ sequenceType: "FNAL" }))).toBe(true);
    expect(usesUp(mandate(1), collection({ sequenceType: "RCUR" }))).toBe(false);
    expect(usesUp(mandate(1, { type: "one-off" }), collection({ state: "refused", wasBooked: false }))).toBe(false);
  });
  it("stops the mandate where the reason is not of one collection only", () => {
    for (const code of ["AC04", "MD01", "MD07"]) expect(refusalStops("CORE", code)).toBeDefined();
    for (const code of ["AM04", "MS03", "AM05"]) expect(refusalStops("CORE", code)).toBeUndefined();
    expect([refusalStops("CORE", "MD06"), refusalStops("B2B", "MD06")]).toEqual([undefined, expect.stringContaining("cannot be claimed back")]);
  });
  it("tells of an amendment until one that was taken has told it", () => {
    const amended = mandate(1, { amendment: { details: { originalMandateId: "OLD" }, at: "2026-02-01T00:00:00Z" as IsoInstant } });
    expect(amendmentToTell({ mandate: amended, collections: [] })).toEqual({ originalMandateId: "OLD" });
    expect(amendmentToTell({ mandate: amended, collections: [collection({ amended: true, state: "refused", wasBooked: false })] })).toBeDefined();
    expect(amendmentToTell({ mandate: amended, collections: [collection({ amended: true, createdAt: "2026-01-20T00:00:00Z" as IsoInstant })] })).toBeDefined();
    expect(amendmentToTell({ mandate: amended, collections: [collection({ amended: true })] })).toBeUndefined();
    expect(amendmentToTell({ mandate: mandate(1), collections: [] })).toBeUndefined();
  });
});
