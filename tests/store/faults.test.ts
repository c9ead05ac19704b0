import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AppError } from "../../src/domain/errors.ts";
import type { IsoDate, OperatorId, PartnerId, SessionId, SignerId, StatementId, SubscriberId, TemplateId } from "../../src/domain/ids.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import { mandate } from "../support/mandates.ts";
import { at, batch, dataKey, entry, iban, orderFields, profile, statement, streamOf, temporaryFolder, transaction } from "./samples.ts";

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

/** A day's writes, each of them all or nothing; `n` makes them different each time. */
function operations(n: number): readonly ((store: CustomerStore) => Promise<unknown>)[] {
  const order = orderFields(n);
  const stm = statement(1, { id: `statement-${n}` as StatementId });
  return [
    (s) => s.profile.update({ ...profile, code: String(n) }),
    (s) => s.profile.setRights("anna" as OperatorId, "Anna", n % 2 === 0 ? ["see"] : ["see", "send"]),
    (s) => s.files.add({ kind: "order", name: "a", at, content: streamOf("content", String(n)) }),
    (s) =>
      s.transaction(async (inside) => {
        await inside.orders.create(order, "Anna");
        const writer = inside.orders.writer(order.id);
        writer.addBatch(batch());
        for (let i = 0; i < 120; i++) writer.addTransaction(transaction(i));
        await writer.flush();
        await inside.journal.append({ at, actor: "Anna", action: "order.created", subject: order.id, summary: "made" });
      }),
    (s) => s.orders.advance(order.id, 1, "check", { at, actor: "Anna" }),
    (s) =>
      s.orders.addSignature({ orderId: order.id, signerId: "g" as SignerId, signerName: "A", signatureClass: "E", subscriberId: "s" as SubscriberId, mechanism: "A006", signature: new Uint8Array(3), digest: "", at, device: "" }),
    (s) => s.orders.setTransactionState(order.id, { endToEndId: "E2E-000003" }, "accepted"),
    (s) => s.sessions.start({ id: `x${n}` as SessionId, connectionId: "c" as never, startedAt: at, endedAt: undefined, outcome: "running", owner: "", summary: "", log: [] }),
    (s) => s.transmissions.put({ orderId: order.id, attempt: 1, sessionId: "x" as SessionId, subscriberId: "s" as SubscriberId, startedAt: at, phase: "initialising", transactionId: undefined, bankOrderId: undefined, segments: 1, segmentsAcknowledged: 0, outcome: undefined }),
    (s) =>
      s.transaction(async (inside) => {
        await inside.statements.create(stm);
        const writer = inside.statements.writer(stm.id);
        for (let i = 0; i < 60; i++) writer.addEntry(entry(i));
        await writer.flush();
      }),
    (s) => s.orders.markBooked(order.id, 3, { statementId: stm.id, entry: 3, detail: 0 }),
    (s) => s.partners.put({ id: `p${n}` as PartnerId, name: "P", accounts: [{ number: iban("DE1"), since: at }], note: "", createdAt: at, changedAt: at }),
    (s) => s.signers.putRules([1, 2].map((i) => ({ id: `${n}-${i}`, title: "", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [] }))),
    (s) => s.templates.put({ id: `t${n}` as TemplateId, title: "", debtorAccountId: undefined, transactions: [], changedAt: at }),
    (s) => s.mandates.put(mandate(n)),
    (s) => s.journal.append({ at, actor: "Anna", action: "x", subject: undefined, summary: "" }),
  ];
}

/** All that the operations touch, to compare before and after. */
async function picture(store: CustomerStore): Promise<string> {
  const orders = await store.orders.list();
  const all = {
    profile: await store.profile.get().catch(() => undefined),
    operators: await store.profile.operators(),
    orders,
    inside: await Promise.all(orders.map(async ({ id }) => [await store.orders.countTransactions(id), await store.orders.transactionStates(id), await store.orders.batches(id), await store.orders.steps(id), await store.orders.signatures(id), await store.transmissions.ofOrder(id)])),
    statements: await Promise.all((await store.statements.list()).map(async (s) => [s, await store.statements.countEntries(s.id)])),
    sessions: await store.sessions.list(),
    partners: [await store.partners.list(), (await store.partners.findByAccount("DE1"))?.id],
    rules: await store.signers.rules(),
    templates: await store.templates.list(),
    mandates: await store.mandates.list({ today: "2026-11-23" as IsoDate }),
    journal: await store.journal.list(),
  };
  return JSON.stringify(all, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

describe("the n-th write fails, for every n", () => {
  test("nothing is half-written, the error says so, the store goes on and the journal verifies", async () => {
    let countdown = Number.POSITIVE_INFINITY;
    const path = `${folder}/store.db`;
    const store = await openCustomerStore({
      path,
      dataKey,
      create: true,
      onWrite: () => {
        if (--countdown === 0) throw new Error("the disk is gone");
      },
    });
    let failures = 0;
    for (const [i, operation] of operations(1).entries()) {
      for (let n = 1; ; n++) {
        const before = await picture(store);
        countdown = n;
        const error = await operation(store).then(() => undefined, (thrown: unknown) => thrown);
        const reached = countdown <= 0;
        countdown = Number.POSITIVE_INFINITY;
        if (!reached) {
          expect(error).toBeUndefined();
          break;
        }
        failures++;
        expect(error, `operation ${i}, write ${n}`).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ area: "store", code: "failed" });
        expect(await picture(store), `operation ${i}, write ${n}`).toBe(before);
        expect(n).toBeLessThan(50);
      }
    }
    expect(failures).toBeGreaterThan(40);
    expect(await store.journal.verify()).toBeUndefined();
    await store.close();
    const again = await openCustomerStore({ path, dataKey });
    for (const operation of operations(2)) await operation(again);
    expect(await again.orders.count()).toBe(2);
    expect(await again.journal.verify()).toBeUndefined();
    await again.close();
  });

  test("while the tables are made: the next opening makes them", async () => {
    for (let n = 1; n < 200; n++) {
      const path = `${folder}/store-${n}.db`;
      let countdown = n;
      const failing = () => {
        if (--countdown === 0) throw new Error("the disk is gone");
      };
      const store = await openCustomerStore({ path, dataKey, create: true, onWrite: failing }).catch((error: unknown) => error);
      if (!(store instanceof AppError)) {
        await (store as CustomerStore).close();
        expect(n).toBeGreaterThan(20);
        return;
      }
      if (n % 10 !== 1) continue; // opening again is the same each time: every tenth is enough
      const again = await openCustomerStore({ path, dataKey });
      await again.profile.update(profile);
      await again.close();
    }
    throw new Error("never passed");
  });

  test("while the key is changed: the old key still opens it, and the rights are as they were", async () => {
    const path = `${folder}/store.db`;
    let fail = false;
    const store = await openCustomerStore({ path, dataKey, create: true, onWrite: (sql) => {
      if (fail && sql === "REKEY") throw new Error("the disk is gone");
    } });
    await store.profile.update(profile);
    fail = true;
    await expect(store.rekey(dataKey, new Uint8Array(32).fill(9), async () => undefined)).rejects.toMatchObject({ area: "store" });
    const again = await openCustomerStore({ path, dataKey });
    expect(await again.profile.get()).toEqual(profile);
    await again.close();
    await store.close();
  });
});
