import type { AppError } from "../../domain/errors.ts";
import { type EbicsErrorCode, ebicsError } from "../errors.ts";
import type { Accepted, EbicsStep, NoData, Rejected } from "../exchange.ts";
import type { EbicsResponse } from "../messages.ts";
import { protocols } from "../protocol.ts";
import { readPublicKey } from "../public-key.ts";
import { type ReturnCode, isSuccess, returnCode } from "../return-codes.ts";
import type { OrderContext } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { XmlError, parseXml } from "../xml/parse.ts";
import { ShapeError } from "../xml/shape.ts";

/** What every answer has: two codes and a text. */
type Outcome = Pick<EbicsResponse, "technical" | "reportText"> & { readonly business: string };

/**
 * Reads a signed answer: the schema's shape, the bank's signature, and that it answers this very step.
 * @throws AppError ebics; nothing of a bad answer is used
 */
export function readSignedAnswer(context: OrderContext, bytes: Uint8Array, step: EbicsStep): EbicsResponse {
  const protocol = protocols[context.protocol];
  const { document, value: response } = readAnswer(bytes, step, protocol.readResponse);
  if (!protocol.verifyMessage(document, readPublicKey(context.bank.authentication).publicKey)) throw badSignature(response, step);
  // A recovery point says in which phase to go on, not which one was asked for.
  if (response.phase !== phaseNames[step.phase] && response.technical !== recoverySync) throw unexpected(step, `It is of the phase ${response.phase}.`);
  if (step.transactionId !== undefined && response.transactionId !== undefined && response.transactionId !== step.transactionId) {
    throw unexpected(step, "It belongs to another transmission.");
  }
  if (step.transactionId !== undefined && response.transactionId === undefined && isSuccess(returnCode(response.technical))) {
    throw unexpected(step, "It does not say which transmission it belongs to.");
  }
  return response;
}

/** An answer names no request: a genuine one to a download, given for that to an upload, is told by what it brings. @throws AppError ebics/`unexpected-answer` */
export function requireUploadAnswer(response: EbicsResponse, step: EbicsStep): void {
  if (response.segments !== undefined || response.data !== undefined) throw unexpected(step, "It answers a download.");
}

/** EBICS_TX_RECOVERY_SYNC: the bank is at another step of the transaction, and names it. */
export const recoverySync = "061101";

/** Reads an answer's shape. @throws AppError ebics/`unexpected-answer` */
export function readAnswer<T>(
  bytes: Uint8Array, step: EbicsStep, read: (document: XmlElement) => T, parse: (bytes: Uint8Array) => XmlElement = parseXml,
): { readonly document: XmlElement; readonly value: T } {
  try {
    const document = parse(bytes);
    return { document, value: read(document) };
  } catch (cause) {
    if (cause instanceof XmlError || cause instanceof ShapeError) throw unexpected(step, "It is not the message that EBICS prescribes.", cause);
    throw cause;
  }
}

/** Both codes say that it was done. */
export function isAccepted(outcome: Outcome): boolean {
  return isSuccess(returnCode(outcome.technical)) && isSuccess(returnCode(outcome.business));
}

export function accepted<T>(outcome: Outcome, value: T): Accepted<T> {
  return { kind: "ok", value, technical: returnCode(outcome.technical), business: returnCode(outcome.business), reportText: outcome.reportText ?? "" };
}

export function rejected(outcome: Pick<Outcome, "technical" | "reportText"> & { readonly business?: string }, step: EbicsStep): Rejected {
  const technical = returnCode(outcome.technical);
  const business = outcome.business === undefined ? undefined : returnCode(outcome.business);
  const decisive = isSuccess(technical) && business !== undefined ? business : technical;
  return { kind: "rejected", technical, business, decisive, reportText: outcome.reportText ?? "", step, mayBeExecuting: step.last === true && decisive.money === "unclear" };
}

/** 090005 in either place: banks differ. Undefined when it is something else. */
export function noData(outcome: Outcome): NoData | undefined {
  const technical: ReturnCode = returnCode(outcome.technical);
  const business = returnCode(outcome.business);
  return technical.code === nothingThere || business.code === nothingThere ? { kind: "no-data", technical, business, reportText: outcome.reportText ?? "" } : undefined;
}
const nothingThere = "090005";

/** The answer is well-formed but does not fit what was asked. */
export function unexpected(step: EbicsStep, why: string, cause?: unknown): AppError {
  return failure("unexpected-answer", step, `The bank's answer cannot be used. ${why}`, "Try again; if it stays so, tell the bank.", cause);
}

/** An error about the answer to a step, with what it means for the money at that point. */
export function failure(code: EbicsErrorCode, step: EbicsStep, message: string, next: string, cause?: unknown): AppError {
  const { order, phase, segment, segments, transactionId, bankOrderId } = step;
  return ebicsError(code, message, meaningAt(step), next, { cause, context: { order, phase, segment, segments, transactionId, bankOrderId, last: step.last } });
}

function badSignature(response: EbicsResponse, step: EbicsStep): AppError {
  // After a change of keys the bank can only sign with the new ones, so this one code is looked at although nothing proves it.
  if (response.technical === "091008") {
    return failure("bank-keys-changed", step, "The bank says that it has new keys, and its answer is not signed with those we know.", "Fetch the bank's keys and compare their hashes with those the bank published.");
  }
  return failure("bad-response-signature", step, "The answer is not signed by the bank whose keys were confirmed.", "Check the connection's address and the bank's keys before anything else is sent.");
}

function meaningAt(step: EbicsStep): string {
  if (keyOrders.has(step.order)) return step.last === true ? "No money is concerned. Whether the bank did it is not certain: it is to be asked before anything is signed." : "No money is concerned; the keys are as they were.";
  switch (step.phase) {
    case "key-management":
      return "No money is concerned. Whether the bank took the keys is not certain.";
    case "receipt":
      return "The data are here. The bank may offer them once more.";
    case "initialisation":
    case "transfer":
      if (step.order === "HVE" || step.order === "HVS") return "Whether the bank took it is not certain. It may be asked for, and repeated without harm.";
      if (step.last === true) return "The order may be executed. It must not be sent again before the bank was asked.";
      return step.direction === "upload" ? "The order will not be executed: its last part was not sent." : "Nothing was taken over, and the bank still holds the data.";
  }
}

/** Orders that change a user's keys or state, not money. */
const keyOrders: ReadonlySet<string> = new Set(["PUB", "HCA", "HCS", "SPR"]);

const phaseNames: Readonly<Record<EbicsStep["phase"], EbicsResponse["phase"] | undefined>> = {
  initialisation: "Initialisation",
  transfer: "Transfer",
  receipt: "Receipt",
  "key-management": undefined,
};
