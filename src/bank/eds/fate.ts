import type { SignatureClass } from "../../domain/signature-rules.ts";
import type { OrderFormat } from "../../formats/format.ts";
import type { Host } from "../host/host.ts";
import type { Upload } from "../host/upload-record.ts";
import { isAllowed, type OfferedOrder, offeredOrder } from "../subscribers/offered-orders.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { edsAgreement, edsSettings, signaturesRequiredFor, signaturesRequiredMost } from "./agreement.ts";
import { addSignature } from "./waiting-order.ts";
import { type OrderSurvey, surveyOrder, surveyText } from "./order-survey.ts";
import { releases } from "./release-rule.ts";

/** How an upload wants to be released. */
export type WantedRelease =
  /** Its signatures release it, or it is refused. */
  | "signed"
  /** Where they are not enough, it waits for the others. */
  | "request-eds"
  /** Its signatures only carry it; the releasing ones come afterwards. */
  | "transport";

/** What becomes of an order whose signatures are right. */
export type Fate =
  | { readonly kind: "execute" }
  | { readonly kind: "wait"; readonly survey: OrderSurvey; readonly signaturesRequired: number; readonly signers: readonly Subscriber[]; readonly untilMs: number }
  /** Too few signatures, and it may not wait for more. */
  | { readonly kind: "refuse" };

/**
 * Before any data arrive: the code to refuse an upload with whose signatures can never be enough.
 * @param classes of the signers who may sign this kind of order
 */
export function releaseRefusal(database: BankDatabase, partnerId: string, wanted: WantedRelease, classes: readonly SignatureClass[]): string | undefined {
  const { eds, signaturesRequired } = edsAgreement(database, partnerId);
  // Without the flag an order is released by other means, which this bank has none of but signing at the bank.
  if (wanted === "transport") return eds ? undefined : "091113";
  return (wanted === "request-eds" && eds) || releases(classes, signaturesRequired) ? undefined : "090003";
}

/** All data are here and all signatures are right: are they enough? The order's content is only read where that depends on it. */
export async function decideFate(host: Host, upload: Upload, format: OrderFormat, content: () => AsyncIterable<Uint8Array>): Promise<Fate> {
  const { database, clock } = host.ledger;
  const signers = upload.release === "transport" ? [] : countingSigners(host, upload);
  const classes = signers.map((signer) => signer.signatureClass);
  if (releases(classes, signaturesRequiredMost(database, upload.partnerId))) return { kind: "execute" };
  const survey = await surveyOrder(format, content());
  const signaturesRequired = signaturesRequiredFor(database, upload.partnerId, survey.accounts);
  if (releases(classes, signaturesRequired)) return { kind: "execute" };
  if (upload.release === "signed" || !edsAgreement(database, upload.partnerId).eds) return { kind: "refuse" };
  return { kind: "wait", survey, signaturesRequired, signers, untilMs: clock.now() + edsSettings(database).deletedAfterDays * dayMs };
}
const dayMs = 86_400_000;

/** Within a transaction: the order that was just kept waits from now on. */
export function keepWaiting(host: Host, row: bigint, fate: Extract<Fate, { readonly kind: "wait" }>): void {
  const { database, clock } = host.ledger;
  database.run(
    "UPDATE customer_order SET state = 'waiting', transactions = ?, signatures_required = ?, survey = ?, eds_until_ms = ? WHERE id = ?",
    fate.survey.transactions, fate.signaturesRequired, surveyText(fate.survey), fate.untilMs, row,
  );
  for (const signer of fate.signers) addSignature(database, row, signer, clock.now());
}

function countingSigners(host: Host, upload: Upload): Subscriber[] {
  const order: OfferedOrder | undefined = offeredOrder("BTU", upload.service);
  return upload.signatures.flatMap(({ userId }) => {
    const signer = findSubscriber(host.ledger.database, upload.partnerId, userId);
    return signer !== undefined && order !== undefined && isAllowed(signer, order) ? [signer] : [];
  });
}
