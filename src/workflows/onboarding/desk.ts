import type { OperatorId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../context.ts";
import type { CustomerProfile } from "../ports/customer-store.ts";

/** The customers of an install as one operator reaches them: what work over many of them is handed. */
export interface CustomerDesk {
  /** By short name, whatever its case. Undefined: there is none that this operator may open. */
  open(shortName: string): Promise<WorkflowContext | undefined>;
  /** @throws AppError input/`short-name-taken` */
  create(profile: CustomerProfile): Promise<WorkflowContext>;
  operatorNamed(name: string): OperatorId | undefined;
  /** The text of a file beside the onboarding file. @throws AppError input/* */
  readText(path: string): Promise<string>;
}

/** Where the PIN of a new key file comes from: a file or a descriptor of the operator's, or made here and written there before the key is. */
export interface PinSource {
  /** The caller wipes it. */
  pinFor(user: { readonly customer: string; readonly hostId: string; readonly partnerId: string; readonly userId: string }): Promise<Secret>;
}
