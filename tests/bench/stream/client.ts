/**
 * The client as a process of its own: `node client.ts <folder> <url> idle | send <file> | fetch`. `idle` only asks the bank for its parameters.
 * Prints what came of it as JSON.
 */
import { randomFillSync } from "node:crypto";
import path from "node:path";
import { internet } from "../../support/internet.ts";
import { loadCatalogue } from "../../../src/cli/catalogue.ts";
import { openFile } from "../../../src/cli/files.ts";
import { systemProcesses } from "../../../src/cli/processes.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { parseOrderName } from "../../../src/ebics/index.ts";
import { keyFile, keyFiles } from "../../../src/signing/key-file/index.ts";
import { oneTimePassword } from "../../../src/signing/one-time-password/index.ts";
import { askBankData, fetchByName } from "../../../src/workflows/communication/ask-bank-data.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { queueOrder } from "../../../src/workflows/outbox.ts";
import { sendFileAs } from "../../../src/workflows/send-file-as.ts";
import { prepareSigningSheet, signOrders } from "../../../src/workflows/sign-orders.ts";
import { openClient } from "./folders.ts";

const [folder = "", url = "", mode, file = ""] = process.argv.slice(2);
const context = await openClient(folder, {
  clock: { now: () => Date.now() }, randomness: { bytes: (sizeBytes) => randomFillSync(new Uint8Array(sizeBytes)) },
  banks: await loadCatalogue(path.resolve(import.meta.dirname, "../../../profiles")), channel: () => internet, device: () => keyFile, oneTimePassword, keyFiles,
  printer: {} as never, // nothing is printed
  cards: {} as never, // nor signed with a card
  processes: systemProcesses(), bics: () => Promise.resolve(() => undefined),
});
const [connection] = await context.store.connections.all();
if (connection === undefined) throw new Error("the client has a connection");
await context.store.connections.put({ ...connection, channel: { ...connection.channel, url } });
const started = performance.now();
let sha256: string | undefined;
if (mode === "send") sha256 = await send(context);
else if (mode === "fetch") {
  const taken = await fetchByName(context, connection.id, named("fetch"), { title: "documents" });
  const fileId = taken?.files[0]?.fileId;
  sha256 = fileId && (await context.store.files.get(fileId))?.sha256;
} else await askBankData(context, connection.id, "HPD");
const seconds = (performance.now() - started) / 1000;
await context.store.close();
console.log(JSON.stringify({ sha256, seconds, maxRssKib: process.resourceUsage().maxRSS }));

async function send({ store }: WorkflowContext): Promise<string | undefined> {
  const connectionId = connection?.id;
  if (connectionId === undefined) throw new Error("the client has a connection");
  const order = await sendFileAs(context, { source: { name: path.basename(file), open: () => openFile(file) }, connectionId, sendAs: { ...named("send"), signatures: "release" } });
  const sheet = await prepareSigningSheet(context, [order.id]);
  const [own] = sheet.own;
  if (own === undefined) throw new Error("the client has a signer");
  using pin = Secret.fromText("quiet river 71 stones");
  await signOrders(context, sheet, { subscriberId: own.subscriber.id, pin });
  await queueOrder(context, order.id);
  const { orders, problem } = await communicate(context, { connectionId, send: true, fetch: false });
  if (orders[0]?.kind !== "delivered") throw new Error(problem ?? orders[0]?.text);
  return order.fileId && (await store.files.get(order.fileId))?.sha256;
}

function named(direction: "send" | "fetch") {
  const name = parseOrderName("OTH/-/-/document", direction);
  if (name === undefined) throw new Error("it is a name");
  return name;
}
