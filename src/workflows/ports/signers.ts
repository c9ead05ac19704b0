import type { ConnectionId, IsoInstant, OrderId, SignerGroupId } from "../../domain/ids.ts";
import type { SignatureRule, SignedOrder, Signer, SignerGroup, SigningPolicy } from "../../domain/signature-rules.ts";

/** Who signs, by which rules, and what was signed. */
export interface SignerRepository {
  all(): Promise<readonly Signer[]>;
  put(signer: Signer): Promise<void>;
  rules(): Promise<readonly SignatureRule[]>;
  /** Replaces all, in this order: the first that fits counts. */
  putRules(rules: readonly SignatureRule[]): Promise<void>;
  groups(): Promise<readonly SignerGroup[]>;
  putGroup(group: SignerGroup): Promise<void>;
  removeGroup(id: SignerGroupId): Promise<void>;
  /** Signers, groups and rules together. */
  policy(): Promise<SigningPolicy>;
  /**
   * All orders of the customer that were signed here, or at the bank from here, since that instant, which is how a day of the bank's begins, with
   * the signatures given since, summed up by the people who signed them together; also what a clock that was wrong put into the future.
   * @param except the order that is being judged
   */
  signedSince(since: IsoInstant, except?: OrderId | EdsOrderKey): Promise<readonly SignedOrder[]>;
}
/** An order in the list of a bank. */
export interface EdsOrderKey {
  readonly connectionId: ConnectionId;
  readonly bankOrderId: string;
}
