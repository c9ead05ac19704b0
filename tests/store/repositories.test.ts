import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeId } from "../../src/domain/ids.ts";
import type { IsoDate, IsoInstant, OperatorId, PartnerId, SessionId, SignerGroupId, SignerId, StatementId, StoredFileId, SubscriberId, ConnectionId, TemplateId, AccountId, TransferId } from "../../src/domain/ids.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import type { Partner } from "../../src/workflows/ports/partners.ts";
import { at, batch, collect, entry, eur, iban, importOrder, newStore, orderFields, profile, statement, streamOf, temporaryFolder, transaction } from "./samples.ts";

let store: CustomerStore;
let remove: () => void;
beforeEach(async () => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  store = (await newStore(temporary.folder)).store;
});
afterEach(async () => {
  await store.close();
  remove();
});

describe("profile and rights", () => {
  test("the profile comes back as it was put, limits exact", async () => {
    await store.profile.update(profile);
    expect(await store.profile.get()).toEqual(profile);
    await store.profile.update({ ...profile, code: "0815" });
    expect((await store.profile.get()).code).toBe("0815");
  });

  test("rights are replaced, contradictory ones refused, none removes the operator", async () => {
    const anna = "anna" as OperatorId;
    await store.profile.setRights(anna, "Kis Anna", ["send", "see"]);
    expect(await store.profile.rightsOf(anna)).toEqual(["see", "send"]);
    await expect(store.profile.setRights(anna, "Kis Anna", ["see", "sign", "administer"])).rejects.toMatchObject({ area: "rights", code: "contradictory-rights" });
    await store.profile.setRights(anna, "Kis Anna", []);
    expect(await store.profile.operators()).toEqual([]);
  });
});

describe("transfers", () => {
  const id = "01transfer" as TransferId;
  const segment = (n: number) => crypto.getRandomValues(new Uint8Array(3_000 + n));

  test("keep their segments until they are removed, and know the first gap", async () => {
    const transfer = {
      kind: "download", id, connectionId: "01connection" as ConnectionId, subscriberId: "01subscriber" as SubscriberId, question: "BTD", startedAt: at, owner: "me", takenIn: false, fileId: "01file" as StoredFileId,
      state: { order: "BTD", transactionId: "00", segments: 5, encryption: { encryptionPubKeyDigest: { version: "E002", digest: segment(0) }, transactionKey: segment(1) } },
    } as const;
    await store.transfers.put(transfer);
    expect(await store.transfers.get(id)).toEqual(transfer);
    const [one, two, four] = [segment(1), segment(2), segment(4)];
    await store.transfers.putSegment(id, 1, one);
    await store.transfers.putSegment(id, 2, one);
    await store.transfers.putSegment(id, 2, two);
    await store.transfers.putSegment(id, 4, four);
    expect(await store.transfers.segmentCount(id)).toBe(2);
    expect(Buffer.from((await store.transfers.segment(id, 2)) ?? [])).toEqual(Buffer.from(two));
    await store.transfers.put({ ...transfer, takenIn: true });
    expect(await store.transfers.segmentCount(id)).toBe(2);
    expect(await store.transfers.all()).toMatchObject([{ id, takenIn: true }]);
    await store.transfers.remove(id);
    expect([await store.transfers.get(id), await store.transfers.segment(id, 1), await store.transfers.segmentCount(id)]).toEqual([undefined, undefined, 0]);
  });

  test("a segment belongs to a transfer", async () => {
    await expect(store.transfers.putSegment(id, 1, segment(1))).rejects.toMatchObject({ area: "store" });
  });
});

