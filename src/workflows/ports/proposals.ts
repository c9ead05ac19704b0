import type { IsoInstant, OperatorId, ProposalId } from "../../domain/ids.ts";

/** A change of administration that takes effect only when a second administrator has approved it. */
export interface Proposal {
  readonly id: ProposalId;
  /** What it does, in a line: `Signer Kis Anna (A)`. */
  readonly title: string;
  /** The act itself, as data; `four-eyes/acts` reads it. */
  readonly act: unknown;
  /** What it changes, by name of the field, as it stood when it was proposed. Approved only while that still stands. */
  readonly before: Fields;
  readonly after: Fields;
  readonly proposedBy: { readonly id: OperatorId; readonly name: string };
  readonly proposedAt: IsoInstant;
  /** Not approved any more from then on. */
  readonly expiresAt: IsoInstant;
  readonly state: ProposalState;
  /** The recovery code of a lost administrator stands for their approval: whoever proposed it may carry it out, but not before `from`. */
  readonly standIn?: {
    readonly of: string; readonly at: IsoInstant; readonly from: IsoInstant;
    /** How many entries the journal had before: what it had seen of the time. Absent in proposals of earlier versions. */
    readonly after?: number | undefined;
  } | undefined;
  readonly decision?: { readonly by: string; readonly at: IsoInstant; readonly reason?: string | undefined } | undefined;
}
export type ProposalState = "open" | "approved" | "refused" | "withdrawn" | "expired";

/** Names and values as people read them. Secrets stand in it only as "changed". */
export type Fields = Readonly<Record<string, string>>;

export interface ProposalRepository {
  get(id: ProposalId): Promise<Proposal | undefined>;
  put(proposal: Proposal): Promise<void>;
  /** Newest first. */
  list(filter?: { readonly open?: boolean | undefined; readonly limit?: number | undefined }): Promise<readonly Proposal[]>;
}
