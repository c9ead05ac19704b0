import path from "node:path";
import type { CustomerId, OperatorId } from "../../../src/domain/ids.ts";
import { rights } from "../../../src/domain/rights.ts";
import { openCustomerStore } from "../../../src/store/index.ts";
import type { Tools, WorkflowContext } from "../../../src/workflows/context.ts";
import { noAccess } from "../../support/no-access.ts";

/** Where the bank of a bench lives, beside the client. */
export function bankFolder(folder: string): string {
  return path.join(folder, "bank");
}

/** The client's one customer, in a store on the disk. */
export async function openClient(folder: string, tools: Tools, create = false): Promise<WorkflowContext> {
  const operator = { id: "01operator" as OperatorId, name: "Réka", language: "en" as const };
  const profile = { name: "Streaming Kft.", shortName: "STREAM", code: "1", colour: "blue" as const, language: "en" as const, confirmAbove: [] };
  const store = await openCustomerStore({ path: path.join(folder, "store.db"), dataKey: new Uint8Array(32).fill(7), create });
  if (create) {
    await store.profile.update(profile);
    await store.profile.setRights(operator.id, operator.name, rights.filter((right) => right !== "administer"));
  }
  return { operator, customer: { id: "01customer" as CustomerId, folder, profile }, rights, store, access: noAccess, tools };
}
