import { randomFillSync } from "node:crypto";
import path from "node:path";
import { loadCatalogue } from "../../../src/cli/catalogue.ts";
import { systemProcesses } from "../../../src/cli/processes.ts";
import { oneTimePassword } from "../../../src/signing/one-time-password/index.ts";
import type { CustomerId, OperatorId } from "../../../src/domain/ids.ts";
import { openCustomerStore } from "../../../src/store/index.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { noAccess } from "../../support/no-access.ts";

/** A new encrypted store in the folder, and what an import of the program is given. */
export async function importContext(folder: string): Promise<WorkflowContext> {
  const store = await openCustomerStore({ path: path.join(folder, "store.db"), dataKey: new Uint8Array(32).fill(7), create: true });
  const absent = (): never => {
    throw new Error("an import needs neither a line nor a key");
  };
  const context: WorkflowContext = {
    operator: { id: "01operator" as OperatorId, name: "Réka", language: "en" },
    customer: { id: "01customer" as CustomerId, folder, profile: { name: "Danube Payroll Kft", shortName: "DANUBE", code: "1", colour: "blue", language: "en", confirmAbove: [] } },
    rights: ["see", "prepare", "sign", "fetch"],
    store,
    access: noAccess,
    tools: {
      clock: { now: () => Date.now() },
      randomness: { bytes: (sizeBytes) => randomFillSync(new Uint8Array(sizeBytes)) },
      banks: await loadCatalogue(path.resolve(import.meta.dirname, "../../profiles")), // from the folder of the bundle
      channel: absent, device: absent, oneTimePassword, keyFiles: { read: absent, store: absent, remove: absent }, cards: { modules: absent, slots: absent, keys: absent, changePin: absent, onSilence: absent, makeTransportKeys: absent, adoptTransportKeys: absent, openTransportKeys: absent },
      printer: { orderSheet: absent, statement: absent, initialisationLetter: absent } as never,
      processes: systemProcesses(), bics: async () => (await import("../../../src/cli/bics.ts")).bicOf,
    },
  };
  await store.profile.update(context.customer.profile);
  await store.profile.setRights(context.operator.id, context.operator.name, context.rights);
  return context;
}
