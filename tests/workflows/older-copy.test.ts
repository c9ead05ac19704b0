import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attentionOf } from "../../src/workflows/attention.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { acceptOlderCopy, compareOlderCopy } from "../../src/workflows/older-copy.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";

/** A customer's store is copied, goes on, and then the copy is put back. */
let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const run = async (context: WorkflowContext): Promise<readonly string[]> => (await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false })).orders.map((one) => one.kind);
/** As a backup does it, with nobody in the store. */
const copy = (): void => copyFileSync(office.storePath, `${office.storePath}.copy`);
const putBack = (): void => {
  for (const beside of ["-wal", "-shm"]) rmSync(`${office.storePath}${beside}`, { force: true });
  copyFileSync(`${office.storePath}.copy`, office.storePath);
};

describe("an older copy of the store that was put back", () => {
  it("sends nothing of what left since, names it from the bank's protocol, and counts again once it was accepted with a reason", async () => {
    const first = await office.open();
    const salaries = await queuedOrder(first, "Salaries", [payment("S-1", 1_000_00n)]);
    await first.store.close();
    copy();
    const second = await office.open();
    expect(await run(second)).toEqual(["delivered"]);
    const bankOrderId = (await mustGetOrder(second, salaries.id)).bankOrderId;
    await second.store.close();
    expect(timesAtBank(office.bank, salaries.messageId)).toBe(1);

    putBack();
    const old = await office.open();
    expect((await mustGetOrder(old, salaries.id)).state).toBe("queued");
    expect((await attentionOf(old)).items[0]).toMatchObject({ kind: "older-copy" });
    expect(await run(old)).toEqual(["stopped"]);
    expect(timesAtBank(office.bank, salaries.messageId)).toBe(1);
    const lost = await old.store.mark.lost();
    expect(lost?.entries).toBeGreaterThan(0);
    if (lost === undefined) throw new Error("just seen");
    const unknown = await compareOlderCopy(old, (await onlyConnection(old)).id, lost);
    expect(unknown.map((one) => one.bankOrderId)).toContain(bankOrderId);
    // What came into the journal meanwhile does not make it the newest again.
    expect(await old.store.mark.lost()).toBeDefined();

    await expect(acceptOlderCopy({ ...old, rights: ["see", "send"] }, "compared with HAC")).rejects.toMatchObject({ code: "not-allowed" });
    const administrator: WorkflowContext = { ...old, rights: ["see", "administer"] };
    await expect(acceptOlderCopy(administrator, " ")).rejects.toMatchObject({ code: "reason-missing" });
    await acceptOlderCopy(administrator, "compared with HAC");
    expect(await old.store.mark.lost()).toBeUndefined();
    expect((await old.store.journal.list({ limit: 1 }))[0]?.action).toBe("store.older-copy-accepted");
    await expect(acceptOlderCopy(administrator, "again")).rejects.toMatchObject({ code: "not-an-older-copy" });
    await old.store.close();
  });

  it("is found out also when it has gone on by itself further than the newest had come", async () => {
    const first = await office.open();
    const one = await queuedOrder(first, "One", [payment("A-1", 10_00n)]);
    expect(await run(first)).toEqual(["delivered"]);
    const sentAt = (await first.store.journal.list({ limit: 1 }))[0]?.at;
    await first.store.close();
    copy();
    const second = await office.open();
    await queuedOrder(second, "Two", [payment("A-2", 20_00n)]);
    expect(await run(second)).toEqual(["delivered"]);
    await second.store.close();
    putBack();
    const old = await office.open();
    for (let i = 0; i < 40; i++) await old.store.journal.append({ at: sentAt ?? one.createdAt, actor: "Réka", action: "test", subject: undefined, summary: `${i}` });
    const three = await queuedOrder(old, "Three", [payment("A-3", 30_00n)]);
    expect(await old.store.mark.lost()).toMatchObject({ entries: undefined });
    expect((await old.store.mark.lost())?.since).toBeDefined();
    expect(await run(old)).toEqual(["stopped"]);
    expect(timesAtBank(office.bank, three.messageId)).toBe(0);
    await old.store.close();
  });

  it("the newest store goes on undisturbed, also in two processes' hands and without a mark", async () => {
    const context = await office.open();
    const other = await office.open();
    for (const [index, from] of [context, other, context].entries()) {
      await queuedOrder(from, `Order ${index}`, [payment(`N-${index}`, BigInt(index + 1))]);
      expect(await run(from)).toEqual(["delivered"]);
    }
    expect(await other.store.mark.lost()).toBeUndefined();
    rmSync(office.markFile);
    expect(await other.store.mark.lost()).toBeUndefined();
    await queuedOrder(context, "Order 4", [payment("N-4", 4n)]);
    expect(await run(context)).toEqual(["delivered"]);
    expect(existsSync(office.markFile)).toBe(true);
  });

  it("where the marks cannot be read nothing leaves, and the order stays in the outbox", async () => {
    const context = await office.open();
    const order = await queuedOrder(context, "One", [payment("D-1", 10_00n)]);
    mkdirSync(path.dirname(office.markFile));
    writeFileSync(office.markFile, readFileSync(office.storePath).subarray(0, 40));
    expect(await context.store.mark.lost()).toMatchObject({ since: undefined, entries: undefined });
    expect(await run(context)).toEqual(["stopped"]);
    expect((await mustGetOrder(context, order.id)).state).toBe("queued");
    expect(timesAtBank(office.bank, order.messageId)).toBe(0);
    await acceptOlderCopy(context, "the disk had a fault; nothing was put back");
    expect(await run(context)).toEqual(["delivered"]);
    expect(timesAtBank(office.bank, order.messageId)).toBe(1);
  });
});
