import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPracticeBank } from "../../src/bank/index.ts";
import { internet } from "../support/internet.ts";
import { authenticationKey, createKeyWithCertificate, ebicsResponse, keyManagementResponse } from "../../src/ebics/index.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";
import { type Overheard, tampering } from "../support/tampering-channel.ts";

/** Whatever is answered, the order's state afterwards is the one that ARCHITECTURE.md, "The life of an order", gives: nothing lost, nothing twice. */

const transactionId = "00112233445566778899AABBCCDDEEFF";
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const changed = (from: string | RegExp, to: string) => ({ answer }: Overheard): Uint8Array => {
  const result = text(answer).replace(from, to);
  if (result === text(answer)) throw new Error(`nothing to change: ${String(from)}`);
  return Buffer.from(result);
};
let stranger: ReturnType<typeof authenticationKey>;
const byStranger = (phase: "Initialisation" | "Transfer") => () => ebicsResponse("H005", { phase, transactionId, technical: "000000", business: "000000" }, stranger);

/** title, and what is said instead of the genuine answer */
const lies: readonly (readonly [title: string, lie: (overheard: Overheard) => Uint8Array | Promise<Uint8Array>])[] = [
  ["another signature value", changed(/(<ds:SignatureValue>)..../, "$1AAAA")],
  ["no signature", changed(/<AuthSignature>.*<\/AuthSignature>/s, "")],
  ["an empty signature", changed(/<AuthSignature>.*<\/AuthSignature>/s, "<AuthSignature></AuthSignature>")],
  ["a stranger's signature, initialisation", byStranger("Initialisation")],
  ["a stranger's signature, transfer", byStranger("Transfer")],
  ["a refusal that nobody signed", () => keyManagementResponse("H005", { technical: "061099", business: "000000" })],
  ["the codes changed to success of another kind", changed("<ReturnCode>000000", "<ReturnCode>011000")],
  ["the code changed to an error", changed("<ReturnCode>000000", "<ReturnCode>091002")],
  ["the code changed to an unknown one", changed("<ReturnCode>000000", "<ReturnCode>123456")],
  ["another transaction id", changed(/<TransactionID>[0-9A-F]{32}/, `<TransactionID>${transactionId}`)],
  ["another phase", changed(/<TransactionPhase>\w+/, "<TransactionPhase>Receipt")],
  ["an older version", ({ answer }) => Buffer.from(text(answer).replaceAll("H005", "H004"))],
  ["a version mixed", changed('Version="H005"', 'Version="H004"')],
  ["the header wrapped", ({ answer }) => Buffer.from(text(answer).replace(/<header authenticate="true">.*<\/header>/s, (header) => `${header.replace(' authenticate="true"', "")}<x:y xmlns:x="urn:x">${header}</x:y>`))],
  ["a DOCTYPE", ({ answer }) => Buffer.from(text(answer).replace(/^<\?xml[^>]*\?>/, '<!DOCTYPE a [<!ENTITY x "y">]>'))],
  ["a bomb of entities", () => Buffer.from(`<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${"bcdefghij".split("").map((name, i) => `<!ENTITY ${name} "${`&${"abcdefghi"[i] ?? "a"};`.repeat(10)}">`).join("")}]><a>&j;</a>`)],
  ["five megabytes", ({ answer }) => Buffer.concat([answer, Buffer.alloc(5 * 1024 * 1024, 0x20)])],
  ["a page of a proxy", () => Buffer.from("<!DOCTYPE html><html><body>Gateway time-out</body></html>")],
  ["nothing", () => new Uint8Array()],
  ["half of it", ({ answer }) => answer.subarray(0, answer.length >> 1)],
  ["the request itself", ({ request }) => request],
  ["UTF-16", ({ answer }) => Buffer.from(`\ufeff${text(answer)}`, "utf16le")],
];
/** What only a later answer can be: the genuine one of another step. */
const replays: readonly (readonly [title: string, exchange: 2 | 3, lie: (overheard: Overheard) => Uint8Array])[] = [
  ["the answer to the initialisation, given to the first segment", 2, ({ earlier }) => earlier[0] ?? new Uint8Array()],
  ["the answer to the initialisation, given to the last segment", 3, ({ earlier }) => earlier[0] ?? new Uint8Array()],
  ["the answer to the first segment, given to the last", 3, ({ earlier }) => earlier[1] ?? new Uint8Array()],
];

