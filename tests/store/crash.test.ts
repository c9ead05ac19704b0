import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAppError } from "../../src/domain/errors.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { startChild } from "./run-child.ts";
import { dataKey, importOrder, newStore, orderFields, temporaryFolder } from "./samples.ts";

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

describe("kill -9", () => {
  test("in a loop of writes: what was said to be written is there, whole, and the journal verifies", async () => {
    const { store, path } = await newStore(folder);
    await store.close();
    let saidBefore = 0;
    for (let round = 1; round <= 6; round++) {
      const child = startChild("loop", path);
      await child.said(round * 7); // kills at moments that differ
      await child.kill();
      const said = Number(child.lines.at(-1));
      const again = await openCustomerStore({ path, dataKey });
      const orders = await again.orders.count();
      expect(orders).toBeGreaterThanOrEqual(said);
      expect(orders).toBeLessThanOrEqual(said + 2);
      expect(said).toBeGreaterThan(saidBefore);
      expect(await again.journal.count()).toBe(orders);
      expect(await again.journal.verify()).toBeUndefined();
      expect((await again.orders.byNumber(orders))?.id).toBe(`order-${orders}`);
      await again.close();
      saidBefore = said;
    }
  });

  test("while the key is changed: the store opens with the old key or with the new one, whole", async () => {
    const { store, path } = await newStore(folder);
    await importOrder(store, 1, 20_000);
    await store.close();
    const keys = [dataKey, new Uint8Array(32).fill(9)];
    for (let round = 0; round < 5; round++) {
      const child = startChild("rekey", path);
      await child.said(1);
      await new Promise((resolve) => setTimeout(resolve, 5 + round * 23)); // a moment in the middle of the work
      await child.kill();
      for (const name of readdirSync(folder)) expect(readFileSync(`${folder}/${name}`).includes("Invoice"), name).toBe(false); // the rollback journal too
      const opened = [];
      for (const key of round % 2 === 0 ? keys : keys.toReversed()) {
        try {
          opened.push({ key, store: await openCustomerStore({ path, dataKey: key }) });
        } catch (error) {
          // After a change that was rolled back, the head may name the other key; then that key is told as damage.
          if (!isAppError(error, "store")) throw error;
        }
      }
      expect(opened.length).toBe(1);
      const { key, store: again } = opened[0]!;
      expect(await again.orders.countTransactions(orderFields(1).id, { text: "eva" })).toBe(20_000);
      if (key !== dataKey) await again.rekey(key, dataKey, async () => undefined); // the next round begins with the first key
      await again.close();
    }
  });
});
