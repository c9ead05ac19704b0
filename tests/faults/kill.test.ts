import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OrderId } from "../../src/domain/ids.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder, timesAtBank } from "../support/office.ts";

const kills = 200;
/** How long an undisturbed session takes at most here; moments are spread over it, and a little beyond. */
let sessionMs = 0;
let office: Office;
beforeAll(async () => {
  office = await openOffice({ segmentBytesMax: 1024 });
});
afterAll(() => office.close());

const seen = { before: 0, unanswered: 0, delivered: 0 };

it(`kills the program ${kills} times at random moments of a session: at the bank once, or known not to be there`, { timeout: 900_000 }, async () => {
  sessionMs = await runSender(undefined);
  for (let kill = 0; kill < kills; kill++) {
    office.clock.advance(2 * 3_600_000); // the bank forgets transfers that nobody goes on with after a day
    const id = await queue(kill);
    await runSender((sessionMs * 1.1 * ((kill * 0.618_033_988_749_895) % 1)) | 0); // spread evenly, never in step with anything
    await expectSafe(id, `kill ${kill}`);
  }
  // The moments really hit before, in the middle and after; else the figure above says little.
  expect(seen.before).toBeGreaterThan(10);
  expect(seen.delivered).toBeGreaterThan(10);
});

async function queue(n: number): Promise<OrderId> {
  const context = await office.open();
  const order = await queuedOrder(context, `kill ${n}`, [1, 2, 3, 4].map((i) => payment(`K-${n}-${i}`, BigInt(n * 100 + i), i)));
  await context.store.close();
  return order.id;
}

/** @param killAfterMs since the session began; undefined: not at all @returns how long the session ran */
async function runSender(killAfterMs: number | undefined): Promise<number> {
  const script = path.join(import.meta.dirname, "sender.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, office.storePath, Buffer.from(office.dataKey).toString("hex"), String(office.clock.now())], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let began = 0;
  const begun = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("begin")) {
        began = performance.now();
        resolve();
      }
    });
  });
  await Promise.race([begun, ended]);
  if (killAfterMs !== undefined) {
    await Promise.race([wait(killAfterMs), ended]);
    child.kill("SIGKILL");
  }
  await ended;
  return performance.now() - began;
}

async function expectSafe(id: OrderId, what: string): Promise<void> {
  const context = await office.open();
  try {
    await recoverAfterCrash(context);
    const { messageId, state } = await mustGetOrder(context, id);
    const there = timesAtBank(office.bank, messageId);
    expect(there, what).toBeLessThanOrEqual(1);
    expect(state, `${what}: ${there} at the bank`).toMatch(there === 1 ? /^(unanswered|delivered|accepted)$/ : /^(unanswered|queued)$/);
    if (state === "queued") seen.before++;
    else if (state === "unanswered") seen.unanswered++;
    else seen.delivered++;

    const connection = await onlyConnection(context);
    const result = await communicate(context, { connectionId: connection.id, send: true, fetch: true });
    const after = await mustGetOrder(context, id);
    expect(timesAtBank(office.bank, messageId), `${what}, in the end ${after.state}: ${result.problem ?? JSON.stringify(result.orders)}`).toBe(after.state === "signed" ? 0 : 1);
    expect(await context.store.journal.verify(), `${what}: journal`).toBeUndefined();
  } finally {
    await context.store.close();
  }
}
