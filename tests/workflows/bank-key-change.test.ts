import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import type { BankKeyHashes } from "../../src/workflows/keys/trust-keys.ts";
import { bankKeyQuestions, confirmForAll, spreadBankKeyChange } from "../../src/workflows/keys/bank-key-change.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { type Bureau, openBureau } from "../support/bureau.ts";

const published = (hashes: BankKeyHashes) => ({ authenticationHash: hashes.authentication.certificateHash ?? "", encryptionHash: hashes.encryption.publicKeyHash });

describe("a bank that has other keys", () => {
  let bureau: Bureau;
  beforeAll(async () => {
    bureau = await openBureau({ banks: ["ALPHA", "BETA"] });
    for (const [shortName, bank] of [["DANUBE", "ALPHA"], ["KORONA", "ALPHA"], ["TISZA", "ALPHA"], ["DRAVA", "BETA"]] as const) await bureau.readyCustomer(shortName, bank);
  });
  afterAll(() => bureau.close());

  const fetch = async (shortName: string) => {
    const context = await bureau.context(shortName);
    const [connection] = await context.store.connections.all();
    if (connection === undefined) throw new Error("there is one");
    return communicate(context, { connectionId: connection.id, send: false, fetch: true });
  };
  const exchanges = (bank: string): number => bureau.bank(bank).admin.trace(100_000).length;
  const actions = async (shortName: string): Promise<string[]> => (await (await bureau.context(shortName)).store.journal.list({ limit: 20 })).map((entry) => entry.action);

  it("is asked about once, with old and new hash, for all its customers; until somebody has compared, nothing is sent to it for any of them", async () => {
    const old = bureau.bank("ALPHA").keyHashes;
    const fresh = await bureau.bank("ALPHA").admin.renewKeys();
    expect((await fetch("DANUBE")).problem).toContain("new keys");
    const [question, ...more] = await bankKeyQuestions(await bureau.contexts());
    expect(more).toEqual([]);
    expect(question).toMatchObject({ hostId: "ALPHA", old: { authentication: { certificateHash: old.authentication.certificateHash, publicKeyHash: old.authentication.publicKeyHash } }, new: { encryption: { certificateHash: fresh.encryption.certificateHash } } });
    expect(question?.customers.map((one) => one.shortName).sort()).toEqual(["DANUBE", "KORONA", "TISZA"]);
    await spreadBankKeyChange(question!);

    const before = exchanges("ALPHA");
    for (const shortName of ["DANUBE", "KORONA", "TISZA"]) {
      expect((await fetch(shortName)).problem).toContain("not confirmed yet");
      expect(await actions(shortName)).toContain("bank-keys.changed");
    }
    expect(exchanges("ALPHA")).toBe(before);
    expect((await fetch("DRAVA")).problem).toBeUndefined();

    await expect(confirmForAll(question!, published(old))).rejects.toMatchObject({ code: "bank-hash-differs" });
    expect((await bankKeyQuestions(await bureau.contexts())).length).toBe(1);
    const confirmation = await confirmForAll(question!, published(fresh));
    expect([...confirmation.confirmed].sort()).toEqual(["DANUBE", "KORONA", "TISZA"]);
    expect(await bankKeyQuestions(await bureau.contexts())).toEqual([]);
    for (const shortName of ["DANUBE", "KORONA", "TISZA"]) {
      expect((await fetch(shortName)).problem).toBeUndefined();
      expect(await actions(shortName)).toContain("bank-keys.confirmed");
    }
  });

  it("is confirmed only for those whom the operator administers; the others stay shut", async () => {
    const fresh = await bureau.bank("ALPHA").admin.renewKeys();
    await fetch("KORONA");
    const contexts = (await bureau.contexts()).map((context) => (context.customer.profile.shortName === "TISZA" ? { ...context, rights: ["see", "fetch"] as const } : context));
    const [question] = await bankKeyQuestions(contexts);
    expect(await confirmForAll(question!, published(fresh))).toEqual({ confirmed: ["DANUBE", "KORONA"], left: ["TISZA"], proposed: [] });
    const [tisza] = await (await bureau.context("TISZA")).store.connections.all();
    expect((await fetch("TISZA")).problem).toContain("new keys");
    const [left] = await bankKeyQuestions(await bureau.contexts());
    expect(left?.customers.map((one) => one.shortName)).toEqual(["TISZA"]);
    expect(tisza?.bankKeys?.confirmedAt).toBeDefined();
    await confirmForAll(left!, published(fresh));
  });

  it("keys that change again before anybody compared: the newest are shown beside those that were confirmed", async () => {
    const context = await bureau.context("DRAVA");
    const [connection] = await context.store.connections.all();
    await bureau.bank("BETA").admin.renewKeys();
    await fetch("DRAVA");
    const second = await bureau.bank("BETA").admin.renewKeys();
    await pollActivation(context, connection!.id);
    const [question] = await bankKeyQuestions([context]);
    expect(question?.new.authentication.certificateHash).toBe(second.authentication.certificateHash);
    expect(question?.old?.authentication.certificateHash).not.toBe(second.authentication.certificateHash);
    await confirmForAll(question!, published(second));
    expect((await fetch("DRAVA")).problem).toBeUndefined();
  });

  it("that says the confirmed keys again is trusted as before", async () => {
    const context = await bureau.context("DRAVA");
    const [connection] = await context.store.connections.all();
    const { authentication, encryption, confirmedAt } = connection!.bankKeys!;
    const [danube] = await (await bureau.context("DANUBE")).store.connections.all();
    await context.store.connections.put({ ...connection!, bankKeys: { ...danube!.bankKeys!, confirmedAt: undefined, previous: { authentication, encryption, confirmedAt: confirmedAt! } } });
    expect((await bankKeyQuestions([context])).length).toBe(1);
    await pollActivation(context, connection!.id);
    expect(await bankKeyQuestions([context])).toEqual([]);
    expect((await fetch("DRAVA")).problem).toBeUndefined();
  });
});
