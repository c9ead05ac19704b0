import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Handle } from "../../src/store/handle.ts";
import { canonicalJson, entryHash } from "../../src/store/journal-hash.ts";
import type { IsoInstant } from "../../src/domain/ids.ts";
import type { CustomerStore } from "../../src/workflows/ports/customer-store.ts";
import { at, dataKey, newStore, temporaryFolder } from "./samples.ts";

let store: CustomerStore;
let path: string;
let remove: () => void;
beforeEach(async () => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  ({ store, path } = await newStore(temporary.folder));
  for (let n = 1; n <= 5; n++) await append(n);
});
afterEach(async () => {
  await store.close();
  remove();
});
const append = (n: number) => store.journal.append({ at, actor: "Kis Anna", action: "order.signed", subject: n === 3 ? undefined : `order-${n}`, summary: `Signed ${n}`, detail: { z: n, a: { y: [2n, null], b: "é" } } });

/** Changes the table behind the journal's back, as somebody with the key could. */
function tamper(...statements: readonly string[]): void {
  const handle = new Handle(path, dataKey);
  for (const statement of statements) handle.run(statement);
  handle.close();
}

describe("the chain", () => {
  test("is whole as written, and says the newest first", async () => {
    expect(await store.journal.verify()).toBeUndefined();
    expect((await store.journal.list({ limit: 2 })).map((entry) => entry.sequence)).toEqual([5, 4]);
    expect((await store.journal.list({ beforeSequence: 3 })).map((entry) => entry.sequence)).toEqual([2, 1]);
    expect((await store.journal.list({ text: "SIGNED order-2" })).map((entry) => entry.sequence)).toEqual([2]);
    expect(await store.journal.count()).toBe(5);
  });

  test("says which times it has seen, though clocks are set", async () => {
    const late = "2026-12-01T09:00:00Z" as IsoInstant;
    await store.journal.append({ at: late, actor: "Kis Anna", action: "order.signed", subject: undefined, summary: "Signed 6" });
    await append(7);
    expect(await Promise.all([store.journal.latestAt(), store.journal.latestAt({ upTo: 5 }), store.journal.latestAt({ notAfter: at }), store.journal.latestAt({ upTo: 0 })])).toEqual([late, at, at, undefined]);
    expect([await store.journal.timesAfter(5), await store.journal.timesAfter(7)]).toEqual([[late, at], []]);
  });

  test("is the documented hash", async () => {
    const [second, first] = (await store.journal.list()).slice(3);
    const canonical = `{"action":"order.signed","actor":"Kis Anna","at":"${at}","detail":{"a":{"b":"é","y":["2",null]},"z":1},"sequence":1,"subject":"order-1","summary":"Signed 1"}`;
    expect(first?.hash).toBe(createHash("sha256").update(`${"0".repeat(64)}\n${canonical}`).digest("hex"));
    expect(second?.previousHash).toBe(first?.hash);
  });

  test.each([
    ["a changed summary", ["update journal set summary = 'x' where sequence = 3"], 3],
    ["a changed detail", ["update journal set detail = '{}' where sequence = 2"], 2],
    ["a subject that was none", ["update journal set subject = 'order-3' where sequence = 3"], 3],
    ["a removed entry", ["delete from journal where sequence = 3"], 3],
    ["a cut tail", ["delete from journal where sequence > 3"], 4],
    ["all of it gone", ["delete from journal"], 1],
    ["two entries exchanged", ["update journal set sequence = 99 where sequence = 2", "update journal set sequence = 2 where sequence = 3", "update journal set sequence = 3 where sequence = 99"], 2],
    ["an entry put in at the end", ["insert into journal select 6, at, actor, action, subject, summary, detail, search, hash, hash from journal where sequence = 5"], 6],
    ["an entry put in before the first", ["insert into journal select 0, at, actor, action, subject, summary, detail, search, hash, hash from journal where sequence = 5"], 0],
    ["a tail cut with the count lowered", ["delete from journal where sequence > 4", "update meta set value = '4' where name = 'journal.count'"], 4],
  ])("shows %s", async (_, statements, sequence) => {
    tamper(...statements);
    expect(await store.journal.verify()).toMatchObject({ sequence });
  });

  test("shows an entry that was changed and hashed anew", async () => {
    const entry = (await store.journal.list())[2]!;
    const hash = entryHash(entry.previousHash, { ...entry, summary: "x", detail: canonicalJson(entry.detail) });
    tamper(`update journal set summary = 'x', hash = '${hash}' where sequence = 3`);
    expect(await store.journal.verify()).toMatchObject({ sequence: 4 });
  });

  test("an entry goes with its transaction", async () => {
    await expect(
      store.transaction(async (inside) => {
        await inside.journal.append({ at, actor: "A", action: "x", subject: undefined, summary: "" });
        throw new Error("given up");
      }),
    ).rejects.toThrow("given up");
    expect(await store.journal.count()).toBe(5);
    await append(6);
    expect(await store.journal.verify()).toBeUndefined();
  });

  test("a text from outside that looks like another entry changes nothing", async () => {
    await store.journal.append({ at, actor: '","at":"', action: 'x"', subject: "\\", summary: '","summary":"', detail: { __proto__: 1, "": undefined } });
    expect(await store.journal.verify()).toBeUndefined();
  });
});
