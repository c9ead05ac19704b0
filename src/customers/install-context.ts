import path from "node:path";
import type { Clock, Randomness } from "../domain/clock.ts";
import type { CustomerId } from "../domain/ids.ts";
import type { OnWrite } from "../store/index.ts";
import type { CustomerSummary } from "./contract.ts";
import type { Registry } from "./registry.ts";
import type { RegisteredCustomer } from "./registry-schema.ts";

/** What all parts of one install share. */
export interface InstallContext {
  /** Absolute path of the data root. */
  readonly root: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly registry: Registry;
  readonly onWrite: OnWrite | undefined;
}

export function toCustomerSummary(root: string, customer: RegisteredCustomer): CustomerSummary {
  return { id: customer.id as CustomerId, shortName: customer.shortName, colour: customer.colour, folder: path.join(root, customer.folder), createdAt: customer.createdAt };
}