describe("files", () => {
  test("bytes come back as they came, whatever the chunks, and are found by hash", async () => {
    const big = new Uint8Array(2_500_000).map((_, i) => (i * i) % 251);
    const stored = await store.files.add({ kind: "order", name: "a.xml", at, content: streamOf(big.subarray(0, 10), big.subarray(10, 1_999_999), new Uint8Array(0), big.subarray(1_999_999)) });
    expect(stored.sizeBytes).toBe(big.length);
    expect(Buffer.from(await collect(store.files.read(stored.id))).equals(Buffer.from(big))).toBe(true);
    expect(await store.files.findBySha256(stored.sha256)).toEqual([stored]);
    await store.files.remove(stored.id);
    expect(await store.files.get(stored.id)).toBeUndefined();
    await expect(collect(store.files.read(stored.id))).rejects.toMatchObject({ area: "store", code: "not-found" });
  });

  test("any part of a file is read without the rest", async () => {
    const big = crypto.getRandomValues(new Uint8Array(60_000));
    const content = Buffer.concat(Array(60).fill(big));
    const { id } = await store.files.add({ kind: "other", name: "a", at, content: streamOf(content) });
    for (const [from, length] of [[0, 10], [1_048_570, 12], [1_048_576, 1], [500_000, 3_000_000], [3_599_990, 100], [3_600_000, 5]] as const) {
      expect(Buffer.from(await store.files.readAt(id, from, length)).equals(content.subarray(from, from + length)), `${from}, ${length}`).toBe(true);
    }
  });

  test("a large file is written piece by piece while others write, and is not there before it is whole", async () => {
    const id = "01gradual" as StoredFileId;
    const half = crypto.getRandomValues(new Uint8Array(60_000));
    async function* content() {
      for (let i = 0; i < 50; i++) {
        yield half;
        if (i === 40) {
          expect((await store.files.get(id))?.kind).toBe("incoming");
          await store.profile.update(profile);
        }
      }
    }
    const stored = await store.files.addGradually({ id, kind: "other", name: "b", at, content: content() });
    expect(stored).toMatchObject({ kind: "other", sizeBytes: 3_000_000 });
    expect(await store.files.get(id)).toEqual(stored);
    expect(Buffer.from(await collect(store.files.read(id))).equals(Buffer.concat(Array(50).fill(half)))).toBe(true);
    await store.files.remove(id);
    expect(await store.files.get(id)).toBeUndefined();
    async function* broken() {
      yield new Uint8Array(2_200_000);
      throw new Error("the line");
    }
    await expect(store.files.addGradually({ id, kind: "other", name: "b", at, content: broken() })).rejects.toThrow("the line");
    expect(await store.files.get(id)).toBeUndefined();
  });

  test("an empty file and a file of random bytes are kept too", async () => {
    const empty = await store.files.add({ kind: "other", name: "", at, content: streamOf() });
    expect(await collect(store.files.read(empty.id))).toEqual(new Uint8Array(0));
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const kept = await store.files.add({ kind: "other", name: "noise", at, content: streamOf(noise) });
    expect(await collect(store.files.read(kept.id))).toEqual(noise);
  });

  test("a source that fails leaves nothing, outside and inside a transaction that goes on", async () => {
    async function* broken() {
      yield new Uint8Array(1_200_000);
      throw new Error("the disk of the other side");
    }
    await expect(store.files.add({ kind: "order", name: "x", at, content: broken() })).rejects.toThrow("the other side");
    await store.transaction(async (inside) => {
      await inside.files.add({ kind: "order", name: "x", at, content: broken() }).catch(() => undefined);
      await inside.journal.append({ at, actor: "Anna", action: "import.failed", subject: undefined, summary: "Import failed" });
    });
    expect(await store.journal.count()).toBe(1);
  });
});

