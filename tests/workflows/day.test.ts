import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { demoCustomers, demoPassphrase } from "../../src/cli/demo/customers.ts";
import { playDay } from "../../src/cli/demo/day.ts";
import type { DayReport } from "../../src/cli/demo/report.ts";
import { systemRandomness } from "../../src/cli/compose.ts";
import { type Install, openInstall } from "../../src/customers/index.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Channel, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import { haveEbicsSchemas, validateEbics } from "../support/ebics-schema.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";

/** The demo's day, played once by the real workflows over HTTPS; then everything it claims is looked up where it must stand. */

const line = vi.hoisted(() => ({ requests: [] as Uint8Array[], answers: [] as Uint8Array[] }));

/** Every road to the bank, listened to at the edge of the program. */
vi.mock("../../src/channels/all.ts", async (original) => {
  const { channelDrivers } = await original<{ channelDrivers: (surroundings: object) => readonly ChannelDriver[] }>();
  const overheard = (channel: Channel): Channel => ({
    async exchange(request, options) {
      line.requests.push(request);
      const answer = await channel.exchange(request, options);
      line.answers.push(answer);
      return answer;
    },
    describe: () => channel.describe(),
    close: () => channel.close(),
  });
  return { channelDrivers: (surroundings: object) => channelDrivers(surroundings).map((driver) => ({ ...driver, open: async (...call: Parameters<ChannelDriver["open"]>) => overheard(await driver.open(...call)) })) };
});

