import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Handle } from "../../src/store/handle.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { migrations } from "../../src/store/migrations/all.ts";
import { dataKey, importOrder, newStore, orderFields, temporaryFolder } from "./samples.ts";

let folder: string;
let path: string;
let remove: () => void;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  const made = await newStore(folder);
  path = made.path;
  await importOrder(made.store, 1, 50);
  await made.store.close();
});
afterEach(() => remove());

const next = {
  ...migrations,
  "9998-next": { up: async (db: Parameters<(typeof migrations)[string]["up"]>[0]) => void (await sql`alter table orders add column colour text`.execute(db)) },
};

describe("migrations", () => {
  test("names sort in the order in which they are run", () => {
    expect(Object.keys(migrations)).toEqual(Object.keys(migrations).toSorted());
  });

  test("a store of version 1 is brought further with all it holds; this version then refuses it and leaves it alone", async () => {
    const newer = await openCustomerStore({ path, dataKey, migrations: next });
    expect(await newer.orders.countTransactions(orderFields(1).id)).toBe(50);
    await newer.close();
    const error = await openCustomerStore({ path, dataKey }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ area: "store", code: "newer-version", next: "Open it with the newer version." });
    await (await openCustomerStore({ path, dataKey, migrations: next })).close();
  });

  test("one that fails leaves the store as it was", async () => {
    const failing = { ...next, "9999-broken": { up: async (db: Parameters<(typeof migrations)[string]["up"]>[0]) => void (await sql`drop table no_such_table`.execute(db)) } };
    await expect(openCustomerStore({ path, dataKey, migrations: failing })).rejects.toMatchObject({ area: "store" });
    const again = await openCustomerStore({ path, dataKey });
    expect(await again.orders.count()).toBe(1);
    await again.close();
    const handle = new Handle(path, dataKey);
    expect(handle.all("select name from pragma_table_info('orders') where name = 'colour'")).toEqual([]);
    handle.close();
  });

  test("two openings at once migrate once", async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openCustomerStore({ path, dataKey, migrations: next })));
    for (const store of stores) expect(await store.orders.count()).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });
});