describe("orders", () => {
  test("create, update and advance keep number, revision and history", async () => {
    const created = await store.orders.create(orderFields(1), "Kis Anna");
    expect(created).toMatchObject({ number: 1, state: "draft", revision: 1, sums: [{ minor: 12345678901234567n, currency: eur }] });
    const named = await store.orders.update(created.id, 1, { title: "Wages" });
    const checked = await store.orders.advance(named.id, 2, "check", { at, actor: "Kis Anna", note: "complete", set: { signedDigest: "ab" } });
    expect(checked).toMatchObject({ title: "Wages", state: "checked", revision: 3, signedDigest: "ab" });
    expect((await store.orders.steps(created.id)).map((step) => [step.event, step.from, step.to])).toEqual([["created", undefined, "draft"], ["check", "draft", "checked"]]);
    expect((await store.orders.create(orderFields(2), "Kis Anna")).number).toBe(2);
  });

  test("an older revision and an impossible step are refused and change nothing", async () => {
    const { id } = await store.orders.create(orderFields(1), "Kis Anna");
    await store.orders.advance(id, 1, "check", { at, actor: "A" });
    await expect(store.orders.advance(id, 1, "check", { at, actor: "B" })).rejects.toMatchObject({ area: "store", code: "changed-meanwhile" });
    await expect(store.orders.advance(id, 2, "book", { at, actor: "B" })).rejects.toMatchObject({ area: "workflow", code: "impossible-transition" });
    await expect(store.orders.update(id, 2, { title: "no" })).rejects.toMatchObject({ code: "impossible-transition" });
    expect((await store.orders.steps(id)).length).toBe(2);
    expect((await store.orders.get(id))?.revision).toBe(2);
  });

  test("orders are listed newest first and found by state, title, number and payee", async () => {
    await importOrder(store, 1, 5);
    await store.orders.create(orderFields(2, { title: "Rent of Győr" }), "A");
    const numbers = async (filter: Parameters<CustomerStore["orders"]["list"]>[0]) => (await store.orders.list(filter)).map((order: Order) => order.number);
    expect(await numbers({})).toEqual([2, 1]);
    expect(await numbers({ limit: 1, offset: 1 })).toEqual([1]);
    expect(await numbers({ text: "GYOR rent" })).toEqual([2]);
    expect(await numbers({ text: "toth eva 3" })).toEqual([1]);
    expect(await numbers({ text: "#" })).toEqual([]);
    expect(await numbers({ text: "0002 rent" })).toEqual([2]);
    expect(await numbers({ states: ["checked"] })).toEqual([]);
    expect(await store.orders.count({ states: ["draft"], text: "salaries" })).toBe(1);
    expect((await store.orders.findByFingerprint("fingerprint-2")).length).toBe(1);
    expect((await store.orders.findByMessageId("MSG-1")).length).toBe(1);
    expect((await store.orders.byNumber(2))?.title).toBe("Rent of Győr");
  });

  test("payments come back as they were put, in order, page by page", async () => {
    const rich = transaction(1, {
      mandate: { mandateId: "M-1", signedOn: "2025-01-31" as IsoDate, amendment: { originalMandateId: "M-0", originalDebtorAgent: "SMNDA" } },
      instructionId: "I1", uetr: "8a562c67-ca16-48ba-b074-65581be6f011", purpose: "SALA", chargeBearer: "SLEV",
      creditor: { name: "Ø\u001b[31m", address: { townName: "Győr", country: "HU", addressLines: ["Fő utca 1"] }, id: "77" },
      creditorAccount: { kind: "other", value: "12345", scheme: "BBAN" },
      ultimateCreditor: { name: "U" }, ultimateDebtor: { name: "V", id: "3" }, remittance: { unstructured: ["a", "b"], creditorReference: "RF18539007547034", creditorReferenceType: "SCOR" },
    });
    const plain = transaction(2, { creditorAccount: undefined, creditorAgent: undefined, remittance: { unstructured: [] } });
    const { id } = await store.orders.create(orderFields(1), "A");
    await store.transaction(async (inside) => {
      const writer = inside.orders.writer(id);
      writer.addBatch(batch(0));
      writer.addTransaction(rich);
      await writer.flush();
      writer.addTransaction(plain);
      writer.addBatch({ ...batch(1), collection: { creditorSchemeId: "DE98ZZZ09999999999", sequenceType: "RCUR" } });
      writer.addTransaction(transaction(3));
      await writer.flush();
    });
    const [first, second, third] = await store.orders.transactions(id);
    expect(first).toEqual({ ...rich, orderId: id, position: 0, batch: 0, state: "open" });
    expect(second).toEqual({ ...plain, orderId: id, position: 1, batch: 0, state: "open" });
    expect(third).toMatchObject({ position: 2, batch: 1 });
    expect(await store.orders.batches(id)).toEqual([batch(0), { ...batch(1), collection: { creditorSchemeId: "DE98ZZZ09999999999", sequenceType: "RCUR" } }]);
    expect((await store.orders.transactions(id, { offset: 1, limit: 1 })).map((t) => t.position)).toEqual([1]);
    expect((await store.orders.transactions(id, { text: "invoice 3" })).map((t) => t.position)).toEqual([2]);
    expect(await store.orders.countTransactions(id, { states: ["open"], text: "eva" })).toBe(2);
    await store.orders.removeTransactions(id);
    expect(await store.orders.countTransactions(id)).toBe(0);
    expect(await store.orders.batches(id)).toEqual([]);
  });

  test("a writer is refused outside a transaction, and writing through the outer store within one; reading it shows what is committed", async () => {
    await importOrder(store, 1, 1);
    expect(() => store.orders.writer(orderFields(1).id)).toThrow("inside a transaction");
    await expect(store.transaction(async () => await store.orders.create(orderFields(2), "A"))).rejects.toThrow("only the store that was handed to it");
    await store.transaction(async (inside) => {
      await inside.orders.create(orderFields(2), "A");
      expect([await store.orders.count(), await inside.orders.count()]).toEqual([1, 2]);
    });
  });

  test("states are set by end-to-end id, batch or position; booked payments keep theirs", async () => {
    await importOrder(store, 1, 4);
    await store.statements.create(statement(1));
    const { id } = orderFields(1);
    expect(await store.orders.setTransactionState(id, "all", "accepted")).toBe(4);
    expect(await store.orders.setTransactionState(id, { endToEndId: "E2E-000001", paymentInformationId: "PMT-0" }, "refused", { code: "AC04", text: "closed" })).toBe(1);
    expect(await store.orders.setTransactionState(id, { endToEndId: "E2E-000001", paymentInformationId: "other" }, "open")).toBe(0);
    expect(await store.orders.setTransactionState(id, {}, "open")).toBe(0);
    await store.orders.markBooked(id, 2, { statementId: "statement-1" as StatementId, entry: 0, detail: 0 });
    // Never backwards: what was said of an open payment comes too late for these.
    expect(await store.orders.setTransactionState(id, "all", "open")).toBe(0);
    expect(await store.orders.transactionStates(id)).toEqual({ open: 0, accepted: 2, refused: 1, booked: 1 });
  });

  test("what payee checks found wrong is told, oldest order first; a match and a refusal are not among it", async () => {
    await importOrder(store, 1, 3);
    await importOrder(store, 2, 1);
    const say = (n: number, position: number, code: string) => store.orders.setTransactionState(orderFields(n).id, { position }, "open", { code, text: `said ${code}` });
    await say(2, 0, "RVMC");
    await say(1, 0, "RVNM");
    await say(1, 1, "RCVC");
    await store.orders.setTransactionState(orderFields(1).id, { position: 2 }, "refused", { code: "AC04" });
    expect((await store.orders.payeeMisses()).map(({ orderNumber, code, text }) => [orderNumber, code, text])).toEqual([[1, "RVNM", "said RVNM"], [2, "RVMC", "said RVMC"]]);
    await store.orders.setTransactionState(orderFields(1).id, "all", "accepted");
    expect(await store.orders.payeeMisses()).toHaveLength(2);
  });

  test("unbooked payments are found by id or by amount and account, only at the bank, and are booked once", async () => {
    await importOrder(store, 1, 3);
    await store.statements.create(statement(1));
    const { id } = orderFields(1);
    const payment = transaction(1);
    const match = { endToEndId: payment.endToEndId, amount: payment.amount, debtorAccount: "HU42117730161111101800000000", messageId: "MSG-1", paymentInformationId: "PMT-0" };
    expect(await store.orders.findUnbooked(match)).toEqual([]);
    for (const [i, event] of (["check", "sign-last", "queue", "start-sending", "deliver"] as const).entries()) await store.orders.advance(id, i + 1, event, { at, actor: "A" });
    expect((await store.orders.findUnbooked(match)).map((t) => t.position)).toEqual([1]);
    expect((await store.orders.findUnbooked({ amount: payment.amount, creditorAccount: "DE11500105175407324001" })).map((t) => t.position)).toEqual([1]);
    const where = { statementId: "statement-1" as StatementId, entry: 0, detail: 0 };
    await store.orders.markBooked(id, 1, where);
    await store.orders.markBooked(id, 1, where);
    await expect(store.orders.markBooked(id, 1, { ...where, entry: 1 })).rejects.toMatchObject({ code: "changed-meanwhile" });
    await expect(store.orders.markBooked(id, 9, where)).rejects.toMatchObject({ code: "not-found" });
    expect(await store.orders.findUnbooked(match)).toEqual([]);
    expect((await store.orders.transactions(id, { states: ["booked"] }))[0]).toMatchObject({ position: 1, entry: where });
  });

  test("signatures are kept with their bytes and count into the signer's day", async () => {
    const { id } = await store.orders.create(orderFields(1), "A");
    const signature = {
      orderId: id, signerId: "signer-1" as SignerId, signerName: "Éva", signatureClass: "A", subscriberId: "s" as SubscriberId,
      mechanism: "A006", signature: new Uint8Array([0, 255, 7]), digest: "00", at, device: "key file",
    } as const;
    await store.orders.addSignature(signature);
    expect(await store.orders.signatures(id)).toEqual([signature]);
    const since = (text: string) => store.signers.signedSince(text as IsoInstant);
    expect(await since("2026-11-23T00:00:00Z")).toEqual([{ sums: [{ minor: 12345678901234567n, currency: eur }], signers: ["signer-1"] }]);
    expect(await since("2026-11-24T00:00:00Z")).toEqual([]);
    expect(await store.signers.signedSince("2026-11-23T00:00:00Z" as IsoInstant, id)).toEqual([]);
    await store.orders.addSignature({ ...signature, signerId: "signer-2" as SignerId });
    await store.orders.addSignature({ ...signature, signerId: "signer-3" as SignerId, signatureClass: "T" });
    expect((await since("2026-11-23T00:00:00Z")).map((one) => one.signers)).toEqual([["signer-1", "signer-2"]]);
    await store.orders.removeSignatures(id);
    expect(await since("2026-11-23T00:00:00Z")).toEqual([]);
  });
});

