import { btfText, encryptionDigestMatches, type UploadInitialisation } from "../../ebics/index.ts";
import type { WantedRelease } from "../eds/fate.ts";
import { signWaiting } from "../eds/sign-waiting.ts";
import { isAllowed, offeredOrder } from "../subscribers/offered-orders.ts";
import { checkInitialisation } from "./check-sender.ts";
import { ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { isServed } from "./served-orders.ts";
import { checkSigners } from "./signers.ts";
import { forgetStaleUploads, keepUpload, openUploads } from "./upload-record.ts";

/** An upload that was not gone on with for so long is forgotten. */
const staleAfterMs = 24 * 3_600_000;

/** BTU, first message: who, what, signed by whom. Nothing is taken yet; a lost answer means nothing happened. */
export async function initialiseUpload(host: Host, request: UploadInitialisation): Promise<Outcome> {
  const known = { order: request.adminOrderType, partnerId: request.ids.partnerId, userId: request.ids.userId };
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return refusal(sender.code, known);
  const { params } = request;
  if (!isServed(request.protocol, request.adminOrderType, "to the bank")) return refusal("091006", known);
  if (params.kind === "HVE" || params.kind === "HVS") return signWaiting(host, request, sender.subscriber);
  if (params.kind !== "BTU") return refusal("091006", known);
  const about = { ...known, order: `BTU ${btfText(params.service)}` };
  const order = offeredOrder("BTU", params.service);
  if (order === undefined) return refusal("091005", about);
  if (!isAllowed(sender.subscriber, order)) return refusal("090003", about);
  const mayWait = order.kind === "credit-transfer";
  if (!params.signatureFlag && !mayWait) return refusal("091113", about);
  const release: WantedRelease = !params.signatureFlag ? "transport" : params.requestEds && mayWait ? "request-eds" : "signed";
  if (request.segments < 1) return refusal("091112", about);
  if (request.segments > host.limits.segmentsMax) return refusal("091118", about);
  if (!encryptionDigestMatches(request.encryption, host.keys.publicKeys.encryption)) return refusal("091008", about);
  const now = host.protocolClock.now();
  forgetStaleUploads(host.ledger.database, now - staleAfterMs);
  if (openUploads(host.ledger.database, request.ids.partnerId) >= host.limits.openUploadsMax) return refusal("091119", about);
  const signers = await checkSigners(host, request.protocol, request.ids.partnerId, order, release, request.signatureData, request.encryption);
  if (signers.kind === "refused") return refusal(signers.code, about);

  const transactionId = Buffer.from(host.randomness.bytes(16)).toString("hex").toUpperCase();
  const orderId = keepUpload(
    host.ledger.database,
    {
      transactionId, partnerId: request.ids.partnerId, userId: request.ids.userId, protocol: request.protocol, service: params.service, fileName: params.fileName, segments: request.segments,
      encryption: request.encryption, release, signatures: signers.signatures, dataDigest: request.dataDigest?.digest,
    },
    now,
  );
  return { ...about, codes: ok, transactionId, orderId };
}
