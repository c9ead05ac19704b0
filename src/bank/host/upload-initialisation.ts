import { type BtfService, encryptionDigestMatches, type OrderParams, orderNameOf, orderNameText, type UploadInitialisation } from "../../ebics/index.ts";
import type { WantedRelease } from "../eds/fate.ts";
import { signWaiting } from "../eds/sign-waiting.ts";
import { isAllowed, type OfferedOrder, orderNamed } from "../subscribers/offered-orders.ts";
import { checkInitialisation } from "./check-sender.ts";
import { ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { attributeFits } from "./order-attribute.ts";
import { isServed } from "./served-orders.ts";
import { checkSigners } from "./signers.ts";
import { forgetStaleUploads, keepUpload, openUploads, orderIdProblem } from "./upload-record.ts";

/** An upload that was not gone on with for so long is forgotten. */
const staleAfterMs = 24 * 3_600_000;

/** An upload's first message, by BTU, order type or FUL: who, what, signed by whom. Nothing is taken yet; a lost answer means nothing happened. */
export async function initialiseUpload(host: Host, request: UploadInitialisation): Promise<Outcome> {
  const known = { order: request.adminOrderType, partnerId: request.ids.partnerId, userId: request.ids.userId };
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return refusal(sender, known);
  const { params } = request;
  if (!isServed(request.protocol, request.adminOrderType, "to the bank")) return refusal("091006", known);
  if (params.kind === "HVE" || params.kind === "HVS") return signWaiting(host, request, sender.subscriber);
  if (params.kind !== "BTU" && params.kind !== "FUL" && params.kind !== "standard") return refusal("091006", known);
  const name = orderNameOf(request);
  const about = { ...known, order: orderNameText(name) };
  const order = orderNamed(request.protocol, name);
  if (order?.service === undefined) return refusal(params.kind === "standard" ? "091006" : "091005", about);
  if (order.adminOrderType !== "BTU") return refusal("091005", about); // something to fetch
  if (!isAllowed(sender.subscriber, order)) return refusal("090003", about);
  if (!attributeFits(request, "OZHNN", "DZHNN")) return refusal("091121", about);
  const release = releaseOf(request, order);
  if (release === "transport" && !mayWait(order)) return refusal(request.orderAttribute === undefined ? "091113" : "091121", about);
  if (request.segments < 1) return refusal("091112", about);
  if (request.segments > host.limits.segmentsMax) return refusal("091118", about);
  if (!encryptionDigestMatches(request.encryption, host.keys.publicKeys.encryption)) return refusal("091008", about);
  const now = host.protocolClock.now();
  forgetStaleUploads(host.ledger.database, now - staleAfterMs);
  if (openUploads(host.ledger.database, request.ids.partnerId) >= host.limits.openUploadsMax) return refusal("091119", about);
  const signers = await checkSigners(host, request.protocol, request.ids.partnerId, order, release, request.signatureData, request.encryption);
  if (signers.kind === "refused") return refusal(signers, about);
  const idProblem = orderIdProblem(host.ledger.database, request);
  if (idProblem !== undefined) return refusal(idProblem, about);

  const transactionId = Buffer.from(host.randomness.bytes(16)).toString("hex").toUpperCase();
  const orderId = keepUpload(
    host.ledger.database, request.orderId,
    {
      transactionId, partnerId: request.ids.partnerId, userId: request.ids.userId, protocol: request.protocol, service: serviceOf(params, order.service), fileName: params.kind === "BTU" ? params.fileName : undefined, segments: request.segments,
      encryption: request.encryption, release, signatures: signers.signatures, dataDigest: request.dataDigest?.digest,
    },
    now,
  );
  return { ...about, codes: ok, transactionId, orderId };
}

/** What the signatures are for: said by the signature flag of 3.0, and by the order attribute before it, where whatever lacks signatures may wait. */
function releaseOf(request: UploadInitialisation, order: OfferedOrder): WantedRelease {
  const { params } = request;
  const releases = params.kind === "BTU" ? params.signatureFlag : request.orderAttribute === "OZHNN";
  if (!releases) return "transport";
  return (params.kind !== "BTU" || params.requestEds) && mayWait(order) ? "request-eds" : "signed";
}

function mayWait(order: OfferedOrder): boolean {
  return order.kind === "credit-transfer" || order.kind === "direct-debit";
}

/** 3.0 may say more than what is offered: variant, version and format of the message. */
function serviceOf(params: OrderParams, offered: BtfService): BtfService {
  return params.kind === "BTU" ? params.service : offered;
}
