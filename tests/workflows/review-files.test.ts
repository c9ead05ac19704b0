import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeFileWhole } from "../../src/cli/files.ts";
import { openInstall } from "../../src/customers/index.ts";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { collect, once } from "../../src/workflows/bytes.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment, replaceEntry } from "../../src/workflows/enter-payment.ts";
import { importStatementFile } from "../../src/workflows/intake-statements.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import type { CustomerProfile } from "../../src/workflows/ports/profile.ts";
import type { CommunicationSession } from "../../src/workflows/ports/sessions.ts";
import { formats } from "../../src/formats/all.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";

/** Half files, swapped names, prepared links, machines that never come back. */

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

async function ownAccount() {
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  return account;
}

describe("a statement file that breaks off", () => {
  it("is not taken in, so that the whole one is when it comes", async () => {
    const format = formats.find((one) => one.id === "camt.053.001.08");
    if (format?.kind !== "statements") throw new Error("camt.053 is read");
    const account = await ownAccount();
    const amount = (minor: bigint) => ({ minor, currency: account.currency });
    const date = "2026-11-23" as IsoDate;
    const whole = await collect(
      format.write([
        {
          header: { statementId: "S-77", sequenceNumber: "77", account: account.number, currency: account.currency },
          balances: [{ type: "OPBD", amount: amount(500n), date }, { type: "CLBD", amount: amount(400n), date }],
          entries: [{ amount: amount(-100n), status: "BOOK", reversal: false, bookingDate: date, valueDate: date, details: [] }],
        },
      ], { messageId: "M-1", createdAt: "2026-11-23T20:00:00Z" }),
    );
    const take = (bytes: Uint8Array) => importStatementFile(context, { name: "statement.xml", open: () => once(bytes) });
    await expect(take(whole.subarray(0, whole.length - 60))).rejects.toMatchObject({ code: "statement-damaged" });
    expect(await context.store.statements.list()).toEqual([]);
    expect((await take(whole)).statements.map((one) => one.entryCount)).toEqual([1]);
  });
});

describe("replacing an entered payment", () => {
  it("makes no second order when the first has gone on meanwhile", async () => {
    const account = await ownAccount();
    const queued = await queuedOrder(context, "gone on", [payment("G-1", 100n)]);
    const before = await context.store.orders.count();
    const entry = { title: "corrected", debtorAccountId: account.id, executionDate: "2026-11-24" as IsoDate, transactions: [payment("G-2", 90n)] };
    await expect(replaceEntry(context, queued.id, entry)).rejects.toMatchObject({ code: "not-editable" });
    expect(await context.store.orders.count()).toBe(before);
    expect((await mustGetOrder(context, queued.id)).state).toBe("queued");
    const checked = await enterPayment(context, entry);
    const replaced = await replaceEntry(context, checked.id, { ...entry, title: "corrected again" });
    expect((await mustGetOrder(context, checked.id)).state).toBe("cancelled");
    expect(replaced.state).toBe("checked");
    expect((await context.store.journal.list({ limit: 1 }))[0]?.action).toBe("order.replaced");
  });
});

describe("a session of a machine that never comes back", () => {
  it("is waited for during a day, then its order is settled", async () => {
    const owner = `another-machine:17:4711:1`;
    const queued = await queuedOrder(context, "elsewhere", [payment("E-1", 300n)]);
    const at = queued.createdAt;
    const [subscriber] = await context.store.connections.subscribers();
    if (subscriber === undefined) throw new Error("the office has a user");
    const session = await context.store.sessions.start({
      id: "01elsewhere" as CommunicationSession["id"], connectionId: (await onlyConnection(context)).id, startedAt: at, endedAt: undefined, outcome: "running", owner, summary: "", log: [],
    });
    await context.store.orders.advance(queued.id, queued.revision, "start-sending", { at, actor: "Réka" });
    await context.store.transmissions.put({
      orderId: queued.id, attempt: 1, sessionId: session.id, subscriberId: subscriber.id, startedAt: at, phase: "transferring",
      transactionId: undefined, bankOrderId: undefined, segments: 2, segmentsAcknowledged: 0, outcome: undefined,
    });
    expect(await recoverAfterCrash(context)).toBe(0);
    office.clock.advance(25 * 3_600_000);
    expect(await recoverAfterCrash(context)).toBe(1);
    expect((await mustGetOrder(context, queued.id)).state).toBe("queued");
  });
});

describe("a thief on the disk", () => {
  it("who swaps two customers' names in the registry opens neither of them to the operator", async () => {
    const root = mkdtempSync(path.join(os.tmpdir(), "kontor-swap-"));
    const open = () => openInstall({ root, clock: office.clock, randomness: { bytes: (n) => randomBytes(n) }, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });
    const passphrase = Secret.fromText("barátságos folyó 7");
    const profile = (shortName: string): CustomerProfile => ({ name: shortName, shortName, code: "C", colour: "cyan", language: "en", confirmAbove: [{ minor: 1n, currency: "EUR" as CurrencyCode }] });
    try {
      const install = await open();
      const session = await install.createOperator({ name: "Anna", language: "en", passphrase });
      await session.createCustomer(profile("ACME"));
      await session.createCustomer(profile("BETA"));
      await install.close();
      const file = path.join(root, "registry.json");
      writeFileSync(file, readFileSync(file, "utf8").replace('"ACME"', '"X"').replace('"BETA"', '"ACME"').replace('"X"', '"BETA"'));
      const again = await open();
      const anna = await again.login("Anna", passphrase);
      for (const customer of await anna.customers()) await expect(anna.openCustomer(customer.id)).rejects.toMatchObject({ code: "customer-swapped" });
      await again.close();
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("who has prepared a link in a shared folder does not get the print written through it", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-link-"));
    try {
      const victim = path.join(folder, "victim");
      writeFileSync(victim, "precious");
      const out = path.join(folder, "order.pdf");
      symlinkSync(victim, `${out}.${process.pid}.part`);
      await writeFileWhole(out, once(Buffer.from("print")));
      expect(readFileSync(victim, "utf8")).toBe("precious");
      expect(readFileSync(out, "utf8")).toBe("print");
      expect(statSync(out).mode & 0o777).toBe(0o600);
      expect(readdirSync(folder).filter((name) => name.endsWith(".part")).length).toBe(1); // the prepared one
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
