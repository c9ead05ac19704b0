import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../../src/domain/errors.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import { at, collect, dataKey, importOrder, newStore, orderFields, profile, streamOf, temporaryFolder } from "./samples.ts";

let folder: string;
let remove: () => void;
let good: Buffer;
let whole: unknown;

/** Everything the store of this test holds. */
async function readAll(store: CustomerStore): Promise<unknown> {
  const file = (await store.files.findBySha256(fileSha256))[0];
  return {
    profile: await store.profile.get(),
    orders: await store.orders.list(),
    payments: await store.orders.transactions(orderFields(1).id),
    found: await store.orders.count({ text: "eva 39" }),
    journal: await store.journal.list(),
    verified: await store.journal.verify(),
    file: file === undefined ? undefined : Buffer.from(await collect(store.files.read(file.id))).toString("base64"),
  };
}
let fileSha256 = "";

async function tryAll(bytes: Uint8Array): Promise<unknown> {
  const copy = path.join(folder, "copy.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${copy}${end}`, { force: true });
  writeFileSync(copy, bytes, { mode: 0o600 });
  const store = await openCustomerStore({ path: copy, dataKey });
  try {
    return await readAll(store);
  } finally {
    await store.close();
  }
}

beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  const { store, path: file } = await newStore(folder);
  await store.profile.update(profile);
  await importOrder(store, 1, 400);
  for (let n = 0; n < 20; n++) await store.journal.append({ at, actor: "Anna", action: "test", subject: undefined, summary: `entry ${n}` });
  fileSha256 = (await store.files.add({ kind: "order", name: "a", at, content: streamOf(crypto.getRandomValues(new Uint8Array(30_000))) })).sha256;
  whole = await readAll(store);
  await store.close();
  good = readFileSync(file);
});
afterAll(() => remove());

describe("what does not fit is told, never read wrongly", () => {
  test("a wrong key", async () => {
    const copy = path.join(folder, "key.db");
    copyFileSync(path.join(folder, "store.db"), copy);
    await expect(openCustomerStore({ path: copy, dataKey: new Uint8Array(32).fill(8) })).rejects.toMatchObject({ area: "store", code: "wrong-key" });
    await (await openCustomerStore({ path: copy, dataKey })).close();
  });

  test("a missing store, and one where another lies already", async () => {
    await expect(openCustomerStore({ path: path.join(folder, "none.db"), dataKey })).rejects.toMatchObject({ area: "store", code: "missing" });
    await expect(openCustomerStore({ path: path.join(folder, "store.db"), dataKey, create: true })).rejects.toMatchObject({ area: "store", code: "exists" });
  });

  test("one changed bit, at 200 places: an error that says so, or (in the clear head) the same content", async () => {
    const positions = [...Array(24).keys(), 24, 60, 99, 100, 4000, 4095, good.length - 1];
    for (let i = 0; positions.length < 200; i++) positions.push((i * 104_729 * 13) % good.length);
    for (const position of positions) {
      const bytes = Buffer.from(good);
      bytes[position] = bytes.readUInt8(position) ^ (1 << position % 8);
      const outcome = await tryAll(bytes).catch((error: unknown) => error);
      if (outcome instanceof AppError) expect(outcome, `byte ${position}`).toMatchObject({ area: "store", code: "damaged" });
      else {
        expect(position, "only the clear head may be changed without harm").toBeLessThan(24);
        expect(outcome, `byte ${position}`).toEqual(whole);
      }
    }
  });

  test("cut off anywhere", async () => {
    const lengths = [0, 1, 15, 16, 24, 100, 4095, 4096, 4097, 8192, good.length - 4097, good.length - 4096, good.length - 100, good.length - 1];
    for (let i = 1; i < 20; i++) lengths.push(Math.floor((good.length * i) / 20));
    for (const length of lengths) {
      const outcome = await tryAll(good.subarray(0, length)).catch((error: unknown) => error);
      expect(outcome, `${length} bytes`).toBeInstanceOf(AppError);
      expect(["truncated", "damaged"], `${length} bytes`).toContain((outcome as AppError).code);
    }
  });

  test("a file that is no store at all", async () => {
    for (const bytes of [Buffer.alloc(100_000), Buffer.from("hello ".repeat(10_000)), Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(8000)])]) {
      await expect(tryAll(bytes)).rejects.toMatchObject({ area: "store" });
    }
  });

  test("two pages put in each other's place", async () => {
    const bytes = Buffer.from(good);
    good.copy(bytes, 4096 * 3, 4096 * 4, 4096 * 5);
    good.copy(bytes, 4096 * 4, 4096 * 3, 4096 * 4);
    await expect(tryAll(bytes)).rejects.toMatchObject({ area: "store", code: "damaged" });
  });
});
