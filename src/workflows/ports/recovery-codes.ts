import type { IsoInstant, OperatorId, ProposalId } from "../../domain/ids.ts";

/** What is kept of the code that an administrator has sealed for the day on which they are not there: never the code itself. */
export interface RecoveryCode {
  readonly operatorId: OperatorId;
  readonly operatorName: string;
  /** SHA-256, lower-case hex. The code has 120 random bits: nothing is gained by a slow hash. */
  readonly digest: string;
  readonly sealedAt: IsoInstant;
  /** It counts once. */
  readonly spent?: { readonly by: string; readonly at: IsoInstant; readonly proposalId: ProposalId } | undefined;
}

export interface RecoveryCodeRepository {
  /** The newest of each administrator, by name. */
  all(): Promise<readonly RecoveryCode[]>;
  /** In the place of an earlier one of the same administrator. */
  put(code: RecoveryCode): Promise<void>;
}
