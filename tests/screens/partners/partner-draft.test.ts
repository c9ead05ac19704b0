import { describe, expect, it } from "vitest";
import { parseIban } from "../../../src/domain/account-number.ts";
import type { IsoInstant, PartnerId } from "../../../src/domain/ids.ts";
import { accountSlots, changedFields, changesAccounts, partnerFields, partnerOf } from "../../../src/screens/partners/partner-draft.ts";
import { addressProblems } from "../../../src/screens/typed/address-fields.ts";
import type { Partner } from "../../../src/workflows/ports/partners.ts";

const then = "2026-01-01T00:00:00Z" as IsoInstant;
const now = "2026-11-23T00:00:00Z" as IsoInstant;
const partner: Partner = {
  id: "p" as PartnerId, name: "Szabó Ágnes", note: "", createdAt: then, changedAt: then,
  accounts: [{ number: { kind: "iban", iban: parseIban("HU42117730161111101800000000")! }, since: then, bic: "OTPVHUHB" }, { number: { kind: "other", value: "0012" }, since: then }],
  address: { streetName: "Fő utca", townName: "Pécs", country: "HU", addressLines: ["2nd floor"] },
};
const texts = (of: Partner): Record<string, string> => Object.fromEntries(partnerFields(of).map((field) => [field.name, field.kind === "secret" ? "" : (field.value ?? "")]));

describe("a partner's form", () => {
  it("gives the partner back as it was when nothing is changed", () => {
    const same = partnerOf(texts(partner), partner, partner.id, now);
    expect(changedFields(partner, same)).toEqual([]);
    expect(same).toMatchObject({ accounts: partner.accounts, createdAt: then, changedAt: now, address: { addressLines: ["2nd floor"] } });
  });
  it("keeps since when an account is known, dates a new one, and drops a repeated one", () => {
    const after = partnerOf({ ...texts(partner), account1: "DE89 3704 0044 0532 0130 00", account2: "HU42 1177 3016 1111 1018 0000 0000" }, partner, partner.id, now);
    expect(after.accounts.map((account) => account.since)).toEqual([then, now]);
    expect(changesAccounts(partner, after)).toBe(true);
    expect(changedFields(partner, after)).toEqual(["account removed: 0012", "account added: DE89 3704 0044 0532 0130 00"]);
  });
  it("keeps accounts that it has no room for", () => {
    const many = { ...partner, accounts: Array.from({ length: accountSlots + 3 }, (_, i) => ({ number: { kind: "other" as const, value: `N${i}` }, since: then })) };
    expect(changesAccounts(many, partnerOf(texts(many), many, many.id, now))).toBe(false);
  });
  it("wants town and country for an address", () => {
    expect(addressProblems({ street: "Fő utca" })).toHaveProperty("town");
    expect(addressProblems({ town: "Pécs" })).toHaveProperty("country");
    expect(addressProblems({ town: "Pécs", country: "HU" })).toEqual({});
    expect(addressProblems({})).toEqual({});
  });
  it("shows each changed field with what it was", () => {
    expect(changedFields(partner, { ...partner, name: "Kis Anna", note: "x", address: undefined })).toEqual(["name: Szabó Ágnes → Kis Anna", "address: Fő utca, 2nd floor, Pécs, HU → (none)", "note: (none) → x"]);
  });
});
