import type { SignatureClass } from "../../domain/signature-rules.ts";
import type { OrderFormat } from "../../formats/format.ts";
import type { Host } from "../host/host.ts";
import type { Upload } from "../host/upload-record.ts";
import { isAllowed, type OfferedOrder, offeredOrder } from "../subscribers/offered-orders.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { edsAgreement, edsSettings, signaturesRequiredFor, signaturesRequiredMost } from "./agreement.ts";
import { type CheckedPayee, checkPayee, keepPayeeChecks, needsDecision } from "./payee-check.ts";
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
  | { readonly kind: "execute"; readonly payees?: readonly CheckedPayee[] | undefined; readonly survey?: OrderSurvey | undefined }
  /** Where payees' names differ, the signatures given so far do not release it: somebody must, who has seen that. */
  | { readonly kind: "wait"; readonly survey: OrderSurvey; readonly signaturesRequired: number; readonly signers: readonly Subscriber[]; readonly untilMs: number; readonly payees?: readonly CheckedPayee[] | undefined }
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

/** Are the signatures enough for whatever the partner may order? */
export function isReleased(host: Host, upload: Upload): boolean {
  if (upload.release === "transport") return false;
  return releases(countingSigners(host, upload).map((signer) => signer.signatureClass), signaturesRequiredMost(host.ledger.database, upload.partnerId));
}

/** All data are here and all signatures are right: are they enough? The order's content is only read where that depends on it. */
export async function decideFate(host: Host, upload: Upload, format: OrderFormat, content: () => AsyncIterable<Uint8Array>): Promise<Fate> {
  const { database, clock } = host.ledger;
  const signers = upload.release === "transport" ? [] : countingSigners(host, upload);
  const classes = signers.map((signer) => signer.signatureClass);
  const checksPayees = edsSettings(database).payeeCheck && edsAgreement(database, upload.partnerId).eds;
  if (!checksPayees && releases(classes, signaturesRequiredMost(database, upload.partnerId))) return { kind: "execute" };
  const payees: CheckedPayee[] = [];
  const survey = await surveyOrder(format, content(), checksPayees ? ({ batch, transaction }) => payees.push(checkPayee(host.ledger, batch.paymentInformationId, transaction)) : undefined);
  const checked = checksPayees ? payees : undefined;
  const signaturesRequired = signaturesRequiredFor(database, upload.partnerId, survey.accounts);
  const untilMs = clock.now() + edsSettings(database).deletedAfterDays * dayMs;
  if (releases(classes, signaturesRequired)) return needsDecision(payees) ? { kind: "wait", survey, signaturesRequired, signers: [], untilMs, payees } : { kind: "execute", payees: checked, survey };
  if (upload.release === "signed" || !edsAgreement(database, upload.partnerId).eds) return { kind: "refuse" };
  return { kind: "wait", survey, signaturesRequired, signers, untilMs, payees: checked };
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

/** Within a transaction: what was found out about the payees of the order that was just kept. */
export function keepFindings(host: Host, row: bigint, fate: Exclude<Fate, { readonly kind: "refuse" }>): void {
  if (fate.payees === undefined || fate.survey === undefined) return;
  host.ledger.database.run("UPDATE customer_order SET survey = ? WHERE id = ?", surveyText(fate.survey), row);
  keepPayeeChecks(host.ledger, row, fate.payees);
}

function countingSigners(host: Host, upload: Upload): Subscriber[] {
  const order: OfferedOrder | undefined = offeredOrder("BTU", upload.service);
  return upload.signatures.flatMap(({ userId }) => {
    const signer = findSubscriber(host.ledger.database, upload.partnerId, userId);
    return signer !== undefined && order !== undefined && isAllowed(signer, order) ? [signer] : [];
  });
}
