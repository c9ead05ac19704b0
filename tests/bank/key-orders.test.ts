import { createPrivateKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer, createKeyWithCertificate, download, fetchBankKeys, hacVerdict, type KeyChange, keyChangeOrderData, orderDataDigest, type OrderSignature, readHac, selfSignedCertificate, sendH3k, sendKeyChange,
  sendSuspension, signOrderDataDigest, suspensionOrderData,
} from "../../src/ebics/index.ts";
import { protocols } from "../../src/ebics/protocol.ts";
import { statusFormat } from "../../src/workflows/format-by-id.ts";
import type { BatchStatus } from "../../src/domain/status-report.ts";
import { issueByOpenssl } from "../support/authority.ts";
import { haveH005Schemas, validateH005 } from "../support/h005-schema.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";
import { type BankFixture, monday, startBankFixture } from "./support/bank-fixture.ts";
import { Customer, makeUserKeys, statements, type UserKeys } from "./support/customer.ts";
import { run } from "./support/post.ts";

const codeOf = (answer: Answer<unknown>): string => (answer.kind === "rejected" ? answer.decisive.code : answer.kind);

describe("a user's own keys at the practice bank", () => {
  let fixture: BankFixture;
  let fresh: UserKeys;
  beforeAll(async () => {
    [fixture, fresh] = await Promise.all([startBankFixture(), makeUserKeys("Fresh", monday)]);
  });
  afterAll(() => fixture.close());

  const changes: Readonly<Record<KeyChange["order"], (keys: UserKeys) => KeyChange>> = {
    PUB: ({ signature }) => ({ order: "PUB", signature: { version: "A006", certificateDer: signature.certificateDer } }),
    HCA: ({ authentication, encryption }) => ({ order: "HCA", authentication: { version: "X002", certificateDer: authentication.certificateDer }, encryption: { version: "E002", certificateDer: encryption.certificateDer } }),
    HCS: (keys) => ({ ...changes.PUB(keys), ...changes.HCA(keys), order: "HCS" }) as KeyChange, // the parts of both
  };
  const signedBy = async (customer: Customer, keys: UserKeys, orderData: Uint8Array): Promise<OrderSignature> => ({
    partnerId: customer.ids.partnerId, userId: customer.ids.userId, version: "A006",
    value: signOrderDataDigest("A006", await orderDataDigest(orderData), createPrivateKey({ key: Buffer.from(keys.signature.privateKeyPkcs8), format: "der", type: "pkcs8" })),
  });
  const change = async (customer: Customer, wanted: KeyChange, signature?: OrderSignature): Promise<Answer<unknown>> => {
    const orderData = keyChangeOrderData(customer.context, wanted);
    return run(sendKeyChange(customer.context, wanted.order, orderData, signature ?? (await signedBy(customer, customer.keys, orderData))), customer.post);
  };
  /** The same user with other keys, the bank's being known. */
  const withKeys = (customer: Customer, keys: Partial<UserKeys>): Customer => Object.assign(new Customer(fixture.bank, "KUND1", customer.ids.userId, { ...customer.keys, ...keys }, fixture.clock), {});
  const hacOf = async (customer: Customer) => {
    const batches: BatchStatus[] = [];
    const data = await customer.fetch({ order: "HAC" });
    await statusFormat("pain.002.001.03").read((async function* () { yield data ?? new Uint8Array(); })(), { header: () => undefined, batchStatus: (one) => batches.push(one), transactionStatus: () => undefined, finding: () => undefined });
    return readHac(batches);
  };

  it.each(["PUB", "HCA", "HCS"] as const)("%s, signed with the old signature key: from the answer on the new keys count and the old ones do not [PUB HCA HCS H005 client bank]", async (order) => {
    const before = await fixture.user(`OWN${order}`);
    const pieces = order === "PUB" ? { signature: fresh.signature } : order === "HCA" ? { authentication: fresh.authentication, encryption: fresh.encryption } : fresh;
    const after = withKeys(before, pieces);
    expect(codeOf(await run(fetchBankKeys(after.subscriberContext), after.post))).toBe(order === "PUB" ? "ok" : "061001");
    expect(codeOf(await change(before, changes[order](fresh)))).toBe("ok");
    expect(codeOf(await after.fetchKeys())).toBe("ok");
    expect(codeOf(await run(fetchBankKeys(before.subscriberContext), before.post))).toBe(order === "PUB" ? "ok" : "061001");
    // The next change proves which signature key the bank has now.
    const third = await makeUserKeys("Third", monday);
    expect(codeOf(await change(after, changes.PUB(third), await signedBy(after, order === "HCA" ? after.keys : fresh, keyChangeOrderData(after.context, changes.PUB(third)))))).toBe("ok");
    const events = (await hacOf(after)).filter((one) => one.adminOrderType === order && one.orderId !== undefined);
    expect(events.map((one) => hacVerdict(one))).toContain("accepted");
    after.close();
  });

  it("a change signed with another key, by another user, twice, or not as the digest says: 091301, 090003, 091111; the old keys stay", async () => {
    const user = await fixture.user("WRONG");
    const wanted = changes.PUB(fresh);
    const orderData = keyChangeOrderData(user.context, wanted);
    const own = await signedBy(user, user.keys, orderData);
    expect(codeOf(await change(user, wanted, await signedBy(user, fresh, orderData)))).toBe("091301");
    expect(codeOf(await change(user, wanted, await signedBy(user, user.keys, Buffer.from("something else"))))).toBe("091301");
    expect(codeOf(await change(user, wanted, { ...own, userId: "SOMEBODY" }))).toBe("090003");
    expect(codeOf(await change(user, wanted, { ...own, partnerId: "KUND2" }))).toBe("091120");
    expect(codeOf(await change(user, wanted, { ...own, version: "A005" }))).toBe("091301");
    expect(codeOf(await user.download(statements))).toBe("no-data");
    expect(codeOf(await change(user, wanted))).toBe("ok");
  });

  it("keys of the wrong version, too short, expired, not valid yet, for another use, of another user, the signature key twice: 091201 … 091218", async () => {
    const user = await fixture.user("CODES");
    const cert = (use: "signature" | "authentication" | "encryption", years: readonly [from: number, length: number]): Uint8Array =>
      selfSignedCertificate(use, { commonName: "x", validFrom: new Date(monday + years[0] * 365 * 86_400_000), validYears: years[1] }, fresh[use].privateKeyPkcs8);
    const weak = await createKeyWithCertificate("signature", { commonName: "x", validFrom: new Date(monday), validYears: 1, keyBits: 1024 as 2048 }); // shorter than our own program makes
    const pub = (version: string, certificateDer: Uint8Array): KeyChange => ({ order: "PUB", signature: { version, certificateDer } });
    const good = changes.HCA(fresh) as Extract<KeyChange, { order: "HCA" }>;
    const cases: readonly (readonly [KeyChange, string])[] = [
      [pub("A004", fresh.signature.certificateDer), "091201"],
      [pub("A006", weak.certificateDer), "091204"],
      [pub("A006", cert("signature", [-3, 1])), "091208"],
      [pub("A006", cert("signature", [2, 1])), "091209"],
      [pub("A006", fresh.encryption.certificateDer), "091210"],
      [pub("A006", Buffer.from("no certificate")), "091219"],
      [{ ...good, authentication: { ...good.authentication, version: "X001" } }, "091202"],
      [{ ...good, encryption: { ...good.encryption, version: "E001" } }, "091203"],
      [{ ...good, encryption: { version: "E002", certificateDer: fresh.authentication.certificateDer } }, "091210"],
      [pub("A006", user.keys.authentication.certificateDer), "091218"],
    ];
    for (const [wanted, code] of cases) expect([code, codeOf(await change(user, wanted))]).toEqual([code, code]);
    const foreign = keyChangeOrderData({ ...user.context, ids: { ...user.ids, userId: "SINGLE" } }, changes.PUB(fresh));
    expect(codeOf(await run(sendKeyChange(user.context, "PUB", foreign, await signedBy(user, user.keys, foreign)), user.post))).toBe("091113");
    const asHca = keyChangeOrderData(user.context, changes.PUB(fresh));
    expect(codeOf(await run(sendKeyChange(user.context, "HCA", asHca, await signedBy(user, user.keys, asHca)), user.post))).toBe("090004");
    expect(codeOf(await user.download(statements))).toBe("no-data");
  });

  it("the same key under a new certificate is taken, which is how a user of EBICS 2.5 comes to certificates", async () => {
    const user = await fixture.user("SAMEKEY");
    const certificateDer = selfSignedCertificate("signature", { commonName: "again", validFrom: new Date(monday), validYears: 3 }, user.keys.signature.privateKeyPkcs8);
    expect(codeOf(await change(user, { order: "PUB", signature: { version: "A006", certificateDer } }))).toBe("ok");
  });

  it("SPR takes effect with the first answer and without a transaction; afterwards only a new initialisation helps [SPR H005 client bank]", async () => {
    const user = await fixture.user("LEAVES");
    expect(codeOf(await run(sendSuspension(user.context, await signedBy(user, fresh, suspensionOrderData)), user.post))).toBe("091301");
    const answer = await run(sendSuspension(user.context, await signedBy(user, user.keys, suspensionOrderData)), user.post);
    expect(codeOf(answer)).toBe("ok");
    const last = Buffer.from(user.wire.answers.at(-1) ?? "").toString();
    expect(last).not.toContain("TransactionID");
    expect(codeOf(await run(download(user.context, statements), user.post))).toBe("091002");
    const again = new Customer(fixture.bank, "KUND1", "LEAVES", fresh, fixture.clock);
    expect(codeOf(await again.ini())).toBe("ok");
    expect(codeOf(await again.hia())).toBe("ok");
    fixture.bank.admin.activateSubscriber("KUND1", "LEAVES", "trust");
    expect(codeOf(await again.fetchKeys())).toBe("ok");
    again.close();
  });

  it.skipIf(!haveIndependentTools)("H3K: three certificates of an authority that the bank trusts; of another one or signed by themselves: 091214 [H3K H005 client bank]", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kontor-h3k-"));
    const fixture = await startBankFixture();
    try {
      const keys = issueByOpenssl(folder);
      fixture.clock.set(Date.now()); // openssl makes certificates from now on
      fixture.bank.admin.addSubscriber({ partnerId: "KUND1", userId: "THREE", name: "Three" });
      const user = new Customer(fixture.bank, "KUND1", "THREE", keys, fixture.clock);
      const h3k = (of: UserKeys) => run(sendH3k(user.subscriberContext, { signature: { version: "A006", certificateDer: of.signature.certificateDer }, authentication: { version: "X002", certificateDer: of.authentication.certificateDer }, encryption: { version: "E002", certificateDer: of.encryption.certificateDer } }), user.post);
      expect(codeOf(await h3k(keys))).toBe("091214");
      fixture.bank.admin.trustAuthority(readFileSync(join(folder, "ca.pem"), "utf8"));
      expect(codeOf(await h3k(fresh))).toBe("091214");
      expect(codeOf(await h3k(keys))).toBe("ok");
      expect(codeOf(await h3k(keys))).toBe("091002");
      fixture.bank.admin.activateSubscriber("KUND1", "THREE", "trust");
      expect(codeOf(await user.fetchKeys())).toBe("ok");
      expect(() => fixture.bank.admin.trustAuthority("no certificate")).toThrow("not the certificate of an authority");
      user.close();
    } finally {
      await fixture.close();
      rmSync(folder, { recursive: true });
    }
  });

  it("new keys of the bank: the old digests are answered 091008, and nothing is signed with the old key any more", async () => {
    const user = await fixture.user("LOYAL");
    const old = fixture.bank.keyHashes;
    const renewed = await fixture.bank.admin.renewKeys();
    expect(renewed).toEqual(fixture.bank.keyHashes);
    expect(renewed.authentication.certificateHash).not.toBe(old.authentication.certificateHash);
    await expect(user.download(statements)).rejects.toMatchObject({ code: "bank-keys-changed" });
    expect(codeOf(await user.fetchKeys())).toBe("ok");
    expect(codeOf(await user.download(statements))).toBe("no-data");
  });

  it.skipIf(!haveH005Schemas || !haveIndependentTools)("every message and all key order data are valid against the schemas, and openssl agrees with each signature", async () => {
    const user = await fixture.user("CHECKED");
    user.wire.requests.length = 0;
    user.wire.answers.length = 0;
    for (const order of ["PUB", "HCA", "HCS"] as const) expect(validateH005(keyChangeOrderData(user.context, changes[order](fresh)))).toEqual([]);
    const all = changes.HCS(fresh) as Extract<KeyChange, { order: "HCS" }>;
    expect(validateH005(protocols.H005.h3kOrderData({ partnerId: "KUND1", userId: "CHECKED", ...all }))).toEqual([]);
    expect(codeOf(await change(user, changes.PUB(fresh)))).toBe("ok");
    const renewed = withKeys(user, { signature: fresh.signature });
    await renewed.fetchKeys();
    expect(codeOf(await run(sendSuspension(user.context, await signedBy(user, fresh, suspensionOrderData)), user.post))).toBe("ok");
    for (const message of [...user.wire.requests, ...user.wire.answers]) expect(validateH005(message)).toEqual([]);
    for (const message of user.wire.requests) expect(verifyWithOpenssl(message, user.keys.authentication.certificateDer)).toBe(true);
    for (const message of user.wire.answers) expect(verifyWithOpenssl(message, user.context.bank.authentication.certificateDer ?? new Uint8Array())).toBe(true);
    renewed.close();
  });
});
