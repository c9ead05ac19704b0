import type { OperatorGroupId, OperatorId } from "../../domain/ids.ts";
import type { Right } from "../../domain/rights.ts";
import type { CustomerStore } from "./customer-store.ts";

/** Who may open the customer: rights in its store, and a key to it. Kept by `src/customers`. */
export interface AccessControl {
  /**
   * Lets an operator of the install open the customer, or changes what they may do.
   * @param within runs first in the very transaction in which the rights are written; what it throws stops everything
   * @throws AppError rights/*, input/`unknown-operator`
   */
  grant(operatorId: OperatorId, given: { readonly rights: readonly Right[]; readonly groups: readonly OperatorGroupId[] }, within: (store: CustomerStore) => Promise<void>): Promise<void>;
  /** Takes the access away and changes the customer's key. @throws AppError rights/*, store/* */
  revoke(operatorId: OperatorId, within: (store: CustomerStore) => Promise<void>): Promise<void>;
}
