/** Sends the outbox, for tests that kill it. Arguments: store path, data key in hex, clock in ms. Reports each step on standard output. */
import path from "node:path";
import type { CustomerId, OperatorId } from "../../src/domain/ids.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import { rights } from "../../src/domain/rights.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { makeTools, officeProfile, onlyConnection } from "../support/office.ts";
import { noAccess } from "../support/no-access.ts";

const [storePath = "", key = "", nowMs = "0"] = process.argv.slice(2);
const store = await openCustomerStore({ path: storePath, dataKey: Uint8Array.from(Buffer.from(key, "hex")) });
const context = {
  operator: { id: "01operator" as OperatorId, name: "Réka", language: "en" as const },
  customer: { id: "01customer" as CustomerId, folder: path.dirname(storePath), profile: officeProfile },
  rights, store, access: noAccess, tools: await makeTools(new SettableClock(Number(nowMs)), 1024),
};
const connection = await onlyConnection(context);
process.stdout.write("begin\n");
await communicate(context, { connectionId: connection.id, send: true, fetch: true });
process.stdout.write("end\n");
await store.close();
