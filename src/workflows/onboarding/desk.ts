import type { OperatorId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import type { WorkflowContext } from "../context.ts";
import type { NewCustomer } from "../ports/profile.ts";

/** The customers of an install as one operator reaches them: what work over many of them is handed. */
export interface CustomerDesk {
  /** By short name, whatever its case. Undefined: there is none that this operator may open. */
  open(shortName: string): Promise<WorkflowContext | undefined>;
  /** @throws AppError input/`short-name-taken` */
  create(profile: NewCustomer): Promise<WorkflowContext>;
  operatorNamed(name: string): OperatorId | undefined;
  /** The text of a file beside the onboarding file. @throws AppError input/* */
  readText(path: string): Promise<string>;
}

/** Where the PIN of a new key comes from: a file or a descriptor of the operator's; for a key file it is made here, too, and written there before the key is. */
export interface PinSource {
  /** The caller wipes it. */
  pinFor(user: PinOwner): Promise<Secret>;
  /** Of a card, which has its PIN already: undefined where it stands nowhere. The caller wipes it. */
  knownFor(user: PinOwner): Promise<Secret | undefined>;
}
export interface PinOwner {
  readonly customer: string;
  readonly hostId: string;
  readonly partnerId: string;
  readonly userId: string;
}