describe.each(["H005", "H004", "H003"] as const)("over EBICS %s", (protocol) => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-day-test-"));
  const out = path.join(folder, "out");
  const said: string[] = [];
  let report: DayReport;
  let install: Install;
  const stores = new Map<string, CustomerStore>();
  beforeAll(async () => {
    line.requests.length = 0;
    line.answers.length = 0;
    report = await playDay({ protocol, root: folder, out, nowMs: Date.parse("2026-11-23T05:00:00Z"), say: (text) => said.push(text) });
    install = await openInstall({ root: path.join(folder, "install"), clock: { now: () => Date.parse("2026-11-25T05:00:00Z") }, randomness: systemRandomness });
    using passphrase = Secret.fromText(demoPassphrase);
    const reka = await install.login("Réka", passphrase);
    for (const { id, shortName } of await reka.customers()) stores.set(shortName, (await reka.openCustomer(id)).store);
  });
  afterAll(async () => {
    await install.close();
    rmSync(folder, { recursive: true });
  });

  describe("the day's report", () => {
    it("names three customers of different colour and language, all onboarded", () => {
      expect(report.customers.map((one) => one.name)).toEqual(["DANUBE", "KORONA", "TISZA"]);
      expect(new Set(report.customers.map((one) => one.colour)).size).toBe(3);
      expect(new Set(report.customers.map((one) => one.language)).size).toBe(3);
      expect(report.totals.customersOnboarded).toBe(3);
    });

    it("has at least 300 payments from files and by hand, signed, and one order in several segments", () => {
      const { totals } = report;
      expect(totals.transactions).toBeGreaterThanOrEqual(300);
      expect(totals.transactionsImported).toBeGreaterThan(0);
      expect(totals.transactionsEntered).toBeGreaterThan(0);
      expect(totals.transactionsImported + totals.transactionsEntered).toBe(totals.transactions);
      expect(totals.segmentsMost).toBeGreaterThanOrEqual(2);
      expect(totals.delivered).toBe(report.customers.flatMap((one) => one.orders).filter((one) => one.bankOrderId !== null).length);
    });

    it("has payments refused with codes of their own, and everything else booked", () => {
      const { totals } = report;
      expect(totals.refusedByReason).toEqual({ AC04: 1, AM04: 1 });
      expect(totals.refusedPayments).toBe(2);
      expect(totals.acceptedPayments).toBe(totals.transactions - totals.refusedPayments);
      expect(totals.bookedPayments).toBe(totals.acceptedPayments);
      expect(totals.bookedWithoutOrder).toBe(0);
      expect(report.customers.map((one) => one.balancesAgree)).toEqual([true, true, true]);
    });

    it("has fetched statements that add up, and journals that are whole", () => {
      const { totals } = report;
      expect(totals.statements).toBeGreaterThanOrEqual(4); // one for each account
      expect(totals.statementsBalanced).toBe(totals.statements);
      expect(totals.journalsWhole).toBe(3);
    });

    it("has stopped the payroll that was imported a second time", () => {
      expect(report.totals.duplicatesStopped).toBe(1);
      expect(report.totals.transactionsStopped).toBe(240);
    });
  });

  describe("what the stores say, apart from the report", () => {
    it("books every payment that was not refused, by an entry of the same amount on a statement", async () => {
      let booked = 0;
      for (const store of stores.values()) {
        for (const order of await store.orders.list()) {
          for (const payment of await store.orders.transactions(order.id, { states: ["booked"] })) {
            expect(payment.entry, `payment ${payment.position} of order ${order.number}`).toBeDefined();
            if (payment.entry === undefined) continue;
            const [entry] = await store.statements.entries(payment.entry.statementId, { offset: payment.entry.entry, limit: 1 });
            const detail = entry?.details[payment.entry.detail];
            expect(detail?.endToEndId).toBe(payment.endToEndId);
            expect(detail?.amount?.minor ?? entry?.amount.minor).toSatisfy((minor: bigint) => minor === payment.amount.minor || minor === -payment.amount.minor);
            booked++;
          }
        }
      }
      expect(booked).toBe(report.totals.bookedPayments);
    });

    it("balances each statement by its own entries", async () => {
      for (const store of stores.values()) {
        for (const statement of await store.statements.list()) {
          const balance = (type: string): bigint => statement.balances.find((one) => one.type === type)?.amount.minor ?? 0n;
          const entries = await store.statements.entries(statement.id);
          expect(balance("OPBD") + entries.reduce((sum, entry) => sum + entry.amount.minor, 0n)).toBe(balance("CLBD"));
        }
      }
    });

    it("has two different signers wherever the customer wants two", async () => {
      for (const { profile, signaturesNeeded } of demoCustomers) {
        const { orders } = stores.get(profile.shortName) as CustomerStore;
        for (const order of await orders.list()) {
          if (order.bankOrderId === undefined) continue;
          const signatures = await orders.signatures(order.id);
          expect(new Set(signatures.map((one) => one.signerId)).size).toBe(signaturesNeeded);
          expect(new Set(signatures.map((one) => one.digest))).toEqual(new Set([order.signedDigest]));
        }
      }
    });
  });

  describe("what went over the line", () => {
    it.skipIf(!haveEbicsSchemas)("validates against the schemas of its version, each message of both sides", () => {
      expect(line.answers.length).toBe(line.requests.length);
      expect(line.requests.length).toBeGreaterThan(60);
      for (const message of [...line.requests, ...line.answers]) {
        const text = Buffer.from(message).toString().slice(0, 300);
        expect(text).toContain(`Version="${protocol}"`);
        expect(validateEbics(message), text).toEqual([]);
      }
    });

    it.skipIf(!haveIndependentTools)("is signed by the bank, as xmllint and openssl verify it, in every answer that carries a signature", async () => {
      const signed = line.answers.filter((answer) => Buffer.from(answer).includes("AuthSignature"));
      expect(signed.length).toBeGreaterThan(40);
      const [connection] = (await stores.get("DANUBE")?.connections.all()) ?? [];
      const authentication = connection?.bankKeys?.authentication;
      const key = authentication?.certificateDer ?? authentication?.publicKeyDer;
      if (key === undefined) throw new Error("the bank's keys are confirmed");
      const refused = signed.filter((answer) => !verifyWithOpenssl(answer, key));
      expect(refused.map((answer) => Buffer.from(answer).toString())).toEqual([]);
    });

    it("never carries a payment in the clear", () => {
      for (const message of [...line.requests, ...line.answers]) expect(Buffer.from(message).toString("latin1")).not.toMatch(/Maschinenbau|Part Ingatlan|RE-MASCHINE/);
    });
  });

  describe("the papers", () => {
    it("are PDFs: letters of each signer, order sheets, statements", () => {
      expect(report.totals.pdfs.length).toBeGreaterThanOrEqual(12);
      for (const name of report.totals.pdfs) expect(readFileSync(path.join(out, name)).subarray(0, 5).toString(), name).toBe("%PDF-");
      expect(report.totals.pdfs.filter((name) => name.includes("letters"))).toHaveLength(4);
    });

    it.skipIf(!hasPdftotext())("print the totals that the report gives", () => {
      const texts = report.totals.pdfs.map((name) => execFileSync("pdftotext", ["-layout", path.join(out, name), "-"], { encoding: "utf8" }).replace(/[\s.,\u00a0\u202f]/g, ""));
      const digits = (amount: string): string => amount.replace(/[^\d]/g, "");
      for (const customer of report.customers) {
        for (const statement of customer.statements) {
          const closing = digits(statement.closing ?? "");
          expect(texts.some((text) => text.includes(statement.account) && text.includes(closing)), `${customer.name}: closing ${closing}`).toBe(true);
        }
      }
      const payroll = report.customers[0]?.orders.find((order) => order.payments === 240 && order.bankOrderId !== null);
      expect(texts.some((text) => text.includes(digits(payroll?.sums[0] ?? "none")))).toBe(true);
      for (const text of texts) expect(text).toContain("PRACTICE");
    });
  });
});

function hasPdftotext(): boolean {
  try {
    execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false; // not installed
  }
}
