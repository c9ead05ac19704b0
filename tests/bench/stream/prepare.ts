/** A practice bank and a client that are ready for each other, on the disk: `node prepare.ts <folder>`. */
import { randomBytes } from "node:crypto";
import { startPracticeBank } from "../../../src/bank/index.ts";
import { makeTools, onboard } from "../../support/office.ts";
import { bankFolder, openClient } from "./folders.ts";

const [folder = ""] = process.argv.slice(2);
const clock = { now: () => Date.now() };
const bank = await startPracticeBank({ folder: bankFolder(folder), clock, randomness: { bytes: (size) => randomBytes(size) } });
const context = await openClient(folder, await makeTools(clock, undefined), true);
await onboard(context, bank, context.operator.id);
await context.store.close();
await bank.close();