describe("statements", () => {
  test("entries come back with the payments they booked, page by page and by text", async () => {
    await importOrder(store, 1, 3);
    await store.transaction(async (inside) => {
      await inside.statements.create(statement(1));
      const writer = inside.statements.writer("statement-1" as StatementId);
      for (let i = 0; i < 1200; i++) writer.addEntry(entry(i));
      await writer.flush();
      await inside.statements.update("statement-1" as StatementId, { balances: [], entryCount: 1200, balanced: null, findings: [] });
    });
    const id = "statement-1" as StatementId;
    await store.orders.markBooked(orderFields(1).id, 2, { statementId: id, entry: 1100, detail: 0 });
    expect(await store.statements.entries(id, { offset: 1100, limit: 1 })).toEqual([
      { ...entry(1100), statementId: id, position: 1100, matchedOrders: [{ orderId: orderFields(1).id, position: 2, detail: 0 }] },
    ]);
    expect(await store.statements.countEntries(id)).toBe(1200);
    expect((await store.statements.entries(id, { text: "eva 119", limit: 50 })).map((e) => e.position)).toEqual([119, 1119, 1190, 1191, 1192, 1193, 1194, 1195, 1196, 1197, 1198, 1199]);
    expect(await store.statements.get(id)).toMatchObject({ entryCount: 1200, balanced: null });
  });

  test("the same statement is found again; balances by account and by day", async () => {
    for (const n of [3, 1, 2]) await store.statements.create(statement(n));
    expect((await store.statements.findSame(statement(2).header))?.id).toBe("statement-2");
    expect(await store.statements.findSame({ ...statement(2).header, sequenceNumber: undefined })).toBeUndefined();
    expect((await store.statements.list({ limit: 2 })).map((s) => s.id)).toEqual(["statement-3", "statement-2"]);
    expect(await store.statements.latestBalances()).toEqual([{ account: "HU42117730161111101800000000", amount: { minor: 300n, currency: eur }, date: "2026-11-13" }]);
    expect((await store.statements.balanceHistory("HU42117730161111101800000000", 2)).map((b) => b.date)).toEqual(["2026-11-12", "2026-11-13"]);
  });
});

