import { unreachable } from "../../domain/errors.ts";
import {
  ebicsResponse, hevResponse, type HostRequest, hostVersions, keyManagementResponse, type KeyManagementResponse, type MalformedRequest, parseHostRequest, type ProtocolVersion, type TransactionPhase, type UploadInitialisation,
} from "../../ebics/index.ts";
import { ok, reportText } from "./codes.ts";
import { initialiseDownload, receiveReceipt, transferDownload } from "./download-phases.ts";
import { findDownload } from "./download-record.ts";
import type { Host } from "./host.ts";
import { initialiseKeyOrder, isKeyOrder, transferKeyChange } from "./key-change.ts";
import { findKeyChange } from "./key-change-record.ts";
import { giveBankKeys, receiveKeys } from "./key-management.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { isServed } from "./served-orders.ts";
import { SerialQueue } from "./serial-queue.ts";
import { initialiseUpload } from "./upload-initialisation.ts";
import { findUpload } from "./upload-record.ts";
import { transferUpload } from "./upload-transfer.ts";

/** An answer and what it was about, for the trace. */
export interface Handled {
  readonly answer: Uint8Array;
  /** `BTU SCT/-/-/pain.001 Initialisation`. */
  readonly summary: string;
  readonly outcome: Outcome;
  /** As the request named them; absent in what is none. */
  readonly protocol?: ProtocolVersion | undefined;
  readonly phase?: TransactionPhase | undefined;
}

/** One EBICS request, any bytes, to its answer. Errors of ours become 061099; nothing is ever thrown at the customer. */
export async function handleRequest(host: Host, bytes: Uint8Array): Promise<Handled> {
  const request = parseHostRequest(bytes);
  switch (request.kind) {
    case "malformed":
      return malformed(host, request);
    case "hev":
      return hev(host, request.hostId);
    case "unsecured":
      return keyManagement(request.protocol, request.adminOrderType, request.ids, await guarded(() => receiveKeys(host, request), codesOnly));
    case "no-pub-key-digests":
      return keyManagement(request.protocol, request.adminOrderType, request.ids, await guarded(() => giveBankKeys(host, request), codesOnly));
    case "upload-initialisation":
      return transaction(host, request.protocol, "Initialisation", await guarded(() => beginUpload(host, request), withCode));
    case "download-initialisation":
      return transaction(host, request.protocol, "Initialisation", await guarded(() => initialiseDownload(host, request), withCode));
    case "transfer":
    case "receipt": {
      const phase = request.kind === "transfer" ? "Transfer" : "Receipt";
      if (request.hostId !== host.hostId) return transaction(host, request.protocol, phase, refusal("091011"));
      return transaction(host, request.protocol, phase, await guarded(() => inTurn(host, request.transactionId, () => continued(host, request)), withCode));
    }
    default:
      return unreachable(request);
  }
}

function beginUpload(host: Host, request: UploadInitialisation): Promise<Outcome> {
  const { adminOrderType } = request;
  return isKeyOrder(adminOrderType) ? initialiseKeyOrder(host, request, adminOrderType) : initialiseUpload(host, request);
}

/** A message with a transaction id: an upload's or a download's. */
async function continued(host: Host, request: Extract<HostRequest, { kind: "transfer" | "receipt" }>): Promise<Outcome> {
  const { transactionId, protocol } = request;
  // A transmission goes on in the version in which it began: in another one it is unknown.
  const upload = findUpload(host.ledger.database, transactionId);
  if (upload?.protocol === protocol) {
    return request.kind === "transfer" ? transferUpload(host, request, upload) : refusal("091113", { transactionId, order: "BTU" });
  }
  const change = findKeyChange(host.ledger.database, transactionId);
  if (change?.protocol === protocol) return request.kind === "transfer" ? transferKeyChange(host, request, change) : refusal("091113", { transactionId, order: change.order });
  const download = findDownload(host.ledger.database, transactionId);
  if (download?.protocol !== protocol) return refusal("091101", { transactionId });
  return request.kind === "transfer" ? transferDownload(host, request, download) : receiveReceipt(host, request, download);
}

/** The same segment sent twice at once must not become two orders. */
async function inTurn(host: Host, transactionId: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const queue = host.transactions.get(transactionId) ?? new SerialQueue();
  host.transactions.set(transactionId, queue);
  try {
    return await queue.run(work);
  } finally {
    if (queue.pending === 0) host.transactions.delete(transactionId);
  }
}

async function guarded<Result>(work: () => Promise<Result>, failed: (code: string) => Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // The customer learns only that something broke; what it was is told to whoever runs the bank.
    process.emitWarning(error instanceof Error ? error : String(error), { type: "PracticeBank" });
    return failed("061099");
  }
}

function withCode(code: string): Outcome {
  return refusal(code);
}
function codesOnly(code: string): KeyManagementResponse {
  return { technical: code, business: "000000" };
}

async function transaction(host: Host, protocol: ProtocolVersion, phase: TransactionPhase, outcome: Outcome): Promise<Handled> {
  const { codes, transactionId, orderId, segments, segment, data } = outcome;
  const answer = await ebicsResponse(
    protocol, { phase: outcome.phase ?? phase, transactionId, segments, segment, orderId, technical: codes.technical, business: codes.business, reportText: reportText(codes), data }, host.keys.authentication,
  );
  const part = segment === undefined ? "" : ` segment ${segment.number}`;
  return { answer, summary: `${outcome.order ?? "unknown transaction"}, ${phase}${part}`, outcome, protocol, phase };
}

function keyManagement(protocol: ProtocolVersion, adminOrderType: string, ids: { readonly partnerId: string; readonly userId: string }, response: KeyManagementResponse): Handled {
  const outcome = { codes: { technical: response.technical, business: response.business }, order: adminOrderType, partnerId: ids.partnerId, userId: ids.userId };
  return { answer: keyManagementResponse(protocol, { ...response, reportText: reportText(outcome.codes) }), summary: adminOrderType, outcome, protocol };
}

function hev(host: Host, hostId: string): Handled {
  const isOurs = hostId === host.hostId;
  const codes = isOurs ? ok : { technical: "091011", business: "000000" };
  return { answer: hevResponse({ returnCode: codes.technical, reportText: reportText(codes), versions: isOurs ? servedVersions() : [] }), summary: "HEV", outcome: { codes } };
}

/** Whoever can initialise in a version can use it. */
function servedVersions(): ReturnType<typeof hostVersions> {
  return hostVersions().filter(({ protocolVersion }) => isServed(protocolVersion, "INI", "to the bank"));
}

async function malformed(host: Host, request: MalformedRequest): Promise<Handled> {
  const outcome = refusal({ code: request.returnCode, reason: `It is no EBICS request: ${request.reason}.` });
  const summary = `no EBICS request: ${request.reason}`;
  switch (request.answer) {
    case "ebicsHEVResponse":
      return { answer: hevResponse({ returnCode: request.returnCode, reportText: reportText(outcome.codes), versions: [] }), summary, outcome };
    case "ebicsKeyManagementResponse":
      return { answer: keyManagementResponse(request.protocol, { technical: request.returnCode, business: "000000", reportText: reportText(outcome.codes) }), summary, outcome };
    case "ebicsResponse":
      return { ...(await transaction(host, request.protocol, "Initialisation", outcome)), summary, phase: undefined };
    default:
      return unreachable(request.answer);
  }
}
