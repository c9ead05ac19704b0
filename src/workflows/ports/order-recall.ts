import type { IsoInstant, OrderId } from "../../domain/ids.ts";
import type { RecallOutcome } from "../../domain/recall-answer.ts";

/** What a recall is about, and what the bank has said to it. */
export interface OrderRecall {
  readonly orderId: OrderId;
  readonly orderNumber: number;
  readonly payments: PaymentsAskedBack;
  readonly answer?: StoredRecallAnswer | undefined;
}
/** Payments of the order by their positions, from 0: all, those of a batch, or some. */
export type PaymentsAskedBack =
  | { readonly kind: "all" }
  | { readonly kind: "batch"; readonly batch: number; readonly from: number; readonly count: number }
  | { readonly kind: "some"; readonly positions: readonly number[] };
export interface StoredRecallAnswer {
  readonly at: IsoInstant;
  /** Of the request as a whole. */
  readonly outcome: RecallOutcome;
  /** Why, in the bank's code and words. */
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  /** Payments of which the bank says something of their own; at most 1,000. */
  readonly payments: readonly { readonly position: number; readonly outcome: RecallOutcome; readonly code?: string | undefined; readonly text?: string | undefined }[];
}
