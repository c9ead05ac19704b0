/** The practice bank as a process of its own, until its standard input ends: `node bank.ts <folder>`. Prints its address, and at the end its peak memory in KiB. */
import { randomBytes } from "node:crypto";
import { startPracticeBank } from "../../../src/bank/index.ts";
import { bankFolder } from "./folders.ts";

const [folder = ""] = process.argv.slice(2);
const bank = await startPracticeBank({ folder: bankFolder(folder), clock: { now: () => Date.now() }, randomness: { bytes: (size) => randomBytes(size) } });
console.log(bank.url);
for await (const _ of process.stdin);
await bank.close();
console.log(process.resourceUsage().maxRSS);
