import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BankDatabase, openBankDatabase } from "../../src/bank/storage/bank-database.ts";
import { systemRandomness } from "../../src/cli/compose.ts";
import { AppError } from "../../src/domain/errors.ts";
import type { Iban } from "../../src/domain/ids.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { Secret } from "../../src/domain/secret.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { deletionDate } from "../../src/workflows/eds/deletion-date.ts";
import { fetchOrderContent, fetchOrdersAtBank } from "../../src/workflows/eds/fetch.ts";
import { type EdsSheet, prepareEdsSheet } from "../../src/workflows/eds/sheet.ts";
import { type EdsResult, type EdsSigning, signAtBank } from "../../src/workflows/eds/sign-at-bank.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { queueOrder, unqueueOrder } from "../../src/workflows/outbox.ts";
import type { Channel, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { type EdsTown, openEdsTown, sentForOthers as sendForOthers, type Workstation } from "../support/eds-office.ts";
import { mustGetOrder, onlyConnection, payment, pinText } from "../support/office.ts";

/** Two and more people at workstations of their own sign one order at the bank, over HTTPS. */

describe.each(["H005", "H004"] as const)("over %s", (protocol) => {
  let town: EdsTown;
  let anna: Workstation;
  let bela: Workstation;
  let bori: Workstation;
  /** Cuts Bori's line at the next HVE, after the bank has it. */
  let cutAfter: ((request: Uint8Array) => boolean) | undefined;
  /** Is done before one of Bori's requests gets to the bank. */
  let beforeRequest: ((request: Uint8Array) => void) | undefined;
  beforeAll(async () => {
    town = await openEdsTown(protocol);
    anna = await town.workstation("ANNA", "A");
    bela = await town.workstation("BELA", "B");
    bori = await town.workstation("BORI", "B", { driver: cutting });
  });
  afterAll(() => town.close());

  function cutting(driver: ChannelDriver): ChannelDriver {
    return {
      ...driver,
      async open(config, options): Promise<Channel> {
        const channel = await driver.open(config, options);
        return {
          ...channel, describe: () => channel.describe(), close: () => channel.close(),
          async exchange(request, how) {
            beforeRequest?.(request);
            const answer = await channel.exchange(request, how);
            if (cutAfter?.(request) !== true) return answer;
            cutAfter = undefined;
            throw new AppError("channel", "cut", "The line was cut.", { context: { requestMayHaveArrived: true } });
          },
        };
      },
    };
  }

  let orders = 0;
  function sentForOthers(by: Workstation): Promise<Order> {
    const n = ++orders;
    return sendForOthers(by, `EDS${n}`, 100_00n + BigInt(n));
  }

  async function connectionOf(at: Workstation) {
    return (await onlyConnection(at.context)).id;
  }

  /** Fetches list and content, and gives the sheet that the signer sees. */
  async function look(at: Workstation, bankOrderId: string): Promise<EdsSheet> {
    await fetchOrdersAtBank(at.context, await connectionOf(at));
    await fetchOrderContent(at.context, await connectionOf(at), bankOrderId);
    return prepareEdsSheet(at.context, await connectionOf(at), bankOrderId);
  }

  async function act(at: Workstation, sheet: EdsSheet, action: EdsSigning["action"], more: Partial<EdsSigning> = {}): Promise<EdsResult> {
    using pin = Secret.fromText(pinText);
    return await signAtBank(at.context, sheet, { action, subscriberId: sheet.own[0]!.subscriber.id, pin, ...more });
  }

  const atBank = (order: Order): string | undefined => town.bank.admin.orders().find((one) => one.orderId === order.bankOrderId)?.status;

  describe("an order sent for others to sign at the bank", () => {
    it("waits there, is shown to the other signer as it was written, and is executed once both have signed [HVZ HVD HVT HVE H004 H005 client bank]", async () => {
      const order = await sentForOthers(anna);
      expect(order.state).toBe("waiting-at-bank");
      expect(atBank(order)).toBe("to-sign");
      const id = order.bankOrderId ?? "";

      const result = await bela.session({ send: false });
      expect(result.problem).toBeUndefined();
      const needs = await attentionOf(bela.context);
      expect(needs.items.find((item) => item.kind === "to-sign-at-bank")).toMatchObject({ title: "1 to sign at the bank", sums: order.sums });
      const sheet = await look(bela, id);
      expect(sheet.facts).toMatchObject({ transactionCount: 2, sums: order.sums, fingerprint: order.fingerprint });
      expect(sheet.digest).toBe(order.signedDigest);
      expect(sheet.order).toMatchObject({ originator: { userId: "ANNA" }, signers: [{ userId: "ANNA", signatureClass: "A" }], signaturesRequired: 1 });
      if (protocol === "H005") expect(sheet.order.note).toContain("2026-12-07"); // 2.5 has no room for it
      expect(await deletionDate(bela.context, sheet.order)).toBe("2026-12-07");
      expect(await act(bela, sheet, "sign")).toMatchObject({ kind: "done", order: { outcome: { kind: "released" } } });
      expect(atBank(order)).toBe("executed");
      expect((await attentionOf(bela.context)).items.find((item) => item.kind === "to-sign-at-bank")).toBeUndefined();

      await anna.session();
      const accepted = await mustGetOrder(anna.context, order.id);
      expect(accepted.state).toBe("accepted");
      expect((await anna.context.store.orders.steps(order.id)).map((step) => step.to).slice(-4)).toEqual(["delivered", "waiting-at-bank", "accepted", "accepted"]); // by the protocol, then by the status report
      expect(await bela.context.store.journal.verify()).toBeUndefined();
    });

    it("is not released by two of class B, and the same signer counts once", async () => {
      const order = await sentForOthers(bela);
      const sheet = await look(bori, order.bankOrderId ?? "");
      const signed = await act(bori, sheet, "sign");
      expect(signed).toMatchObject({ kind: "done", text: expect.stringContaining("waits at the bank for 1 more signature") as string });
      expect(signed.order.outcome).toBeUndefined();
      expect(atBank(order)).toBe("to-sign");
      expect(await act(bori, sheet, "sign")).toMatchObject({ kind: "already" });
      const own = await look(bela, order.bankOrderId ?? "");
      expect(own.own[0]?.refusal).toContain("has signed this order already");
      expect(own.ownOrder?.id).toBe(order.id); // it is ours, and joined by the bank's id
      expect(await act(anna, await look(anna, order.bankOrderId ?? ""), "sign")).toMatchObject({ kind: "done" });
      expect(atBank(order)).toBe("executed");
      await bela.session({ send: false });
      expect((await mustGetOrder(bela.context, order.id)).state).toBe("accepted");
    });

    it("is cancelled by the other signer: nothing is executed, and whoever sent it learns by whom [HVS H004 H005 client bank]", async () => {
      const order = await sentForOthers(anna);
      const sheet = await look(bela, order.bankOrderId ?? "");
      expect(await act(bela, sheet, "cancel")).toMatchObject({ kind: "done", order: { outcome: { kind: "cancelled" } } });
      expect(atBank(order)).toBe("cancelled");
      await anna.session({ send: false });
      const refused = await mustGetOrder(anna.context, order.id);
      expect(refused).toMatchObject({ state: "refused", bankAnswer: { code: "DS02" } });
      expect(refused.bankAnswer?.text).toContain("BELA");
      await expect(prepareEdsSheet(bela.context, await connectionOf(bela), order.bankOrderId ?? "")).rejects.toMatchObject({ code: "eds-gone" });
    });

    it("can be taken out of the outbox again, and is partly signed then", async () => {
      const { context } = anna;
      const [account] = await context.store.accounts.all();
      const { id } = await enterPayment(context, { title: "Back again", debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()), transactions: [payment("BACK", 7_77n, 3)] });
      await expect(queueOrder(context, id, { forOthers: true })).rejects.toMatchObject({ code: "impossible-transition" }); // nobody signed
      const sheet = await prepareSigningSheet(context, [id]);
      using pin = Secret.fromText(pinText);
      await signOrders(context, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin, forOthers: true });
      await expect(queueOrder(context, id)).rejects.toMatchObject({ code: "impossible-transition" }); // not by mistake
      await queueOrder(context, id, { forOthers: true });
      expect((await unqueueOrder(context, id)).state).toBe("partly-signed");
    });
  });

  it("what is larger than is held in memory is kept as it came, and read from there", async () => {
    const large = await sendForOthers(anna, "LARGE", 1n, 18_000);
    const sheet = await look(bela, large.bankOrderId ?? "");
    expect(sheet.facts?.transactionCount).toBe(18_002);
    const { content } = sheet.order;
    expect(content?.kind === "file" && (await bela.context.store.files.get(content.fileId))?.sizeBytes).toBeGreaterThan(4 * 1024 * 1024);
    expect(await bela.context.store.transfers.all()).toEqual([]);
    expect(await act(bela, sheet, "cancel")).toMatchObject({ kind: "done" });
  });

  describe("a signature whose answer never came", () => {
    it("is asked for, found at the bank, and counts once", async () => {
      const order = await sentForOthers(anna);
      const sheet = await look(bori, order.bankOrderId ?? "");
      cutAfter = (request) => Buffer.from(request).includes("OrderType>HVE<");
      expect(await act(bori, sheet, "sign")).toMatchObject({ kind: "unanswered", order: { attempt: { phase: "unanswered" } } });
      expect(atBank(order)).toBe("executed"); // the bank had it
      await fetchOrdersAtBank(bori.context, await connectionOf(bori));
      expect(await bori.context.store.eds.get(await connectionOf(bori), order.bankOrderId ?? "")).toMatchObject({ attempt: { phase: "done" }, outcome: { kind: "released" } });
    });
  });

  describe("what cannot be seen", () => {
    it("is told by the bank, payment by payment, and signed only when that is said on purpose [HVT H004 H005 client bank]", async () => {
      town.bank.admin.eds.set({ givesOrderData: false });
      try {
        const order = await sentForOthers(anna);
        const sheet = await look(bela, order.bankOrderId ?? "");
        expect(sheet).toMatchObject({ facts: undefined, note: expect.stringContaining("2 payments") as string, digest: order.signedDigest });
        expect(sheet.note).toMatch(/The bank tells of 2 payments; nothing proves [\s\S]*\n[\d-]+ 1\d\d\.\d\d EUR to Payee 1 \w+: [\s\S]*\n[\d-]+ 55\.00 EUR to Payee 2 /);
        await expect(act(bela, sheet, "sign")).rejects.toMatchObject({ code: "eds-blind" });
        expect(await act(bela, sheet, "sign", { withoutContent: true })).toMatchObject({ kind: "done" });
        expect(atBank(order)).toBe("executed");
      } finally {
        town.bank.admin.eds.set({ givesOrderData: true });
      }
    });
  });

  describe("names that are not those of the payees' accounts", () => {
    it("come back with the name that the bank knows, keep the order from being executed, and are decided by releasing or cancelling it", async () => {
      const { context } = anna;
      const owner = town.bank.admin.openAccount({ owner: "Szabó Ágnes", currency: "EUR" });
      const other = town.bank.admin.openAccount({ owner: "Kovács Műszaki Kft.", currency: "EUR" });
      const [account] = await context.store.accounts.all();
      const paid = (endToEndId: string, number: string, name: string) => ({ ...payment(endToEndId, 12_34n), creditor: { name }, creditorAccount: { kind: "iban" as const, iban: number as Iban } });
      const entered = async (title: string): Promise<Order> =>
        enterPayment(context, { title, debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()), transactions: [paid(`${title}1`, owner.number, "Szabo Agnes"), paid(`${title}2`, owner.number, "Szabó Ágness"), paid(`${title}3`, other.number, "Evil Corp"), payment(`${title}4`, 1_00n, 9)] });
      const erika = await town.workstation("ERIKA", "E");
      town.bank.admin.eds.set({ payeeCheck: true });
      try {
        for (const action of ["sign", "cancel"] as const) {
          const { id } = await entered(`VOP${action}`);
          const sheet = await prepareSigningSheet(context, [id]);
          using pin = Secret.fromText(pinText);
          await signOrders(context, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin, forOthers: true });
          await queueOrder(context, id, { forOthers: true });
          await anna.session();
          const order = await mustGetOrder(context, id);
          expect(order.state).toBe("waiting-at-bank");
          const said = (await context.store.orders.transactions(id)).map((one) => [one.state, one.reasonCode, one.reasonText]);
          expect(said).toEqual([
            ["open", "RCVC", expect.stringContaining("matches")], ["open", "RVMC", expect.stringContaining("Szabó Ágnes")], ["open", "RVNM", expect.stringContaining("does not match")], ["open", "RVNA", expect.stringContaining("could not be checked")],
          ]);
          expect(await act(erika, await look(erika, order.bankOrderId ?? ""), action)).toMatchObject({ kind: "done" });
          expect(atBank(order)).toBe(action === "sign" ? "executed" : "cancelled");
          await anna.session({ send: false });
          expect((await mustGetOrder(context, id)).state).toBe(action === "sign" ? "accepted" : "refused");
        }
        expect((await context.store.orders.transactions((await context.store.orders.list({ text: "VOPsign" }))[0]!.id)).map((one) => one.reasonCode)).toEqual(["RCVC", "RVMC", "RVNM", "RVNA"]); // what was known when it was released stays
      } finally {
        town.bank.admin.eds.set({ payeeCheck: false });
      }
    });
  });

  describe("a bank that shows one content and asks a signature for another", () => {
    /** Does something to the bank's books just before a request of this kind gets there. */
    function meddle(name: "HVD" | "HVT" | "HVE", with_: (books: BankDatabase) => void): void {
      beforeRequest = (request) => {
        if (!Buffer.from(request).includes(`OrderType>${name}<`)) return;
        beforeRequest = undefined;
        const books = openBankDatabase(town.bankFolder, systemRandomness);
        with_(books);
        books.close();
      };
    }
    const putContentOf = (from: Order, into: Order) => (books: BankDatabase): void => {
      books.run("UPDATE customer_order SET transaction_id = (SELECT transaction_id FROM customer_order WHERE order_id = ?) WHERE order_id = ?", from.bankOrderId ?? "", into.bankOrderId ?? "");
    };

    it("is refused when the file is not the one of the digest, and nothing is offered to sign", async () => {
      const [good, evil] = [await sentForOthers(anna), await sentForOthers(anna)];
      meddle("HVT", putContentOf(evil, good));
      await expect(look(bori, good.bankOrderId ?? "")).rejects.toMatchObject({ area: "workflow", code: "eds-contradiction", meaning: expect.stringContaining("Nothing was signed") as string });
      const stored = await bori.context.store.eds.get(await connectionOf(bori), good.bankOrderId ?? "");
      expect(stored?.content).toMatchObject({ kind: "contradiction", reason: expect.stringContaining("digest") as string });
      await expect(prepareEdsSheet(bori.context, await connectionOf(bori), good.bankOrderId ?? "")).rejects.toMatchObject({ code: "eds-contradiction" });
      const journal = await bori.context.store.journal.list({ limit: 5 });
      expect(journal.map((entry) => entry.action)).toContain("eds.contradiction");
      expect(atBank(good)).toBe("to-sign");
    });

    it("is refused when list and state name different digests", async () => {
      const order = await sentForOthers(anna);
      meddle("HVD", (books) => books.run("UPDATE customer_order SET digest = ? WHERE order_id = ?", "ab".repeat(32), order.bankOrderId ?? ""));
      await expect(look(bori, order.bankOrderId ?? "")).rejects.toMatchObject({ code: "eds-contradiction", message: expect.stringContaining("the bank's list") as string });
    });

    it("is refused when it asks for another digest at the moment of signing, before the key is used", async () => {
      const order = await sentForOthers(anna);
      const sheet = await look(bori, order.bankOrderId ?? "");
      meddle("HVD", (books) => books.run("UPDATE customer_order SET digest = ? WHERE order_id = ?", "cd".repeat(32), order.bankOrderId ?? ""));
      await expect(act(bori, sheet, "sign")).rejects.toMatchObject({ code: "eds-contradiction" });
      expect(await bori.context.store.eds.signatures(await connectionOf(bori), order.bankOrderId ?? "")).toEqual([]);
    });

    it("does not get the file executed when its content is changed after all: the signature was over what was shown", async () => {
      const order = await sentForOthers(anna);
      const sheet = await look(bori, order.bankOrderId ?? "");
      meddle("HVE", (books) => books.run("UPDATE customer_order SET digest = ? WHERE order_id = ?", "ef".repeat(32), order.bankOrderId ?? ""));
      expect(await act(bori, sheet, "sign")).toMatchObject({ kind: "refused", text: expect.stringContaining("091301") as string });
    });
  });
});

