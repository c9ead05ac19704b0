import path from "node:path";
import { isAppError } from "../domain/errors.ts";
import type { CustomerId, OperatorId } from "../domain/ids.ts";
import type { Secret } from "../domain/secret.ts";
import { type EncryptedStore, openCustomerStore } from "../store/index.ts";
import type { CustomerSummary } from "./contract.ts";
import type { InstallContext } from "./install-context.ts";
import { KeySlots, noGrant } from "./key-slots.ts";

export interface Unlocked {
  readonly store: EncryptedStore;
  readonly dataKey: Secret;
}

/**
 * Opens a customer's store with the operator's slot. When a change of the data key was cut short after the store had the new key,
 * the next slot fits instead: the change is then finished here.
 * @throws AppError rights/`no-grant`; area "store"
 */
export async function unlockCustomer(install: InstallContext, customer: CustomerSummary, operatorId: OperatorId, identity: Secret): Promise<Unlocked> {
  const slots = new KeySlots(customer.folder, customer.id);
  const openWith = async (kind: "current" | "next"): Promise<Unlocked> => {
    const dataKey = await slots.unseal(operatorId, identity, kind);
    if (dataKey === undefined) throw noGrant();
    try {
      return { store: await openCustomerStore({ path: storeFile(customer.folder), markFile: markFile(install.root, customer.id), dataKey, randomness: install.randomness, onWrite: install.onWrite }), dataKey };
    } catch (error) {
      dataKey.wipe();
      throw error;
    }
  };
  try {
    return await openWith("current");
  } catch (error) {
    if (!isAppError(error, "store", "wrong-key") || !slots.operatorsWith("next").includes(operatorId)) throw error;
  }
  return await install.registry.locked(async () => {
    // Under the lock nobody is in the middle of the change: either it was finished meanwhile, or it was cut short.
    if (!slots.operatorsWith("next").includes(operatorId)) return await openWith("current");
    const unlocked = await openWith("next");
    const allowed = (await unlocked.store.profile.operators()).map((operator) => operator.operatorId);
    slots.promoteNext(slots.operatorsWith("current").filter((id) => !allowed.includes(id)));
    return unlocked;
  });
}

export function storeFile(customerFolder: string): string {
  return path.join(customerFolder, "store.db");
}

/** Not in the customer's folder, which is what gets copied and put back. */
function markFile(root: string, id: CustomerId): string {
  return path.join(root, "marks", `${id}.json`);
}
