import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CurrencyCode, OperatorId, OrderId, SignerGroupId, SignerId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { SignatureClass, SignatureRule } from "../../src/domain/signature-rules.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import { sendFileAs } from "../../src/workflows/send-file-as.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, pinText } from "../support/office.ts";
import { formatById } from "../../src/formats/detect.ts";
import { collect } from "../../src/workflows/bytes.ts";

/** The rules of docs/signature-rules.md with real keys, orders and a store: what the engine is told of the day and of the file is right. */

const eur = (minor: bigint) => ({ minor, currency: "EUR" as CurrencyCode });
let office: Office;
let context: WorkflowContext;
const people = new Map<string, { readonly context: WorkflowContext; readonly signerId: SignerId }>();
let serial = 0;

beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  for (const [name, signatureClass] of [["Anna", "A"], ["Bela", "B"], ["Dora", "A"]] as const) people.set(name, await person(name, signatureClass));
});
afterAll(() => office.close());
beforeEach(() => rules({}));

async function person(name: string, signatureClass: SignatureClass) {
  const operator = { id: `01person${name}` as OperatorId, name, language: "en" as const };
  await context.store.profile.setRights(operator.id, operator.name, ["see", "sign"]);
  using pin = Secret.fromText(pinText);
  const { signerId } = await createSubscriber(context, { connectionId: (await onlyConnection(context)).id, userId: name.toUpperCase(), signerName: name, operatorId: operator.id, signatureClass, device: { kind: "key-file", path: `keys/${name}.p12` }, pin });
  return { context: { ...context, operator }, signerId };
}
function idOf(name: string): SignerId {
  const found = people.get(name);
  if (found === undefined) throw new Error(`${name} was made before`);
  return found.signerId;
}
const rules = (...more: Partial<SignatureRule>[]) => context.store.signers.putRules(more.map((one, at) => ({ id: `r${at}`, title: `R${at}`, accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [], ...one })));

async function entered(minor: bigint): Promise<OrderId> {
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  return (await enterPayment(context, { title: `Payment ${++serial}`, debtorAccountId: account.id, executionDate: "2026-11-24" as never, transactions: [payment(`E-${serial}`, minor)] })).id;
}
async function by(name: string, id: OrderId) {
  const who = people.get(name)?.context ?? context;
  const sheet = await prepareSigningSheet(who, [id]);
  const key = sheet.own[0];
  if (key === undefined) throw new Error(`${name} has a key`);
  using pin = Secret.fromText(pinText);
  return (await signOrders(who, sheet, { subscriberId: key.subscriber.id, pin }))[0];
}

describe("signing by points", () => {
  it("goes on until the points are together, and the order leaves only then", async () => {
    await rules({ signaturesNeeded: { points: 10, ofClass: { A: 5, B: 2 }, ofSigner: [[idOf("Anna"), 8]] } });
    const id = await entered(100n);
    expect(await by("Dora", id)).toMatchObject({ kind: "signed", order: { state: "partly-signed" }, verdict: { explanation: expect.stringContaining("Needs signatures of 10 points and has 5 points") } });
    await expect(queueOrder(context, id)).rejects.toMatchObject({ area: "workflow" });
    expect(await turnsOf("Dora", id)).toEqual(["others"]);
    expect(await turnsOf("Anna", id)).toEqual(["mine"]);
    expect(await by("Bela", id)).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("would not bring the order nearer") });
    expect(await by("Anna", id)).toMatchObject({ kind: "signed", order: { state: "signed" } });
    expect((await queueOrder(context, id)).state).toBe("queued");
  });
});

/** Where that signer finds the order among what needs somebody. */
async function turnsOf(name: string, id: OrderId): Promise<readonly string[]> {
  const { items } = await attentionOf(people.get(name)?.context ?? context);
  return items.filter((item) => item.kind === "to-sign" && item.orderIds.includes(id)).map(({ mine }) => (mine ? "mine" : "others"));
}

