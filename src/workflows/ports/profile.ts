import type { OperatorGroupId, OperatorId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { OperatorGroup, Right } from "../../domain/rights.ts";

/** Who the customer is, and who may do what. Rights live here, inside the encryption, not in the registry. */
export interface ProfileRepository {
  get(): Promise<CustomerProfile>;
  update(profile: CustomerProfile): Promise<void>;
  rightsOf(operatorId: OperatorId): Promise<readonly Right[]>;
  /** Nothing at all removes the operator. @throws AppError rights/`contradictory-rights` */
  setRights(operatorId: OperatorId, operatorName: string, own: readonly Right[], groups?: readonly OperatorGroupId[]): Promise<void>;
  operators(): Promise<readonly OperatorRights[]>;
  groups(): Promise<readonly OperatorGroup[]>;
  putGroup(group: OperatorGroup): Promise<void>;
  removeGroup(id: OperatorGroupId): Promise<void>;
}

export interface OperatorRights {
  readonly operatorId: OperatorId;
  readonly operatorName: string;
  /** All: their own and those of their groups. */
  readonly rights: readonly Right[];
  readonly own: readonly Right[];
  readonly groups: readonly OperatorGroupId[];
}

export interface CustomerProfile {
  /** Legal name. */
  readonly name: string;
  /** Short name shown everywhere, upper case: `DANUBE`. */
  readonly shortName: string;
  /** Typed by the operator where money above the limit moves. */
  readonly code: string;
  /** Of the left edge: one of the screen's named customer colours. */
  readonly colour: CustomerColour;
  readonly language: "en" | "hu" | "de";
  /** Orders above one of these ask for the customer's code. */
  readonly confirmAbove: readonly Money[];
  readonly address?: string | undefined;
  /** Changes of administration take effect only when a second administrator has approved them. */
  readonly fourEyes?: boolean | undefined;
  /** A new or changed account of a partner wants another operator's word. Undefined: where there are four eyes on administration. */
  readonly confirmPartners?: boolean | undefined;
  /** A new or changed mandate wants another operator's word. Undefined: where there are four eyes on administration. */
  readonly confirmMandates?: boolean | undefined;
}
export const customerColours = ["red", "green", "yellow", "blue", "magenta", "cyan"] as const;
export type CustomerColour = (typeof customerColours)[number];

/** A customer to be made. Without a colour it gets the one that the fewest have. */
export type NewCustomer = Omit<CustomerProfile, "colour"> & { readonly colour?: CustomerColour | undefined };
