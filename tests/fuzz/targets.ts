import { openBankTarget } from "./bank/target.ts";
import { openClientTarget } from "./client/target.ts";
import { openFormatsTarget } from "./formats/target.ts";
import { openReadersTarget } from "./readers/target.ts";
import type { FuzzTarget, TargetOptions } from "./support/fuzz-run.ts";

/** Everything under attack, by the name of its folder. */
export const fuzzTargets: Readonly<Record<string, (options: TargetOptions) => Promise<FuzzTarget>>> = {
  bank: openBankTarget,
  client: openClientTarget,
  formats: openFormatsTarget,
  readers: openReadersTarget,
};
