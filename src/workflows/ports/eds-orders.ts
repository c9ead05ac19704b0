import type { ConnectionId, IsoDate, IsoInstant, SignerId, StoredFileId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";

/** An order that waits at the bank for signatures, as the bank tells of it; ours, or somebody else's who orders for the same customer. */
export interface EdsOrder {
  readonly connectionId: ConnectionId;
  /** The submitter's. */
  readonly partnerId: string;
  /** OrderID; together with the connection it names the order. A bank gives it again after years. */
  readonly bankOrderId: string;
  /** What the bank calls this kind of order. */
  readonly name: EdsOrderName;
  readonly sizeBytes: number;
  readonly originator: { readonly userId: string; readonly name: string | undefined; readonly at: IsoInstant };
  readonly signaturesRequired: number;
  readonly signaturesDone: number;
  readonly signers: readonly EdsOrderSigner[];
  /** What the bank or the submitter says of it; outside text. */
  readonly note: string | undefined;
  /** As listed; hex. Absent where the bank lists without details. */
  readonly digest: string | undefined;
  readonly transactionCount: number | undefined;
  readonly sum: Money | undefined;
  readonly firstParty: string | undefined;
  readonly firstAccount: string | undefined;
  /** Our users who were shown it: only when one of them does not see it any more, it is gone. */
  readonly seenBy: readonly string[];
  readonly listedAt: IsoInstant;
  readonly content: EdsContent | undefined;
  /** The last signature or cancellation of ours that left or was about to. */
  readonly attempt: EdsAttempt | undefined;
  /** It waits no more. */
  readonly outcome: EdsOutcome | undefined;
}

/** By its service in EBICS 3.0 (`BTU` with it), by its order type before: `CCT`, `FUL` with a file format. */
export interface EdsOrderName {
  readonly adminOrderType: string;
  readonly service?: EdsService | undefined;
  readonly fileFormat?: { readonly name: string; readonly countryCode?: string | undefined } | undefined;
}
interface EdsService {
  readonly serviceName: string;
  readonly scope?: string | undefined;
  readonly serviceOption?: string | undefined;
  readonly container?: "SVC" | "XML" | "ZIP" | undefined;
  readonly message: { readonly name: string; readonly variant?: string | undefined; readonly version?: string | undefined; readonly format?: string | undefined };
}

export interface EdsOrderSigner {
  readonly userId: string;
  readonly name: string | undefined;
  readonly signatureClass: SignatureClass;
  readonly at: IsoInstant;
}

/** What stands in the order, as it was fetched. */
export type EdsContent =
  /** The file itself; its digest was computed and is the one that the bank asks signatures for. */
  | {
      readonly kind: "file"; readonly fileId: StoredFileId; readonly digest: string; readonly fetchedAt: IsoInstant;
      /** Undefined when it is in no format that is read here. */
      readonly format: string | undefined;
      readonly transactionCount: number; readonly sums: readonly Money[]; readonly largest: readonly Money[]; readonly accounts: readonly string[]; readonly executionDate: IsoDate | undefined;
    }
  /** The bank gives no file: its note, and the digest that cannot be compared with anything. */
  | { readonly kind: "note"; readonly text: string; readonly digest: string; readonly fetchedAt: IsoInstant }
  /** What the bank gave contradicts itself: nothing of it may be signed. */
  | { readonly kind: "contradiction"; readonly reason: string; readonly fetchedAt: IsoInstant };

export interface EdsAttempt {
  readonly action: "sign" | "cancel";
  readonly signerId: SignerId;
  readonly userId: string;
  readonly at: IsoInstant;
  /** `leaving`: written down before the request left. */
  readonly phase: "leaving" | "unanswered" | "done" | "refused";
  readonly text: string;
}

export interface EdsOutcome {
  readonly kind: "released" | "cancelled" | "deleted" | "gone";
  readonly at: IsoInstant;
  /** The bank's words, with who did it where it says so. */
  readonly text: string;
}

/** A signature of ours that the bank took; it counts for the signer's limit of the day. */
export interface EdsSignature {
  readonly connectionId: ConnectionId;
  readonly bankOrderId: string;
  readonly signerId: SignerId;
  readonly at: IsoInstant;
  readonly mechanism: "A005" | "A006";
  readonly digest: string;
  readonly signature: Uint8Array;
  readonly device: string;
  readonly sums: readonly Money[];
}

export interface EdsRepository {
  /** @param filter.waiting only those that wait still. Oldest first. */
  list(filter?: { readonly waiting?: boolean; readonly connectionId?: ConnectionId; readonly limit?: number }): Promise<readonly EdsOrder[]>;
  get(connectionId: ConnectionId, bankOrderId: string): Promise<EdsOrder | undefined>;
  put(order: EdsOrder): Promise<void>;
  addSignature(signature: EdsSignature): Promise<void>;
  signatures(connectionId: ConnectionId, bankOrderId: string): Promise<readonly EdsSignature[]>;
}
