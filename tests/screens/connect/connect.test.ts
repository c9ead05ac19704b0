import { describe, expect, it } from "vitest";
import { compareHash, hashLines } from "../../../src/screens/connect/hash-compare.ts";
import { initialConnect, updateConnect, whyNotStep } from "../../../src/screens/connect/model.ts";
import { addressOf } from "../../../src/screens/connect/fields.ts";
import { type OnboardingFacts, onboardingSteps, onboardingSummary } from "../../../src/screens/settings/onboarding.ts";

const hashes = { certificateHash: "AB".repeat(32), publicKeyHash: "CD".repeat(32) };

describe("comparing a bank's hash", () => {
  it("takes either rule, whatever stands between the pairs", () => {
    expect(compareHash(hashLines(hashes.certificateHash).join("\n"), hashes).kind).toBe("fits");
    expect(compareHash("cd:".repeat(31) + "cd", hashes).sentence).toContain("public key");
  });
  it("names the first pair that differs as soon as it is typed", () => {
    expect(compareHash("AB AB AC", hashes)).toEqual({ kind: "differs", sentence: expect.stringContaining("pair 3") });
    expect(compareHash(`${"AB".repeat(31)}AC`, hashes).kind).toBe("differs");
    expect(compareHash("AB AB", hashes)).toEqual({ kind: "incomplete", sentence: "2 of 32 pairs, right so far." });
    expect(compareHash("AG", hashes).sentence).toContain('"G"');
    expect(compareHash(`${"AB".repeat(33)}`, hashes).kind).toBe("differs");
    expect(compareHash("", hashes).kind).toBe("incomplete");
  });
});

const connection = { id: "c", title: "Bank", hostId: "H", partnerId: "P" } as unknown as NonNullable<OnboardingFacts["connection"]>;
const subscriber = (state: string) => ({ userId: "U", state }) as unknown as OnboardingFacts["subscribers"][number];
const keys = { fetchedAt: "2026-11-23T08:00:00Z" } as unknown as NonNullable<typeof connection.bankKeys>;
const at = (facts: Partial<OnboardingFacts>): OnboardingFacts => ({ connection, subscribers: [], grants: [], ...facts });

describe("where the set-up stands", () => {
  it.each<[string, OnboardingFacts, string]>([
    ["nothing", at({ connection: undefined }), "step 1 of 7: connection"],
    ["a connection", at({}), "step 2 of 7: signer's keys"],
    ["keys made", at({ subscribers: [subscriber("new")] }), "step 3 of 7: send the keys"],
    ["one of two sent", at({ subscribers: [subscriber("keys-sent"), subscriber("ini-sent")] }), "step 3 of 7: send the keys"],
    ["sent", at({ subscribers: [subscriber("keys-sent")] }), "step 5 of 7: bank's keys"],
    ["bank's keys here", at({ connection: { ...connection, bankKeys: keys }, subscribers: [subscriber("keys-sent")] }), "step 6 of 7: confirm the bank"],
    ["confirmed", at({ connection: { ...connection, bankKeys: { ...keys, confirmedAt: keys.fetchedAt, confirmedBy: "R" } }, subscribers: [subscriber("ready")] }), "step 7 of 7: grants and accounts"],
    ["all", at({ connection: { ...connection, bankKeys: { ...keys, confirmedAt: keys.fetchedAt } }, subscribers: [subscriber("ready")], grants: [{ json: "{}" }] }), "ready"],
  ])("%s", (_name, facts, text) => {
    expect(onboardingSummary(facts).text).toBe(text);
  });

  it("says why a step cannot be done yet, for every step that is later", () => {
    const model = updateConnect(initialConnect(), { type: "loaded", facts: at({ connection: undefined }), signers: [], hashes: undefined });
    expect(model.steps.map((step) => whyNotStep(model, step))).toEqual([undefined, ...Array.from({ length: 6 }, () => expect.stringMatching(/first/))]);
    expect(onboardingSteps(at({})).map((step) => step.state)).toEqual(["done", "now", "later", "later", "later", "later", "later"]);
  });

  it("keeps the cursor on a step that failed", () => {
    const facts = at({ subscribers: [subscriber("keys-sent")] });
    const loaded = updateConnect(initialConnect(), { type: "loaded", facts, signers: [], hashes: undefined });
    const moved = updateConnect(loaded, { type: "move", by: 1 });
    expect(updateConnect(moved, { type: "loaded", facts, signers: [], hashes: undefined }).cursor).toBe(moved.cursor);
  });
});

describe("the bank's address as entered", () => {
  it("pins what was chosen and nothing else", async () => {
    const read = (texts: Record<string, string>, content = "-----BEGIN CERTIFICATE-----") => addressOf(texts, (path) => `/home/${path}`, async (path) => `${content} ${path}`);
    expect(await read({ url: "https://x", pin: "system", sha256: "AA", caFile: "f" })).toEqual({ url: "https://x" });
    expect(await read({ url: "https://x", pin: "sha256", sha256: "AA:bb" })).toEqual({ url: "https://x", pinnedCertificateSha256: "aabb" });
    expect(await read({ url: "https://x", pin: "key", sha256: "AA:bb" })).toEqual({ url: "https://x", pinnedPublicKeySha256: "aabb" });
    expect(await read({ url: "https://x", pin: "ca", caFile: "f" })).toEqual({ url: "https://x", pinnedCaPem: "-----BEGIN CERTIFICATE----- /home/f" });
    expect(await read({ url: "https://x", pin: "ca", caFile: "f" }, "no certificate")).toEqual({ problems: { caFile: expect.stringContaining("no certificate") as string } });
  });
});
