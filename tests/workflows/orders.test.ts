import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { internet } from "../support/internet.ts";
import type { CurrencyCode, OperatorId, SignerId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { SignatureClass } from "../../src/domain/signature-rules.ts";
import { checkOrder } from "../../src/workflows/check-order.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import { resolveUnanswered } from "../../src/workflows/communication/resolve-unanswered.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import { confirmBankKeys, fetchBankKeyHashes } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { cancelOrder, queueOrder, unqueueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { prepareSigningSheet, signOrders, withdrawSignatures } from "../../src/workflows/sign-orders.ts";
import { type Fault, faulty } from "../support/faulty-channel.ts";
import { forgetTransfers, mustGetOrder, type Office, onlyConnection, openOffice, payment, pinText, queuedOrder, signedOrder, timesAtBank, ownIban } from "../support/office.ts";
import { orderFile } from "../support/order-file.ts";

let office: Office;
let context: WorkflowContext;
let account = "";
let serial = 0;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  account = await ownIban(context);
});
afterAll(() => office.close());

const source = (text: string, name = "order.xml") => ({ name, open: async function* () { yield Buffer.from(text); } });
const fresh = (options: { readonly account?: string; readonly date?: string; readonly messageId?: string } = {}): string => {
  serial++;
  return orderFile({ account, date: "2026-11-23", messageId: `M-${serial}`, payments: [{ endToEndId: `P-${serial}`, amount: `${serial}.10` }], ...options });
};
const codes = (order: { readonly findings: readonly { readonly code: string }[] }): string[] => order.findings.map((one) => one.code);
const eur = (minor: bigint) => ({ minor, currency: "EUR" as CurrencyCode });

describe("import", () => {
  it("tells in the dry run what the import then does, and stores nothing", async () => {
    const before = await context.store.orders.list();
    const text = fresh();
    const preview = await planImport(context, source(text));
    expect(preview).toMatchObject({ format: "pain.001.001.09", importable: true, facts: { transactionCount: 1, newPayeePayments: 1 } });
    expect(await context.store.orders.list()).toEqual(before);
    const order = await importOrderFile(context, source(text));
    expect(order).toMatchObject({ state: "checked", transactionCount: preview.facts?.transactionCount, fingerprint: preview.facts?.fingerprint, sums: preview.facts?.sums });
    const bytes: Buffer[] = [];
    if (order.fileId !== undefined) for await (const chunk of context.store.files.read(order.fileId)) bytes.push(Buffer.from(chunk));
    expect(Buffer.concat(bytes).toString()).toBe(text);
  });

  it("names the line of what is wrong, and keeps the file as a draft that nobody can sign", async () => {
    const text = fresh().replace(/<IBAN>DE\d+/, "<IBAN>DE00370400440532013000");
    const line = text.slice(0, text.indexOf("<IBAN>DE")).split("\n").length;
    const order = await importOrderFile(context, source(text));
    expect(order.state).toBe("draft");
    expect(order.findings.filter((one) => one.severity === "error")).toMatchObject([{ line }]);
    await expect(prepareSigningSheet(context, [order.id])).rejects.toMatchObject({ area: "workflow", code: "has-errors", meaning: "Nothing was signed." });
  });

  it("what its schema forbids stops an order at the desk, and again before it could be signed", async () => {
    const text = fresh();
    const wrong = text.replace(/(<EndToEndId>.*?<\/EndToEndId>)/, "$1<ClrChanl>X</ClrChanl>");
    const line = wrong.slice(0, wrong.indexOf("<ClrChanl>")).split("\n").length;
    const plan = await planImport(context, source(wrong));
    expect(plan.findings.filter((one) => one.severity === "error")).toMatchObject([{ code: "not-by-schema", line }]);
    const order = await importOrderFile(context, source(wrong));
    expect([order.state, codes(order)]).toEqual(["draft", expect.arrayContaining(["not-by-schema"])]);
    await expect(prepareSigningSheet(context, [order.id])).rejects.toMatchObject({ area: "workflow", code: "has-errors" });
    // As if an earlier version of the program had checked it, without the schema: the sheet reads the bytes anew.
    await context.store.transaction((store) => store.orders.update(order.id, order.revision, { findings: [] }));
    expect((await checkOrder(context, order.id)).state).toBe("checked");
    await expect(prepareSigningSheet(context, [order.id])).rejects.toMatchObject({ area: "workflow", code: "has-errors", message: expect.stringContaining("ClrChanl") });
  });

  it.each([["a letter", "Dear bank", "not-an-order"], ["half a file", "", "no-payments"]])("takes in nothing of %s", async (_what, given, code) => {
    const text = given === "" ? fresh().slice(0, 400) : given;
    expect((await planImport(context, source(text))).importable).toBe(false);
    const before = await context.store.orders.list();
    await expect(importOrderFile(context, source(text))).rejects.toMatchObject({ area: "format", code });
    expect(await context.store.orders.list()).toEqual(before);
  });

  it("checks as the bank will: somebody else's account, a past date, a weekend", async () => {
    expect(codes(await importOrderFile(context, source(fresh({ account: "HU42117730161111101800000000" }))))).toEqual(expect.arrayContaining(["account-unknown", "no-connection"]));
    expect(codes(await importOrderFile(context, source(fresh({ date: "2026-11-20" }))))).toContain("date-past");
    expect(codes(await importOrderFile(context, source(fresh({ date: "2026-11-28" }))))).toContain("not-a-bank-day");
    expect(codes(await importOrderFile(context, source(fresh({ messageId: "M-1" }))))).toContain("same-message-id");
  });
});

