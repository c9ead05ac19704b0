import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant } from "../../domain/ids.ts";
import { edsDetails, type EdsState, edsState, wholeOrderAtBank } from "../../ebics/index.ts";
import { toIsoInstant } from "../../domain/clock.ts";
import { detectFormat } from "../../formats/detect.ts";
import { fetchDownload } from "../communication/fetch-download.ts";
import { converse, type Line, orderContext, rejectionText } from "../communication/line.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { EdsContent, EdsOrder } from "../ports/eds-orders.ts";
import { surveyContent } from "./survey.ts";

/** What a bank says of one order now; `gone`: it waits no more, or not for this user. */
export type AskedState = { readonly kind: "state"; readonly state: EdsState } | { readonly kind: "gone"; readonly code: string; readonly text: string };

/** HVD. */
export async function askState(context: WorkflowContext, line: Line, order: EdsOrder): Promise<AskedState> {
  const answer = await converse(line, edsState(orderContext(context, line), refOf(order)));
  if (answer.kind === "ok") return { kind: "state", state: answer.value };
  return { kind: "gone", ...rejectionText(answer) };
}

/**
 * Fetches what stands in an order: its file, whose digest is computed here and must be the one that the bank asks signatures for; where the
 * bank gives no file, its note, with the payments where it tells of them. What contradicts itself is kept as such, and nothing of it can be signed.
 * @throws AppError workflow/`eds-gone` when it waits no more; `eds-contradiction`, after it was written down
 */
export async function fetchEdsContent(context: WorkflowContext, line: Line, order: EdsOrder): Promise<EdsOrder> {
  const asked = await askState(context, line, order);
  if (asked.kind === "gone") throw goneError(order, asked);
  const { state } = asked;
  const digest = Buffer.from(state.dataDigest.digest).toString("hex");
  if (order.digest !== undefined && order.digest !== digest) return contradict(context, order, "The digest in the bank's list and the one in its answer about the order differ.");
  if (!state.orderDataAvailable) {
    const told = state.orderDetailsAvailable ? await toldPayments(context, line, order) : [];
    return keep(context, order, state, async () => ({ kind: "note", text: [noteText(state.displayFile), ...told].join("\n"), digest, fetchedAt: instantNow(context) }));
  }
  const answer = await fetchDownload(context, line, wholeOrderAtBank(refOf(order)));
  if (answer.kind !== "ok") throw goneError(order, rejectionText(answer));
  const { file, transfer, end } = answer.value;
  const { facts, computed, format } = await surveyContent(context, file.open(), detectFormat(await file.readAt(0, headBytes)));
  if (computed !== digest) {
    await end(false);
    return contradict(context, order, "The file that the bank gives is not the one that it asks a signature for: its digest is another one.");
  }
  const storedAs = file.isStored ? transfer?.fileId : undefined;
  const saved = await keep(context, order, state, async (store) => {
    if (transfer !== undefined) await store.transfers.put({ ...transfer, takenIn: true, fileIsContent: storedAs !== undefined });
    const fileId = storedAs ?? (await store.files.add({ kind: "order", name: `${order.bankOrderId}.xml`, at: instantNow(context), content: file.open() })).id;
    return {
      kind: "file", fileId, digest, fetchedAt: instantNow(context), format: format?.id, transactionCount: facts?.transactionCount ?? 0, sums: facts?.sums ?? [], largest: facts?.largest ?? [],
      accounts: facts?.accounts ?? [], executionDate: facts?.executionDate,
    };
  });
  await end(true, storedAs !== undefined);
  return saved;
}
/** The payments as the bank tells of them, where it keeps the file back: for the eye only, since no digest proves them. */
async function toldPayments(context: WorkflowContext, line: Line, order: EdsOrder): Promise<readonly string[]> {
  const answer = await converse(line, edsDetails(orderContext(context, line), refOf(order), { limit: paymentsTold, offset: 0 }));
  if (answer.kind !== "ok") return [];
  const { total, payments } = answer.value;
  const lines = payments.map(({ executionDate, amount, currency, recipient, purpose }) => `${[executionDate, amount, currency, "to", recipient.holder, recipient.account].filter((part) => part !== undefined).join(" ")}: ${purpose.join(" ")}`);
  const more = total - payments.length;
  return ["", `The bank tells of ${counted(total, "payment")}; nothing proves that they are what the digest is over:`, ...lines, ...(more > 0 ? [`and ${counted(more, "more payment")}`] : [])];
}
const paymentsTold = 100;

/** As much as tells a format. */
const headBytes = 4096;

export function refOf(order: EdsOrder): { readonly partnerId: string; readonly name: EdsOrder["name"]; readonly orderId: string } {
  return { partnerId: order.partnerId, name: order.name, orderId: order.bankOrderId };
}

/** Writes down that the bank contradicts itself. @throws AppError workflow/`eds-contradiction` always */
export async function contradict(context: WorkflowContext, order: EdsOrder, reason: string): Promise<never> {
  const before = await context.store.transaction(async (store) => {
    const at = instantNow(context);
    const now = (await store.eds.get(order.connectionId, order.bankOrderId)) ?? order;
    await store.eds.put({ ...now, content: { kind: "contradiction", reason, fetchedAt: at } });
    await store.journal.append({ at, actor: "bank", action: "eds.contradiction", subject: order.bankOrderId, summary: `Order ${order.bankOrderId} must not be signed: ${reason}` });
    return now.content;
  });
  if (before?.kind === "file") await context.store.files.remove(before.fileId);
  throw new AppError("workflow", "eds-contradiction", `Order ${order.bankOrderId}: ${reason}`, {
    meaning: "Nothing was signed, and the order cannot be signed here.", next: "Ask the bank by telephone what this order is; do not sign it by any other way before.",
  });
}

/** @param contentIn is called in the transaction that keeps it */
async function keep(context: WorkflowContext, order: EdsOrder, state: EdsState, contentIn: (store: CustomerStore) => Promise<EdsContent>): Promise<EdsOrder> {
  const { kept, before } = await context.store.transaction(async (store) => {
    const now = (await store.eds.get(order.connectionId, order.bankOrderId)) ?? order;
    const content = await contentIn(store);
    const changed: EdsOrder = { ...now, content, sizeBytes: state.sizeBytes, signers: signersOf(state), digest: now.digest ?? Buffer.from(state.dataDigest.digest).toString("hex") };
    await store.eds.put(changed);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "eds.content-fetched", subject: order.bankOrderId,
      summary: content.kind === "file" ? `Content of order ${order.bankOrderId} fetched; its digest is the one to be signed` : `The bank gives no content of order ${order.bankOrderId}, only a note`,
      detail: { digest: changed.digest },
    });
    return { kept: changed, before: now.content };
  });
  if (before?.kind === "file") await context.store.files.remove(before.fileId);
  return kept;
}

export function signersOf(state: EdsState): EdsOrder["signers"] {
  return state.signers.map((signer) => ({ userId: signer.userId, name: signer.name, signatureClass: signer.authorisationLevel, at: toIsoInstant(signer.timestamp) as IsoInstant }));
}

function goneError(order: EdsOrder, { code, text }: { readonly code: string; readonly text: string }): AppError {
  return new AppError("workflow", "eds-gone", `The bank does not give order ${order.bankOrderId}: ${code} ${text}`, {
    meaning: "Nothing was signed.", next: "Fetch the list again; it may have been released or cancelled meanwhile.", context: { code },
  });
}

/** Banks write the note in UTF-8 or in ISO 8859-1. */
function noteText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes); // not UTF-8
  }
}
