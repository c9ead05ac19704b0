import { deflateSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { bankDigestsMatch, encryptFor, encryptionDigestMatches, openHiaOrderData, openIniOrderData, openOrderData, openSignatureData, orderDataDigest, readCertificate, verifyOrderSignature } from "../../../src/ebics/index.ts";
import { publicKeyHash } from "../../../src/ebics/crypto/key-hash.ts";
import { h005 } from "../../../src/ebics/h005/protocol.ts";
import { bankPubKeyDigests } from "../../../src/ebics/key-digest.ts";
import { haveH005Schemas, validateH005 } from "../../support/h005-schema.ts";
import { signedBy } from "../support/loop-host.ts";
import { type Parties, makeParties } from "../support/parties.ts";

let parties: Parties;
beforeAll(async () => {
  parties = await makeParties();
});

describe("key order data", () => {
  it("come out as they went in, and are valid", async () => {
    const ini = { partnerId: "P1", userId: "U1", version: "A006", certificateDer: parties.signature.certificateDer };
    const hia = { partnerId: "P1", userId: "U1", authentication: { version: "X002", certificateDer: parties.authentication.certificateDer }, encryption: { version: "E002", certificateDer: parties.encryption.certificateDer } };
    if (haveH005Schemas) expect([...validateH005(h005.iniOrderData(ini)), ...validateH005(h005.hiaOrderData(hia))]).toEqual([]);
    expect(await openIniOrderData("H005", deflateSync(h005.iniOrderData(ini)))).toEqual({ kind: "ok", value: { ...ini, certificateDer: Buffer.from(ini.certificateDer) } });
    expect(await openHiaOrderData("H005", deflateSync(h005.hiaOrderData(hia)))).toMatchObject({ kind: "ok", value: { partnerId: "P1", encryption: { version: "E002" } } });
  });
  it.each([
    ["not compressed", (xml: Uint8Array) => xml],
    ["gzip", (xml: Uint8Array) => gzipSync(xml)],
    ["cut", (xml: Uint8Array) => deflateSync(xml).subarray(0, -10)],
    ["a bomb", () => deflateSync(new Uint8Array(20_000_000))],
    ["other order data", () => deflateSync("<SignaturePubKeyOrderData/>")],
    ["a DOCTYPE", (xml: Uint8Array) => deflateSync(Buffer.from(xml).toString().replace("<esig:", "<!DOCTYPE a><esig:"))],
  ])("are unreadable when they are %s", async (_, spoil) => {
    const xml = h005.iniOrderData({ partnerId: "P1", userId: "U1", version: "A006", certificateDer: parties.signature.certificateDer });
    expect((await openIniOrderData("H005", spoil(xml))).kind).toBe("unreadable");
  });
});

describe("an upload's content", () => {
  it("gives its signatures, and they verify over the file only", async () => {
    const file = Buffer.from("<Document>\r\n1</Document>\u001a");
    const signatures = [await signedBy(parties, file), await signedBy(parties, file, "A005")];
    if (haveH005Schemas) expect(validateH005(h005.signatureData(signatures))).toEqual([]);
    const { encryption, segments } = await encryptFor(parties.bank.encryption, h005.signatureData(signatures), parties.context);
    const opened = await openSignatureData("H005", Buffer.concat(segments), encryption, parties.bankEncryption);
    if (opened.kind !== "ok") throw new Error(opened.reason);
    const { publicKey } = readCertificate(parties.signature.certificateDer);
    const digest = await orderDataDigest(Buffer.from("<Document>1</Document>"));
    expect(opened.value.map(({ version, value }) => verifyOrderSignature(version, digest, value, publicKey))).toEqual([true, true]);
    const other = await orderDataDigest(Buffer.from("<Document>2</Document>"));
    expect(opened.value.map(({ version, value }) => verifyOrderSignature(version, other, value, publicKey))).toEqual([false, false]);
    expect(opened.value.map(({ version, value }) => verifyOrderSignature(version === "A005" ? "A006" : "A005", digest, value, publicKey))).toEqual([false, false]);
    expect(opened.value.map(({ version, value }) => verifyOrderSignature(version, digest, value.subarray(1), publicKey))).toEqual([false, false]);
  });

  it("carries no signature that is shorter than the key, not even by a leading zero", async () => {
    const { publicKey } = readCertificate(parties.signature.certificateDer);
    // Every 256th signature begins with a zero; PSS is salted, so that one file has as many signatures as one likes.
    for (let tries = 0; tries < 5000; tries++) {
      const { version, value } = await signedBy(parties, Buffer.from(`file ${tries}`));
      if (value[0] !== 0) continue;
      const digest = await orderDataDigest(Buffer.from(`file ${tries}`));
      expect([verifyOrderSignature(version, digest, value, publicKey), verifyOrderSignature(version, digest, value.subarray(1), publicKey)]).toEqual([true, false]);
      return;
    }
    throw new Error("no signature began with a zero");
  });

  it("is unreadable in one way only, whatever is wrong with key or data", async () => {
    const { encryption, segments } = await encryptFor(parties.bank.encryption, Buffer.from("x".repeat(1_000)), parties.context);
    const whole = Buffer.concat(segments);
    const spoiled = [
      openOrderData([whole.subarray(16)], encryption, parties.bankEncryption),
      openOrderData([whole.subarray(1)], encryption, parties.bankEncryption),
      openOrderData([], encryption, parties.bankEncryption),
      openOrderData(segments, { ...encryption, transactionKey: encryption.transactionKey.map((byte) => byte ^ 1) }, parties.bankEncryption),
      openOrderData(segments, { ...encryption, transactionKey: new Uint8Array(3) }, parties.bankEncryption),
      openOrderData(segments, encryption, parties.context.encryption),
    ];
    for (const opened of await Promise.all(spoiled)) expect(opened).toEqual({ kind: "unreadable", returnCode: "090004", reason: "cannot be decrypted and decompressed" });
    expect(await openOrderData(segments, encryption, parties.bankEncryption, 999)).toMatchObject({ kind: "unreadable", returnCode: "091117" });
    expect(await openOrderData(segments, encryption, parties.bankEncryption, 1_000)).toMatchObject({ kind: "ok" });
    expect(await openSignatureData("H005", whole, encryption, parties.bankEncryption)).toMatchObject({ kind: "unreadable", returnCode: "091111" });
  });
});

describe("digests of the bank's keys", () => {
  it("match by either rule, and not those of other keys", () => {
    const { bank, encryption, authentication } = parties;
    expect(bankDigestsMatch(bankPubKeyDigests(bank, "certificate"), bank)).toBe(true);
    expect(bankDigestsMatch(bankPubKeyDigests(bank, "public-key"), bank)).toBe(true);
    const old = { ...bank, encryption: { version: "E002" as const, certificateDer: encryption.certificateDer } };
    expect(bankDigestsMatch(bankPubKeyDigests(old, "certificate"), bank)).toBe(false);
    expect(bankDigestsMatch(bankPubKeyDigests({ ...bank, authentication: { version: "X002", certificateDer: authentication.certificateDer } }, "public-key"), bank)).toBe(false);
    const info = { encryptionPubKeyDigest: { version: "E002", digest: publicKeyHash(readCertificate(bank.encryption.certificateDer).publicKey) }, transactionKey: new Uint8Array() };
    expect(encryptionDigestMatches(info, bank.encryption)).toBe(true);
    expect(encryptionDigestMatches(info, bank.authentication)).toBe(false);
    expect(encryptionDigestMatches({ ...info, encryptionPubKeyDigest: { ...info.encryptionPubKeyDigest, version: "E001" } }, bank.encryption)).toBe(false);
  });
});