async function sign(by: WorkflowContext, sheet: Awaited<ReturnType<typeof prepareSigningSheet>>, text = pinText, at = 0) {
  const key = sheet.own[at];
  if (key === undefined) throw new Error("the operator has a key");
  using pin = Secret.fromText(text);
  return await signOrders(by, sheet, { subscriberId: key.subscriber.id, pin });
}

describe("signing", () => {
  it("signs nothing with a wrong PIN", async () => {
    const order = await importOrderFile(context, source(fresh()));
    await expect(sign(context, await prepareSigningSheet(context, [order.id]), "wrong pin")).rejects.toMatchObject({ area: "signer" });
    expect((await mustGetOrder(context, order.id)).state).toBe("checked");
    expect(await context.store.orders.signatures(order.id)).toEqual([]);
  });

  it("signs nothing that changed after it was shown", async () => {
    const order = await importOrderFile(context, source(fresh()));
    const sheet = await prepareSigningSheet(context, [order.id]);
    await checkOrder(context, order.id);
    expect(await sign(context, sheet)).toMatchObject([{ kind: "not-signed", reason: expect.stringContaining("changed after you looked") as string }]);
  });

  it("wants A with B, takes no T, no second signature of one person, and holds to limits", async () => {
    const before = await context.store.signers.rules();
    const people = { A: await person("A"), B: await person("B"), T: await person("T") };
    onTestFinished(() => context.store.signers.putRules(before));
    await context.store.signers.putRules([{ id: "two", title: "Two", accounts: [], upTo: [], signaturesNeeded: 2, signers: Object.values(people).map((one) => one.signerId), exclusions: [] }]);
    const order = await importOrderFile(context, source(fresh()));
    const by = async (who: keyof typeof people) => {
      const [result] = await sign(people[who].context, await prepareSigningSheet(people[who].context, [order.id]));
      return result;
    };
    expect(await by("T")).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("class T does not count") as string });
    expect(await by("A")).toMatchObject({ kind: "signed", order: { state: "partly-signed" }, verdict: { complete: false, whoCan: [people.B.signerId] } });
    expect(await by("A")).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("already signed") as string });

    const signer = (await context.store.signers.all()).find((one) => one.id === people.B.signerId);
    if (signer === undefined) throw new Error("the signer is there");
    await context.store.signers.put({ ...signer, perFileLimits: [eur(1n)] });
    expect(await by("B")).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("over the limit") as string });
    await context.store.signers.put({ ...signer, perFileLimits: [], perDayLimits: [eur(1_000_000n)] });
    expect(await by("B")).toMatchObject({ kind: "signed", order: { state: "signed" } });
    await withdrawSignatures(context, order.id);
    expect(await context.store.orders.signatures(order.id)).toEqual([]);
  });

  async function person(signatureClass: SignatureClass): Promise<{ readonly context: WorkflowContext; readonly signerId: SignerId }> {
    const operator = { id: `01person${signatureClass}` as OperatorId, name: `Person ${signatureClass}`, language: "en" as const };
    await context.store.profile.setRights(operator.id, operator.name, ["see", "sign"]);
    using pin = Secret.fromText(pinText);
    const connection = await onlyConnection(context);
    const { signerId } = await createSubscriber(context, { connectionId: connection.id, userId: `USER${signatureClass}`, signerName: operator.name, operatorId: operator.id, signatureClass, device: { kind: "key-file", path: `keys/${signatureClass}.p12` }, pin });
    return { context: { ...context, operator }, signerId };
  }
});

describe("the outbox", () => {
  it("lets an order out again, and ends one that has not left, with the reason", async () => {
    const order = await queuedOrder(context, "outbox", [payment("OUT-1", 4200n)]);
    expect((await unqueueOrder(context, order.id)).state).toBe("signed");
    expect((await cancelOrder(context, order.id, "ordered by mistake")).state).toBe("cancelled");
    expect((await context.store.orders.steps(order.id)).at(-1)).toMatchObject({ to: "cancelled", note: "ordered by mistake" });
    await expect(queueOrder(context, order.id)).rejects.toMatchObject({ area: "workflow", code: "impossible-transition" });
  });

  it("stops what went before, unless a reason is given; blanks are none", async () => {
    const payments = [payment("DUP-1", 7700n)];
    const first = await queuedOrder(context, "first", payments);
    await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
    const second = await signedOrder(context, "second", payments);
    expect(codes(second)).toContain("same-content");
    for (const options of [{}, { override: { reason: "   " } }]) {
      await expect(queueOrder(context, second.id, options)).rejects.toMatchObject({ code: "same-content-sent", context: { orderNumber: first.number } });
    }
    const queued = await queueOrder(context, second.id, { override: { reason: "two deliveries" } });
    expect(queued).toMatchObject({ state: "queued", duplicateOverride: { reason: "two deliveries", by: "Réka" } });
    await unqueueOrder(context, second.id);
  });
});