describe("reports and notifications among statements", () => {
  const { header } = statement(1);
  const report = statement(2, { header: { ...header, kind: "report" }, balances: [{ type: "CLBD", amount: { minor: 99_900n, currency: eur }, date: "2026-11-30" as IsoDate }] });

  test("a report with the statement's own id is not that statement", async () => {
    await store.statements.create(report);
    expect(await store.statements.findSame(header)).toBeUndefined();
    expect((await store.statements.findSame(report.header))?.id).toBe(report.id);
    await store.statements.create(statement(1));
    expect((await store.statements.findSame(header))?.id).toBe("statement-1");
    expect((await store.statements.findSame(report.header))?.id).toBe(report.id);
    expect(await store.statements.findSame({ ...header, kind: "notification" })).toBeUndefined();
  });

  test("its closing balance is nobody's balance", async () => {
    await store.statements.create(statement(1));
    await store.statements.create(report);
    await store.statements.update(report.id, { balances: report.balances, entryCount: 0, balanced: true, findings: [] });
    expect(await store.statements.latestBalances()).toEqual([{ account: "HU42117730161111101800000000", amount: { minor: 100n, currency: eur }, date: "2026-11-11" }]);
    expect((await store.statements.balanceHistory("HU42117730161111101800000000", 5)).map((one) => one.date)).toEqual(["2026-11-11"]);
    expect((await store.statements.list()).map((one) => one.header.kind)).toEqual(["report", undefined]);
  });
});