describe("an answer that cannot be believed", () => {
  let office: Office;
  let serial = 0;
  beforeAll(async () => {
    const key = await createKeyWithCertificate("authentication", { commonName: "Stranger", validFrom: new Date("2026-01-01T00:00:00Z"), validYears: 5, keyBits: 2048 });
    stranger = authenticationKey(key.privateKeyPkcs8, key.certificateDer);
    office = await openOffice({ segmentBytesMax: 600, limits: { openUploadsMax: 1_000 } });
  });
  afterAll(() => office.close());

  /** Sends one order of two segments, three exchanges, with a lie in one place; then an honest session. */
  async function sendWithLie(exchange: number, lie: (overheard: Overheard) => Uint8Array | Promise<Uint8Array>): Promise<{ readonly order: Order; readonly there: number; readonly after: Order; readonly thereAfter: number; readonly log: string }> {
    const context = await office.open({ driver: tampering(internet, exchange, lie), anythingGoes: true });
    serial++;
    const queued = await queuedOrder(context, `lie ${serial}`, [1, 2, 3, 4].map((n) => payment(`L-${serial}-${n}`, BigInt(serial * 1000 + n), n)));
    const connection = await onlyConnection(context);
    const result = await communicate(context, { connectionId: connection.id, send: true, fetch: false });
    const order = await mustGetOrder(context, queued.id);
    const there = timesAtBank(office.bank, order.messageId);
    await context.store.close();
    const honest = await office.open();
    await recoverAfterCrash(honest);
    await communicate(honest, { connectionId: connection.id, send: true, fetch: order.state === "unanswered" });
    const after = await mustGetOrder(honest, queued.id);
    expect(await honest.store.journal.verify()).toBeUndefined();
    await honest.store.close();
    return { order, there, after, thereAfter: timesAtBank(office.bank, after.messageId), log: JSON.stringify(result) };
  }

  const places = [["the initialisation", 1, "queued"], ["the first segment", 2, "queued"], ["the last segment", 3, "unanswered"]] as const;
  describe.each(places)("to %s", (_place, exchange, state) => {
    // A segment in the middle is like the first message; a few tell.
    it.each(lies.filter(([title], index) => title !== `a stranger's signature, ${exchange === 1 ? "transfer" : "initialisation"}` && (exchange !== 2 || index % 4 === 0)))(`%s: the order is ${state}, then at the bank exactly once`, async (_title, lie) => {
      const { order, there, after, thereAfter } = await sendWithLie(exchange, lie);
      expect(order.state).toBe(state);
      expect(there).toBe(exchange === 3 ? 1 : 0);
      expect(after.state).toMatch(/^(delivered|accepted|booked)$/);
      expect(thereAfter).toBe(1);
    });
  });

  it.each(replays)("%s: refused, and the order is at the bank exactly once in the end", async (_title, exchange, lie) => {
    const { order, thereAfter } = await sendWithLie(exchange, lie);
    expect(order.state).toBe(exchange === 3 ? "unanswered" : "queued");
    expect(thereAfter).toBe(1);
  });
});

describe("a bank that is another one than before", () => {
  it("has another TLS certificate: nothing leaves, the order stays in the outbox", async () => {
    const office = await openOffice();
    const other = await startPracticeBank({ memory: true, clock: office.clock, randomness: office.tools.randomness });
    const context = await office.open();
    try {
      const order = await queuedOrder(context, "pinned", [payment("P-1", 100n)]);
      const connection = await onlyConnection(context);
      await context.store.connections.put({ ...connection, channel: { ...connection.channel, url: other.url } });
      await expect(communicate(context, { connectionId: connection.id, send: true, fetch: true })).rejects.toMatchObject({ area: "channel", code: "tls-untrusted" });
      expect((await mustGetOrder(context, order.id)).state).toBe("queued");
      expect(other.admin.trace()).toEqual([]);
    } finally {
      await other.close();
      await office.close();
    }
  });

  it("has other EBICS keys: nothing of the order is taken, it stays in the outbox, and the operator is told to compare hashes", async () => {
    const office = await openOffice();
    const context = await office.open();
    try {
      const order = await queuedOrder(context, "renewed", [payment("K-1", 100n)]);
      const connection = await onlyConnection(context);
      await office.bank.admin.renewKeys();
      const result = await communicate(context, { connectionId: connection.id, send: true, fetch: true });
      const after = await mustGetOrder(context, order.id);
      expect(after.state).toBe("queued");
      expect(timesAtBank(office.bank, after.messageId)).toBe(0);
      expect(JSON.stringify(result)).toMatch(/keys/);
    } finally {
      await office.close();
    }
  });
});
