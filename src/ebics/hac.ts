import type { Naming } from "./protocol.ts";
import type { BatchStatus, StatusReason, StatusReportHeader } from "../domain/status-report.ts";

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
  /** TimeStamp, as the bank wrote it; empty where it wrote none. */
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
  /** TS01 transmission successful, DS01 signatures correct …; see `hacReasonSentence`. */
  readonly reasonCode?: string | undefined;
  /** AddtlInf lines. */
  readonly text: readonly string[];
}

/** What an event says of its order. Only a final word refuses: a failed step before it may be repeated by the user. */
export type HacVerdict = "received" | "signature-verified" | "signature-refused" | "waiting-for-signatures" | "accepted" | "refused" | "information";

/** The ids of an event, by their name in StsRsnInf/Orgtr/Id/OrgId/Othr/SchmeNm/Prtry, in the order in which banks write them. */
const idNames = {
  partnerId: "PartnerID",
  adminOrderType: "AdminOrderType",
  serviceName: "ServiceName",
  scope: "Scope",
  serviceOption: "ServiceOption",
  containerType: "ContainerType",
  messageName: "MsgName",
  orderId: "OrderID",
  userId: "UserID",
  timestamp: "TimeStamp",
} as const satisfies Partial<Record<keyof HacEvent, string>>;
type IdField = keyof typeof idNames;
/** What 2.4 and 2.5 call the second. */
const orderTypeName = "OrderType";

/** Reads a HAC document (pain.002.001.03) once the format reader has turned it into values; document order is kept. */
export function readHac(batches: readonly BatchStatus[]): readonly HacEvent[] {
  return batches.map(({ originalPaymentInformationId, reasons }) => {
    const ids = new Map(reasons.flatMap((reason) => Object.entries(reason.originatorIds ?? {})));
    const named = ids.get(idNames.adminOrderType) ?? ids.get(orderTypeName);
    if (named !== undefined) ids.set(idNames.adminOrderType, named);
    const fields = Object.entries(idNames).flatMap(([field, name]) => (ids.has(name) ? [[field, ids.get(name)]] : []));
    return {
      timestamp: "",
      ...(Object.fromEntries(fields) as Partial<Record<IdField, string>>), // the keys are those of idNames
      action: originalPaymentInformationId,
      reasonCode: reasons.find((reason) => reason.code !== undefined)?.code,
      text: reasons.flatMap((reason) => reason.text),
    };
  });
}

/** The values of a HAC document, for the format writer. @param message.createdAt CreDtTm: when it is fetched @param naming how the version names orders */
export function buildHac(message: { readonly messageId: string; readonly createdAt: string }, events: readonly HacEvent[], naming: Naming = "btf"): { readonly header: StatusReportHeader; readonly batches: readonly BatchStatus[] } {
  const header: StatusReportHeader = { ...message, originalMessageId: "EBICS", originalMessageName: "EBICS", reasons: [] };
  return { header, batches: events.map((event) => ({ originalPaymentInformationId: event.action, reasons: [reasonOf(event, naming)] })) };
}

export function hacVerdict(event: HacEvent): HacVerdict {
  switch (event.action) {
    case "FILE_UPLOAD":
      return event.reasonCode === "TS01" ? "received" : "information";
    case "ES_VERIFICATION":
    case "VEU_VERIFICATION":
      if (event.reasonCode === "DS01") return "signature-verified";
      return event.reasonCode?.startsWith("DS") === true ? "signature-refused" : "information";
    case "VEU_VERIFICATION_END":
      return event.reasonCode === "DS05" ? "accepted" : event.reasonCode === "DS24" ? "refused" : "information";
    case "VEU_FORWARDING":
      return event.reasonCode === "DS06" ? "waiting-for-signatures" : "information";
    case "VEU_CANCEL_ORDER":
      return event.reasonCode === "DS02" ? "refused" : "information";
    case "ORDER_HAC_FINAL_POS":
      return "accepted";
    case "ORDER_HAC_FINAL_NEG":
      return "refused";
    default:
      return "information";
  }
}

/** For the operator: what a reason code says. Unknown codes: undefined. */
export function hacReasonSentence(reasonCode: string): string | undefined {
  return Object.hasOwn(reasonSentences, reasonCode) ? reasonSentences[reasonCode] : undefined;
}

/** ISO 20022 external status reason codes as HAC uses them. */
const reasonSentences: Readonly<Record<string, string>> = {
  TS01: "The file arrived complete.",
  TS04: "The order waits for an accompanying note signed by hand.",
  TA01: "The transmission was broken off.",
  TD01: "There was nothing to fetch.",
  TD02: "The bank cannot read the file.",
  TD03: "The structure of the file is wrong.",
  DS01: "The signature is correct.",
  DS02: "An authorised user cancelled the order.",
  DS03: "The order could not be cancelled.",
  DS04: "The bank refused the order because of its content.",
  DS05: "The order is correct and goes on to processing.",
  DS06: "The order waits for further signatures at the bank.",
  DS07: "The bank's server has done all that concerns the order.",
  DS08: "The bank cannot decompress the file.",
  DS09: "The bank cannot decrypt the file.",
  DS0A: "A signature is required.",
  DS0B: "The signature is wrong.",
  DS0C: "The signer's key is blocked.",
  DS0D: "The signer's certificate is not valid.",
  DS0E: "The bank has no key of the signer.",
  DS0F: "The bank does not trust who issued the signer's certificate.",
  DS0G: "The signer may not sign this kind of order.",
  DS0H: "The signer may not sign for this account.",
  DS14: "The bank does not know the signer.",
  DS15: "The same signature was sent before.",
  DS16: "The signature is of a version that the bank does not have for this signer.",
  DS17: "The signatures are over different data.",
  DS18: "The bank cannot check the file; the whole order has to be sent again.",
  DS19: "The signer's rights are not enough.",
  DS24: "The time for the missing signatures ran out.",
  DS25: "The bank deleted the file.",
  DS26: "The same person signed more than once.",
  DS27: "The signer is not active at the bank.",
};

function reasonOf(event: HacEvent, naming: Naming): StatusReason {
  const ids = Object.entries(idNames).flatMap(([field, name]) => {
    const value = event[field as IdField]; // the keys are those of idNames
    return value === undefined || value === "" ? [] : [[naming === "order-type" && name === idNames.adminOrderType ? orderTypeName : name, value]];
  });
  return { code: event.reasonCode, text: event.text, originatorIds: Object.fromEntries(ids) as Record<string, string> };
}