describe("what was made within one millisecond", () => {
  const made = 1_795_600_000_000;
  /** The random rest of the ids goes down, so that they alone would sort the other way round. */
  const ids = <Name extends string>() => [255, 128, 7].map((byte) => makeId<Name>(made, new Uint8Array(10).fill(byte)));
  const earlier = <Name extends string>() => makeId<Name>(made - 1, new Uint8Array(10).fill(255));

  test("stands in the order in which it was made, also after it was changed", async () => {
    const bytes = new Uint8Array([1]);
    const users = ids<"SubscriberId">();
    const user = (id: SubscriberId): Subscriber => ({
      id, connectionId: "c1" as ConnectionId, userId: "U", signerId: "g" as SignerId, state: "new", device: { kind: "key-file", path: "a.p12" }, signatureVersion: "A006",
      signatureCertificateDer: bytes, authenticationKeyPkcs8: bytes, authenticationCertificateDer: bytes, encryptionKeyPkcs8: bytes, encryptionCertificateDer: bytes,
    });
    for (const id of users) await store.connections.putSubscriber(user(id));
    await store.connections.putSubscriber(user(earlier<"SubscriberId">()));
    await store.connections.putSubscriber({ ...user(users[0]!), state: "ready" });
    expect((await store.connections.subscribers()).map(({ id }) => id)).toEqual([earlier<"SubscriberId">(), ...users]);

    const signers = ids<"SignerId">();
    for (const id of signers) await store.signers.put({ id, operatorId: undefined, name: "Éva", signatureClass: "A", perFileLimits: [], perTransactionLimits: [], perDayLimits: [] });
    expect((await store.signers.all()).map(({ id }) => id)).toEqual(signers);
  });

  test("stands the other way round where the newest come first", async () => {
    const files = ids<"QuarantineId">();
    const kept = await store.files.add({ kind: "order", name: "a.xml", at, content: streamOf("a") });
    for (const id of files) await store.quarantine.put({ id, fileId: kept.id, name: "a.xml", at, by: "Anna", state: "waiting", findings: [], reason: "" } as never); // what the list does not look at is left out
    expect((await store.quarantine.list()).map(({ id }) => id)).toEqual([...files].reverse());
  });
});

