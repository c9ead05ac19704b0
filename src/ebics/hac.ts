import type { BatchStatus, StatusReportHeader } from "../domain/status-report.ts";

/** OrgnlPmtInfId of a HAC event. */
export const hacActions = [
  "FILE_UPLOAD", "FILE_DOWNLOAD", "ES_UPLOAD", "ES_DOWNLOAD", "ES_VERIFICATION", "VEU_FORWARDING", "VEU_VERIFICATION",
  "VEU_VERIFICATION_END", "VEU_CANCEL_ORDER", "ADDITIONAL", "ORDER_HAC_FINAL_POS", "ORDER_HAC_FINAL_NEG",
] as const;
export type HacAction = (typeof hacActions)[number];

/** One event of the customer protocol. Together `timestamp`, `action`, `orderId` and `userId` tell a repeated line from a new one. */
export interface HacEvent {
  /** An action of a bank that is not in the list is kept as it is. */
  readonly action: HacAction | (string & {});
  /** TimeStamp, as the bank wrote it. */
  readonly timestamp: string;
  readonly partnerId?: string | undefined;
  /** FINAL_* events usually have none. */
  readonly userId?: string | undefined;
  /** The bank's OrderID: the join key. */
  readonly orderId?: string | undefined;
  readonly adminOrderType?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly scope?: string | undefined;
  readonly serviceOption?: string | undefined;
  readonly containerType?: string | undefined;
  readonly messageName?: string | undefined;
  /** TS01 transmission successful, DS01 signature correct, DS0B …; see `hacReasonSentence`. */
  readonly reasonCode?: string | undefined;
  /** AddtlInf lines. */
  readonly text: readonly string[];
}

/** What an event says of its order: taken, released, refused for good, or only information. */
export type HacVerdict = "received" | "signature-verified" | "signature-refused" | "waiting-for-signatures" | "accepted" | "refused" | "information";

/** Reads a HAC document (pain.002.001.03) once the format reader has turned it into values; document order is kept. */
export function readHac(_batches: readonly BatchStatus[]): readonly HacEvent[] {
  throw new Error("being written");
}

/** The values of a HAC document, for the format writer. @param createdAt CreDtTm, also of the fetch */
export function buildHac(_message: { readonly messageId: string; readonly createdAt: string }, _events: readonly HacEvent[]): { readonly header: StatusReportHeader; readonly batches: readonly BatchStatus[] } {
  throw new Error("being written");
}

export function hacVerdict(_event: HacEvent): HacVerdict {
  throw new Error("being written");
}

/** For the operator: what a reason code says. Unknown codes: undefined. */
export function hacReasonSentence(_reasonCode: string): string | undefined {
  throw new Error("being written");
}