describe("never heard back", () => {
  /** Cuts the last exchange of the upload. */
  async function lost(fault: Fault): Promise<Order> {
    serial++;
    const order = await queuedOrder(context, `lost ${serial}`, [payment(`LOST-${serial}`, BigInt(90_000 + serial))]);
    const broken = await office.open({ driver: faulty(internet, { exchange: 2, fault, staysDown: true }) });
    await communicate(broken, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false }).catch(() => undefined);
    await broken.store.close();
    expect((await mustGetOrder(context, order.id)).state).toBe("unanswered");
    return order;
  }

  it("is settled by asking: the bank has it", async () => {
    const order = await lost("after-write");
    expect(await resolveUnanswered(context, order.id)).toMatchObject({ kind: "delivered" });
    expect(timesAtBank(office.bank, order.messageId)).toBe(1);
    expect(await resolveUnanswered(context, order.id)).toMatchObject({ kind: "delivered" }); // asking again is harmless
  });

  it("is not called absent too early; later it is, and may be sent again", async () => {
    const order = await lost("lost-write");
    await forgetTransfers(context);
    // The practice bank takes orders in at once; a real one may be at it for a while.
    const profiles = new Map([...context.tools.banks.profiles].map(([id, profile]) => [id, { ...profile, answerWithinMinutes: 30 }]));
    const slow: WorkflowContext = { ...context, tools: { ...context.tools, banks: { ...context.tools.banks, profiles } } };
    expect(await resolveUnanswered(slow, order.id)).toMatchObject({ kind: "unanswered", text: expect.stringContaining("ask again in") as string });
    await expect(queueOrder(context, order.id)).rejects.toMatchObject({ code: "impossible-transition" });
    office.clock.advance(24 * 3_600_000);
    expect(await resolveUnanswered(slow, order.id)).toMatchObject({ kind: "not-sent" });
    expect((await mustGetOrder(context, order.id)).state).toBe("signed");
    await queueOrder(context, order.id);
    await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
    expect(timesAtBank(office.bank, order.messageId)).toBe(1);
  });

  it("is what a crash leaves only when the last segment may have left; recovering twice changes nothing", async () => {
    expect(await recoverAfterCrash(context)).toBe(0);
    expect(await context.store.journal.verify()).toBeUndefined();
  });
});

describe("the bank's keys", () => {
  it("are not used when a hash differs in one digit", async () => {
    const { id } = await onlyConnection(context);
    const hashes = await fetchBankKeyHashes(context, id);
    if (hashes === undefined) throw new Error("the subscriber is activated");
    const [x002, e002] = [hashes.authentication.certificateHash ?? "", hashes.encryption.certificateHash ?? ""];
    const last = e002.endsWith("0") ? "1" : "0";
    await expect(confirmBankKeys(context, id, { authenticationHash: x002, encryptionHash: `${e002.slice(0, -1)}${last}` })).rejects.toMatchObject({ code: "bank-hash-differs" });
    await expect(confirmBankKeys(context, id, { authenticationHash: e002, encryptionHash: x002 })).rejects.toMatchObject({ code: "bank-hash-differs" });
  });
});

describe("without the right to it", () => {
  it.each<[string, (nobody: WorkflowContext, order: Order) => Promise<unknown>]>([
    ["import", (nobody) => importOrderFile(nobody, source(fresh()))],
    ["look into a file", (nobody) => planImport(nobody, source(fresh()))],
    ["see a signing sheet", (nobody, order) => prepareSigningSheet(nobody, [order.id])],
    ["withdraw signatures", (nobody, order) => withdrawSignatures(nobody, order.id)],
    ["queue", (nobody, order) => queueOrder(nobody, order.id)],
    ["cancel", (nobody, order) => cancelOrder(nobody, order.id, "no")],
    ["ask the bank", (nobody, order) => resolveUnanswered(nobody, order.id)],
    ["send keys", async (nobody) => sendKeys(nobody, (await context.store.connections.subscribers())[0]?.id ?? ("" as never))],
    ["open a session", async (nobody) => communicate(nobody, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true })],
  ])("nobody can %s", async (_what, attempt) => {
    const [order] = await context.store.orders.list({ limit: 1 });
    if (order === undefined) throw new Error("there are orders");
    await expect(attempt({ ...context, rights: ["see"] }, order)).rejects.toMatchObject({ area: "rights", code: "not-allowed" });
    expect(await mustGetOrder(context, order.id)).toEqual(order);
  });
});
