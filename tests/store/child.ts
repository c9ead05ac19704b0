import { toIsoInstant } from "../../src/domain/clock.ts";
import { isAppError } from "../../src/domain/errors.ts";
import type { IsoInstant } from "../../src/domain/ids.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { at, batch, dataKey, orderFields, profile, statement, streamOf, transaction } from "./samples.ts";

/** Another process at work on a store, to be killed or raced with. Usage: child.ts <work> <store.db> [argument]; says on standard output how far it is. */
const [work = "", path = "", argument = ""] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);

const works: Readonly<Record<string, () => Promise<void>>> = {
  /** Puts the marker everywhere a text can be, commits some of it, and stops in the middle of a large transaction. */
  secrets: async () => {
    const store = await openCustomerStore({ path, dataKey, create: true });
    const marked = (n: number) => transaction(n, { creditor: { name: `${argument} ${n}` }, remittance: { unstructured: [argument] }, endToEndId: argument });
    await store.profile.update({ ...profile, name: argument });
    await store.partners.put({ id: argument as never, name: argument, accounts: [], note: argument, createdAt: at, changedAt: at });
    await store.journal.append({ at, actor: argument, action: "test", subject: argument, summary: argument, detail: { argument } });
    await store.files.add({ kind: "order", name: argument, at, content: streamOf(argument) });
    await store.statements.create(statement(1, { format: argument }));
    await store.transaction(async (inside) => {
      const order = await inside.orders.create(orderFields(1, { title: argument }), argument);
      const writer = inside.orders.writer(order.id);
      writer.addBatch(batch());
      for (let n = 0; n < 500; n++) writer.addTransaction(marked(n));
      await writer.flush();
    });
    await store.transaction(async (inside) => {
      const order = await inside.orders.create(orderFields(2), argument);
      const writer = inside.orders.writer(order.id);
      writer.addBatch(batch());
      for (let n = 0; n < 100_000; n++) writer.addTransaction(marked(n)); // more than the cache: SQLite spills
      await writer.flush();
      await inside.orders.transactions(order.id, { text: argument, limit: 1 });
      say("in the middle");
      await new Promise(() => setInterval(() => undefined, 1000));
    });
  },

  /** One order and one journal entry per transaction, until it is killed. Each is said after its commit. */
  loop: async () => {
    const store = await openCustomerStore({ path, dataKey });
    for (let n = (await store.orders.count()) + 1; ; n++) {
      await store.transaction(async (inside) => {
        await inside.orders.create(orderFields(n), "child");
        await inside.journal.append({ at: toIsoInstant(n * 1000) as IsoInstant, actor: "child", action: "order.created", subject: `order-${n}`, summary: "made" });
      });
      say(String(n));
    }
  },

  /** Advances order 1 as often as the argument says, each time from the revision it has just seen. */
  advance: async () => {
    const store = await openCustomerStore({ path, dataKey });
    let lost = 0;
    for (let won = 0; won < Number(argument); ) {
      const order = await store.orders.byNumber(1);
      if (order === undefined) throw new Error("order 1 is missing");
      await new Promise((resolve) => setImmediate(resolve));
      try {
        await store.orders.advance(order.id, order.revision, "check", { at, actor: "child" });
        won++;
      } catch (error) {
        if (!isAppError(error, "store", "changed-meanwhile")) throw error;
        lost++;
      }
    }
    await store.close();
    say(`lost ${lost}`);
  },

  /** Changes the key there and back, until it is killed. */
  rekey: async () => {
    const store = await openCustomerStore({ path, dataKey });
    const other = new Uint8Array(32).fill(9);
    say("begin");
    for (;;) {
      await store.rekey(dataKey, other, async () => undefined);
      await store.rekey(other, dataKey, async () => undefined);
    }
  },
};

await works[work]?.();
