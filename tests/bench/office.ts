import { setTimeout as pause } from "node:timers/promises";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fetchGrants } from "../../src/workflows/connect-bank.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { bureauOperator, bureauPassphrase, openBureau } from "../support/bureau.ts";
import { orderFile } from "../support/order-file.ts";
import { Pty } from "../terminal/support/pty.ts";
import { programPath } from "../terminal/support/workstation.ts";
import { tell } from "./support/figure.ts";

/** An office with 200 companies, each with a bank, a key and an order that waits: how long from the login to the whole cockpit, and whether keys are heard meanwhile. */
const customers = 200;
const bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 1 });
try {
  for (let at = 0; at < customers; at++) await openCompany(`C${String(at).padStart(3, "0")}`);
  const pty = new Pty(programPath, [], { columns: 120, rows: 50, environment: { KONTOR_HOME: path.join(bureau.folder, "data"), HOME: bureau.folder } });
  await pty.waitFor("passphrase");
  pty.type(bureauOperator);
  pty.press("Tab");
  pty.type(bureauPassphrase);
  const started = performance.now();
  pty.press("Enter");
  await pty.waitFor(`Customers (${customers})`);
  const listed = performance.now() - started;
  const heard: number[] = [];
  // The note beside the heading goes when the last customer has been read.
  for (let down = true; pty.screen().includes("reading "); down = !down) {
    const before = pty.screen(), pressed = performance.now();
    pty.press(down ? "Down" : "Up");
    await pty.waitFor((screen) => screen !== before);
    heard.push(performance.now() - pressed);
    await pause(20);
  }
  tell(`from Enter at the login to the list of ${customers} customers`, listed, "ms");
  tell("to what all of them need", performance.now() - started, "ms");
  tell(`longest that a key waited meanwhile, of ${heard.length}`, Math.max(...heard), "ms");
  tell("peak RSS", Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pty.pid}/status`, "utf8"))?.[1]) / 1024, "MiB");
  pty.close();
} finally {
  await bureau.close();
}

async function openCompany(name: string): Promise<void> {
  const { admin } = bureau.bank("ALPHA");
  admin.addPartner({ partnerId: name, name });
  const { number } = admin.openAccount({ owner: name, currency: "EUR", partnerId: name });
  const context = await bureau.readyCustomer(name, "ALPHA");
  for (const { id } of await context.store.connections.all()) await fetchGrants(context, id);
  const bytes = Buffer.from(orderFile({ account: number, messageId: name, payments: Array.from({ length: 20 }, (_, at) => ({ endToEndId: `${name}-${at}`, amount: "12.50" })) }));
  await importOrderFile(context, { name: `${name}.xml`, open: async function* () { yield bytes; } });
}
