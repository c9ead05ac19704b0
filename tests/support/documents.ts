import { expect } from "vitest";
import type { OrderId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { type OrderName, parseOrderName } from "../../src/ebics/index.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import { sendFileAs } from "../../src/workflows/send-file-as.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { onlyConnection, pinText } from "./office.ts";

/** Under which a bank takes free-form files, and gives them back. */
export function documentName(direction: "send" | "fetch"): OrderName {
  const name = parseOrderName("OTH/-/-/document", direction);
  if (name === undefined) throw new Error("it is a name");
  return name;
}

/** Signed and sent in one session. */
export async function sendDocuments(context: WorkflowContext, documents: readonly Uint8Array[]): Promise<void> {
  const connectionId = (await onlyConnection(context)).id;
  const ids: OrderId[] = [];
  for (const [n, content] of documents.entries()) {
    const source = { name: `document ${n}`, open: async function* () { yield content; } };
    ids.push((await sendFileAs(context, { source, connectionId, sendAs: { ...documentName("send"), signatures: "release" } })).id);
  }
  const sheet = await prepareSigningSheet(context, ids);
  const [own] = sheet.own;
  if (own === undefined) throw new Error("the office has a signer");
  using pin = Secret.fromText(pinText);
  await signOrders(context, sheet, { subscriberId: own.subscriber.id, pin });
  for (const id of ids) await queueOrder(context, id);
  const { orders } = await communicate(context, { connectionId, send: true, fetch: false });
  expect(orders.filter(({ kind }) => kind === "delivered")).toHaveLength(documents.length);
}