describe("the smaller ones", () => {
  test("connections, subscribers with keys, grants", async () => {
    const connection = {
      id: "c1" as ConnectionId, title: "OTP", bankProfile: "otp", protocol: "H005", hostId: "H", partnerId: "P", practice: false, channel: { kind: "internet", url: "https://bank.example" },
      bankKeys: { authentication: { version: "X002", certificateDer: new Uint8Array([1, 2]) }, encryption: { version: "E002", certificateDer: Buffer.from([3]) }, fetchedAt: at },
    } as const;
    await store.connections.put(connection);
    await store.connections.put({ ...connection, title: "OTP Bank" });
    const read = await store.connections.get(connection.id);
    expect(read?.title).toBe("OTP Bank");
    expect(read?.bankKeys?.encryption.certificateDer).toEqual(new Uint8Array([3]));
    const bytes = new Uint8Array([9, 8, 7]);
    const subscriber: Subscriber = {
      id: "s1" as SubscriberId, connectionId: connection.id, userId: "U", signerId: "g" as SignerId, state: "new", device: { kind: "key-file", path: "a.p12" }, signatureVersion: "A006",
      signatureCertificateDer: bytes, authenticationKeyPkcs8: bytes, authenticationCertificateDer: bytes, encryptionKeyPkcs8: bytes, encryptionCertificateDer: bytes,
    };
    await store.connections.putSubscriber(subscriber);
    expect(await store.connections.subscribers(connection.id)).toEqual([subscriber]);
    expect(await store.connections.subscribers("other" as ConnectionId)).toEqual([]);
    await store.connections.putGrants(connection.id, subscriber.id, "{}");
    await store.connections.putGrants(connection.id, subscriber.id, '{"a":1}');
    expect(await store.connections.grants(connection.id)).toEqual([{ subscriberId: "s1", json: '{"a":1}' }]);
  });

  test("accounts, signers, rules, templates", async () => {
    const account = { id: "a1" as AccountId, connectionId: undefined, number: iban("HU42117730161111101800000000"), currency: eur, title: "Main", ownerName: "D" };
    await store.accounts.put(account);
    expect(await store.accounts.findByNumber("HU42117730161111101800000000")).toEqual(account);
    const signer = { id: "g1" as SignerId, name: "Éva", operatorId: undefined, signatureClass: "E", perTransactionLimits: [{ minor: 1n, currency: eur }], perFileLimits: [], perDayLimits: [] } as const;
    await store.signers.put(signer);
    expect(await store.signers.all()).toEqual([signer]);
    const rule = (id: string) => ({ id, title: id, accounts: [], upTo: [{ minor: 5n, currency: eur }], signaturesNeeded: 2, signers: [], exclusions: [] }) as const;
    await store.signers.putRules([rule("a"), rule("b")]);
    await store.signers.putRules([rule("c"), rule("a")]);
    expect((await store.signers.rules()).map((r) => r.id)).toEqual(["c", "a"]);
    const group = { id: "g" as SignerGroupId, title: "Clerks", members: [signer.id], perFileLimits: [{ minor: 1n, currency: eur }], perDayLimits: [] };
    await store.signers.putGroup({ ...group, title: "Before" });
    await store.signers.putGroup(group);
    expect(await store.signers.policy()).toEqual({ signers: [signer], groups: [group], rules: await store.signers.rules() });
    await store.signers.removeGroup(group.id);
    expect(await store.signers.groups()).toEqual([]);
    const template = { id: "t1" as TemplateId, title: "Rent", debtorAccountId: account.id, transactions: [transaction(1)], changedAt: at };
    await store.templates.put(template);
    expect(await store.templates.list()).toEqual([template]);
    await store.templates.remove(template.id);
    expect(await store.templates.get(template.id)).toBeUndefined();
  });

  test("partners are found by folded text, name and any account", async () => {
    const partner = (id: string, name: string): Partner => ({
      id: id as PartnerId, name, note: "", createdAt: at, changedAt: at, accounts: [{ number: iban("DE89370400440532013000"), since: at }, { number: iban(`AT${id}`), since: at }],
    });
    await store.partners.put(partner("1", "Żółć Sp."));
    await store.partners.put(partner("2", "Árvíztűrő Kft."));
    await store.partners.put(partner("2", "Árvíztűrő Zrt."));
    expect((await store.partners.list()).map((p) => p.id)).toEqual(["2", "1"]);
    expect((await store.partners.list({ text: "zolc" })).map((p) => p.id)).toEqual(["1"]);
    expect(await store.partners.count({ text: "arvizturo kft" })).toBe(0);
    expect((await store.partners.findByName("ARVIZTURO  ZRT.")).map((p) => p.id)).toEqual(["2"]);
    expect((await store.partners.findByAccount("AT2"))?.id).toBe("2");
    await store.partners.remove("2" as PartnerId);
    expect(await store.partners.findByAccount("AT2")).toBeUndefined();
  });

  test("sessions and transmissions: what was left in the middle is found", async () => {
    const { id: orderId } = await store.orders.create(orderFields(1), "A");
    const session = { id: "x" as SessionId, connectionId: "c" as ConnectionId, startedAt: at, endedAt: undefined, outcome: "running", owner: "1", summary: "", log: [] } as const;
    expect((await store.sessions.start(session)).number).toBe(1);
    expect(await store.sessions.running()).toEqual([{ ...session, number: 1 }]);
    await store.sessions.finish(session.id, { endedAt: at, outcome: "ok", summary: "1 order sent", log: ["a"] });
    expect(await store.sessions.running()).toEqual([]);
    expect(await store.sessions.list()).toMatchObject([{ number: 1, outcome: "ok", log: ["a"] }]);
    const attempt = { orderId, attempt: 1, sessionId: session.id, subscriberId: "s" as SubscriberId, startedAt: at, phase: "initialising", transactionId: undefined, bankOrderId: undefined, segments: 2, segmentsAcknowledged: 0, outcome: undefined } as const;
    await store.transmissions.put(attempt);
    await store.transmissions.put({ ...attempt, phase: "last-segment-leaving", segmentsAcknowledged: 1 });
    expect((await store.transmissions.unfinished()).map((t) => t.phase)).toEqual(["last-segment-leaving"]);
    await store.transmissions.put({ ...attempt, phase: "answered" });
    expect(await store.transmissions.unfinished()).toEqual([]);
    expect((await store.transmissions.ofOrder(orderId)).length).toBe(1);
  });
});