describe("a group's day", () => {
  it("counts every order that only members have signed, over all orders of the customer, and ends at the bank's midnight", async () => {
    await rules({ signaturesNeeded: { points: 2, ofClass: { A: 1, B: 1 }, ofSigner: [] } });
    await context.store.signers.putGroup({ id: "g" as SignerGroupId, title: "Clerks", members: [idOf("Bela"), idOf("Dora")], perFileLimits: [eur(800n)], perDayLimits: [eur(1_000n)] });
    office.clock.set(Date.parse("2026-11-25T09:00:00Z"));
    const [first, withAnna, second, big] = [await entered(600n), await entered(900n), await entered(401n), await entered(801n)];
    for (const name of ["Bela", "Dora"]) expect(await by(name, first), name).toMatchObject({ kind: "signed" });
    for (const name of ["Bela", "Anna"]) expect(await by(name, withAnna), name).toMatchObject({ kind: "signed" }); // over their limit, with somebody from outside; and it does not count into their day
    expect(await by("Bela", second)).toMatchObject({ kind: "signed", verdict: { whoCan: expect.not.arrayContaining([idOf("Dora")]) } });
    expect(await by("Dora", second)).toMatchObject({ kind: "not-signed" });
    expect((await prepareSigningSheet(people.get("Anna")?.context ?? context, [second])).orders[0]?.verdict.whoCan).toContain(idOf("Anna"));
    expect(await by("Bela", big)).toMatchObject({ kind: "signed" });
    expect(await by("Dora", big)).toMatchObject({ kind: "not-signed" }); // over the limit per order, on any day
    office.clock.set(Date.parse("2026-11-25T23:30:00Z")); // half past midnight at the bank
    expect(await by("Dora", second)).toMatchObject({ kind: "signed", order: { state: "signed" } });
    expect(await by("Dora", big)).toMatchObject({ kind: "not-signed" });
    await context.store.signers.removeGroup("g" as SignerGroupId);
  });
});

describe("a rule for a kind of order", () => {
  it("fits what the file is, as it was read: transfers, a recall, anything else", async () => {
    await rules({ kinds: ["recall"], signaturesNeeded: { points: 1, ofClass: { A: 1 }, ofSigner: [] } }, { kinds: ["credit-transfer"] });
    expect((await mustGetOrder(context, await entered(100n))).kinds).toEqual(["credit-transfer"]);
    const take = async (name: string, text: string) => (await sendFileAs(context, { source: { name, open: async function* () { yield Buffer.from(text.slice(0, 7)); yield Buffer.from(text.slice(7)); } }, connectionId: (await onlyConnection(context)).id, sendAs: { adminOrderType: "BTU", service: { serviceName: "OTH", message: { name: "document" } }, signatures: "release" } })).id;
    const recall = await take("recall.xml", await recallFile());
    const letter = await take("letter.txt", "Dear bank, please call us.");
    expect((await mustGetOrder(context, recall)).kinds).toEqual(["recall"]);
    expect((await mustGetOrder(context, letter)).kinds).toEqual(["unknown"]);
    expect(await by("Anna", letter)).toMatchObject({ kind: "not-signed", reason: expect.stringContaining("No signing rule fits a file whose content is not known") });
    expect(await by("Anna", recall)).toMatchObject({ kind: "signed", order: { state: "signed" } });
  });
});

/** Of an order that nobody here knows. */
async function recallFile(): Promise<string> {
  const format = formatById("camt.055.001.08");
  if (format?.kind !== "recalls") throw new Error("a recall format");
  const header = { messageId: "R1", createdAt: "2026-11-23T08:00:00Z", from: { party: { name: "We" } }, to: { agent: { bic: "COBADEFFXXX" } } };
  const message = { originalMessageId: "ELSEWHERE", originalMessageName: "pain.001.001.09", whole: true, reasons: [{ code: "CUST", text: [] }] };
  return Buffer.from(await collect(format.write({ header, messages: [{ message, batches: [] }] }))).toString();
}