it("the content of an order is fetched as it comes: after a cut it goes on where it was, and only what was compared is kept", async () => {
  /** Segments of HVT that were asked for after the first. */
  const asked: number[] = [];
  let transaction: string | undefined;
  let cuts = 0;
  const watching = (driver: ChannelDriver): ChannelDriver => ({
    ...driver,
    async open(config, options): Promise<Channel> {
      const channel = await driver.open(config, options);
      return {
        ...channel, describe: () => channel.describe(), close: () => channel.close(),
        async exchange(request, how) {
          const text = Buffer.from(request).toString();
          const ofContent = transaction !== undefined && text.includes(transaction);
          const segment = Number(/<SegmentNumber[^>]*>(\d+)</.exec(text)?.[1] ?? 0);
          if (ofContent && segment > 0) asked.push(segment);
          if (ofContent && segment === 3 && ++cuts <= 5) throw new AppError("channel", "cut", "The line was cut.", { context: { requestMayHaveArrived: false } });
          const answer = await channel.exchange(request, how);
          if (text.includes("OrderType>HVT<")) transaction = /<TransactionID>(\w+)</.exec(Buffer.from(answer).toString())?.[1];
          return answer;
        },
      };
    },
  });
  const town = await openEdsTown("H005", 200);
  try {
    const [anna, bela] = [await town.workstation("ANNA", "A"), await town.workstation("BELA", "B", { driver: watching })];
    const order = await sendForOthers(anna, "Segments", 1_00n);
    const { id } = await onlyConnection(bela.context);
    await fetchOrdersAtBank(bela.context, id);
    const bankOrderId = order.bankOrderId ?? "";
    for (let tries = 0; tries < 6; tries++) {
      const kept = await fetchOrderContent(bela.context, id, bankOrderId).catch((error: unknown) => {
        expect(error).toMatchObject({ area: "channel" });
      });
      if (kept === undefined) continue;
      expect(kept.content).toMatchObject({ kind: "file", digest: order.signedDigest });
      break;
    }
    expect(cuts).toBe(6);
    const last = Math.max(...asked);
    expect(last).toBeGreaterThan(3);
    expect(asked.filter((segment) => segment !== 3)).toEqual(Array.from({ length: last - 1 }, (_, at) => at + 2).filter((segment) => segment !== 3)); // each once, in one transaction
    expect(await bela.context.store.transfers.all()).toEqual([]);
    expect((await prepareEdsSheet(bela.context, id, bankOrderId)).facts?.transactionCount).toBe(2);
  } finally {
    await town.close();
  }
});
