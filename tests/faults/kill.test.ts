import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OrderId } from "../../src/domain/ids.ts";
import { recoverAfterCrash } from "../../src/workflows/communication/recover.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, signedOrders, timesAtBank } from "../support/office.ts";

const kills = 200;
/** How long an undisturbed session takes here and now: moments are spread over it, and a little beyond. A machine is not as busy all the time. */
let sessionMs = 0;
let office: Office;
/** The sender as one file: it starts in a third of the time. Beside the packages, so that it finds those with native code. */
const sender = path.resolve(import.meta.dirname, `../../node_modules/.cache/kontor-tests/sender-${process.pid}.mjs`);
beforeAll(async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, "sender.ts")], outfile: sender, bundle: true, format: "esm", platform: "node", target: "node24", logLevel: "error",
    external: ["better-sqlite3-multiple-ciphers", "pdfkit", "dejavu-fonts-ttf", "esbuild", "libxml2-wasm", "libxml2-wasm/*"],
    banner: { js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);' },
    define: { "import.meta.dirname": JSON.stringify(path.join(import.meta.dirname, "..", "support")) },
  });
  office = await openOffice({ segmentBytesMax: 1024 });
});
afterAll(async () => {
  await office.close();
  rmSync(sender);
});

const seen = { before: 0, unanswered: 0, delivered: 0 };

it(`kills the program ${kills} times at random moments of a session: at the bank once, or known not to be there`, { timeout: 1_800_000 }, async () => {
  const orders = await prepareOrders();
  const [whole, ...others] = orders;
  if (whole !== undefined) await queue(whole);
  sessionMs = (await runSender(undefined)).tookMs;
  for (const [kill, id] of others.entries()) {
    office.clock.advance(3_600_000); // the bank forgets transfers that nobody goes on with after a day
    await queue(id);
    const { tookMs, killed } = await runSender((sessionMs * 1.2 * ((kill * 0.618_033_988_749_895) % 1)) | 0); // spread evenly, never in step with anything
    sessionMs = killed ? Math.max(sessionMs, tookMs) : (sessionMs + tookMs) / 2;
    await expectSafe(id, `kill ${kill}`);
  }
  // The moments really hit before, in the middle and after; else the figure above says little.
  expect(seen.before).toBeGreaterThan(10);
  expect(seen.delivered).toBeGreaterThan(10);
});

async function prepareOrders(): Promise<readonly OrderId[]> {
  const context = await office.open();
  const wanted = Array.from({ length: kills + 1 }, (_, n) => ({ title: `kill ${n}`, transactions: [1, 2, 3, 4].map((i) => payment(`K-${n}-${i}`, BigInt(n * 100 + i), i)) }));
  const orders = await signedOrders(context, wanted);
  await context.store.close();
  return orders.map((order) => order.id);
}

async function queue(id: OrderId): Promise<void> {
  const context = await office.open();
  await queueOrder(context, id);
  await context.store.close();
}

/** @param killAfterMs since the session began; undefined: not at all @returns how long the session ran, and whether it was killed before its end */
async function runSender(killAfterMs: number | undefined): Promise<{ readonly tookMs: number; readonly killed: boolean }> {
  const child = spawn(process.execPath, [sender, office.storePath, Buffer.from(office.dataKey).toString("hex"), String(office.clock.now())], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<boolean>((resolve) => child.once("close", (_code, signal) => resolve(signal === "SIGKILL")));
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
  const killed = await ended;
  return { tookMs: performance.now() - began, killed };
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
