import { describe, expect, it } from "vitest";
import type { AccountId, CurrencyCode, SignerGroupId, SignerId } from "../../../src/domain/ids.ts";
import { parseIban } from "../../../src/domain/account-number.ts";
import { rightsOfTexts } from "../../../src/screens/settings/edit-operator.ts";
import { ruleFields, ruleOf } from "../../../src/screens/settings/edit-rule.ts";
import { newProfileOfTexts, profileFields } from "../../../src/screens/settings/profile-fields.ts";
import { limitsText, readTypedLimits } from "../../../src/screens/typed/limits.ts";
import type { Account } from "../../../src/workflows/ports/accounts.ts";
import type { Signer } from "../../../src/domain/signature-rules.ts";

describe("limits as typed", () => {
  it("are one amount and currency each, and can be typed back in", () => {
    const read = readTypedLimits("50 000 EUR; 20000000HUF", "hu");
    expect(read).toMatchObject({ ok: true, limits: [{ minor: 5_000_000n, currency: "EUR" }, { minor: 2_000_000_000n, currency: "HUF" }] });
    expect(read.ok && readTypedLimits(limitsText(read.limits, "hu"), "hu")).toEqual(read);
    expect(readTypedLimits("", "en")).toEqual({ ok: true, limits: [] });
  });
  it.each(["50000", "EUR", "50000 XYZ", "1 EUR; 2 EUR", "x EUR"])("%s is refused", (text) => {
    expect(readTypedLimits(text, "en").ok).toBe(false);
  });
});

describe("a new customer's form", () => {
  it("asks for short name and colour only when the customer is new", () => {
    expect(profileFields(undefined, "en").map((field) => field.name)).toContain("shortName");
    const profile = newProfileOfTexts({ name: "Duna Kft.", shortName: "duna", colour: "green", code: "D1X", language: "hu", confirmAbove: "1000 EUR", address: "" }, "en");
    expect(profile).toMatchObject({ shortName: "DUNA", colour: "green", language: "hu", address: undefined, confirmAbove: [{ minor: 100_000n, currency: "EUR" }] });
    expect(profileFields({ ...profile, colour: "green" }, "en").map((field) => field.name)).not.toContain("shortName");
  });

  it("leaves the colour to the install unless one is chosen", () => {
    expect(newProfileOfTexts({ name: "Duna Kft.", shortName: "duna", colour: "", code: "D1X", language: "hu" }, "en").colour).toBeUndefined();
  });
});

describe("rights as chosen", () => {
  it("always include the right to see", () => {
    expect(rightsOfTexts({ sign: "yes", send: "no" })).toEqual(["see", "sign"]);
  });
});

describe("a signature rule's form", () => {
  const signers = [{ id: "1", name: "Kis Anna" }, { id: "2", name: "Tóth Éva" }].map((one) => ({ ...one, id: one.id as SignerId })) as unknown as Signer[];
  const accounts = [{ id: "a" as AccountId, title: "Main", currency: "EUR" as CurrencyCode, number: { kind: "iban", iban: parseIban("DE89370400440532013000")! } }] as unknown as Account[];
  const groups = [{ id: "g" as SignerGroupId, title: "Clerks", members: [], perFileLimits: [], perDayLimits: [] }];
  const world = { signers, groups, accounts };
  const read = (texts: Record<string, string>) => ruleOf({ title: "R", needed: "2", ...texts }, "r", world, "en");
  it("is read by names, and written back as it was", () => {
    const outcome = read({ accounts: "main", signers: "kis anna, Tóth Éva", apart: "Kis Anna + Tóth Éva", upTo: "100 EUR" });
    expect(outcome).toEqual({ rule: { id: "r", title: "R", accounts: ["DE89370400440532013000"], kinds: [], upTo: [{ minor: 10_000n, currency: "EUR" }], signaturesNeeded: 2, signers: ["1", "2"], exclusions: [["1", "2"]] } });
    if (!("rule" in outcome)) return;
    const values = Object.fromEntries(ruleFields(outcome.rule, world, "en").map((field) => [field.name, field.kind === "secret" ? "" : (field.value ?? "")]));
    expect(ruleOf(values, "r", world, "en")).toEqual(outcome);
  });
  it("knows points, groups and kinds of order, and writes them back as they were", () => {
    const outcome = read({ needed: "points", points: "10", each: "Kis Anna 8, B 2, A 0", signers: "Clerks, Tóth Éva", apart: "clerks + Clerks", kinds: "direct-debit" });
    expect(outcome).toMatchObject({ rule: { kinds: ["direct-debit"], signers: ["g", "2"], exclusions: [["g", "g"]], signaturesNeeded: { points: 10, ofClass: { B: 2, A: 0 }, ofSigner: [["1", 8]] } } });
    if (!("rule" in outcome)) return;
    const values = Object.fromEntries(ruleFields(outcome.rule, world, "en").map((field) => [field.name, field.kind === "secret" ? "" : (field.value ?? "")]));
    expect(ruleOf(values, "r", world, "en")).toEqual(outcome);
  });
  it.each([["Nobody 3", "Nobody"], ["Kis Anna", "Kis Anna 8"], ["T 5", "never count"], ["", "Say who"]])("points of %j are refused", (each, wanted) => {
    expect(read({ needed: "points", points: "10", each })).toMatchObject({ problems: { each: expect.stringContaining(wanted) } });
  });
  it("never drops a name that nobody has", () => {
    expect(read({ signers: "Kis Anna, Nobody" })).toEqual({ problems: { signers: 'There is no signer or group "Nobody".' } });
    expect(read({ accounts: "DE00" })).toMatchObject({ problems: { accounts: expect.stringContaining("DE00") } });
    expect(read({ apart: "Kis Anna" })).toMatchObject({ problems: { apart: expect.stringContaining("plus") } });
  });
});
