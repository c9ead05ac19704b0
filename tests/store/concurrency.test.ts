import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withFileLock } from "../../src/store/index.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { startChild } from "./run-child.ts";
import { at, batch, dataKey, importOrder, newStore, orderFields, temporaryFolder, transaction } from "./samples.ts";

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

describe("several at one store", () => {
  test("three processes advance one order: every change counts once, none is lost", async () => {
    const { store, path } = await newStore(folder);
    const order = await store.orders.create(orderFields(1), "parent");
    await store.orders.advance(order.id, 1, "check", { at, actor: "parent" });
    const children = [startChild("advance", path, "60"), startChild("advance", path, "60"), startChild("advance", path, "60")];
    await Promise.all(children.map((child) => child.finished()));
    expect((await store.orders.get(order.id))?.revision).toBe(2 + 3 * 60);
    expect((await store.orders.steps(order.id)).length).toBe(2 + 3 * 60);
    await store.close();
  });

  test("two stores in one process: one wins, the other is told", async () => {
    const { store, path } = await newStore(folder);
    const other = await openCustomerStore({ path, dataKey });
    const { id } = await store.orders.create(orderFields(1), "A");
    const results = await Promise.allSettled([store, other, store, other].map((one) => one.orders.advance(id, 1, "check", { at, actor: "A" })));
    expect(results.filter((result) => result.status === "fulfilled").length).toBe(1);
    for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject({ area: "store", code: "changed-meanwhile" });
    await other.close();
    await store.close();
  });

  test("during an import others read what is committed, at once, and the event loop goes on", async () => {
    const { store } = await newStore(folder);
    await importOrder(store, 1, 10);
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    let seenMeanwhile = -1;
    await store.transaction(async (inside) => {
      const { id } = await inside.orders.create(orderFields(2), "A");
      const writer = inside.orders.writer(id);
      writer.addBatch(batch());
      for (let n = 0; n < 20_000; n++) writer.addTransaction(transaction(n));
      const flushing = writer.flush();
      await new Promise((resolve) => setImmediate(resolve));
      setTimeout(() => undefined, 0);
      await flushing;
      expect(await inside.orders.count()).toBe(2);
    }).finally(() => clearInterval(ticking));
    expect(turns).toBeGreaterThan(10);

    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const running = store.transaction(async (inside) => {
      await inside.orders.create(orderFields(3), "A");
      await held;
    });
    seenMeanwhile = await store.orders.count();
    const waiting = store.orders.create(orderFields(4), "A"); // a write waits its turn
    release();
    await running;
    expect(seenMeanwhile).toBe(2);
    expect((await waiting).number).toBe(4);
    await store.close();
  });

  test("one that fails in a transaction which goes on leaves nothing of itself, even among others at the same time", async () => {
    const { store } = await newStore(folder);
    await store.transaction(async (inside) => {
      const { id } = await inside.orders.create(orderFields(1), "A");
      const results = await Promise.allSettled([
        inside.orders.advance(id, 1, "check", { at, actor: "A" }),
        inside.orders.advance(id, 1, "check", { at, actor: "B" }),
        inside.orders.create(orderFields(1), "the same id"),
        inside.orders.create(orderFields(2), "C"),
      ]);
      expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    });
    expect((await store.orders.list()).map((order) => [order.number, order.revision])).toEqual([[2, 1], [1, 2]]);
    expect((await store.orders.steps(orderFields(1).id)).map((step) => step.actor)).toEqual(["A", "A"]);
    await store.close();
  });

  test("a store kept from its transaction is refused afterwards; nested transactions are one", async () => {
    const { store } = await newStore(folder);
    let kept = store;
    await store.transaction((inside) => inside.transaction(async (deeper) => {
      kept = deeper;
      await deeper.orders.create(orderFields(1), "A");
    }));
    await expect(kept.orders.count()).rejects.toThrow("not used after it");
    expect(await store.orders.count()).toBe(1);
    await store.close();
    await store.close();
    await expect(store.orders.count()).rejects.toMatchObject({ area: "store" });
  });

  test("a file lock lets one through at a time and is let go after a failure", async () => {
    const file = `${folder}/a.lock`;
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all([withFileLock(file, work), withFileLock(file, work), withFileLock(file, work)]);
    await expect(withFileLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await withFileLock(file, work);
    expect(most).toBe(1);
  });
});
