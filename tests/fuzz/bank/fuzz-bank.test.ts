import { describe, expect, it } from "vitest";
import { FuzzRun, runTarget } from "../support/fuzz-run.ts";
import { openBankTarget } from "./target.ts";

describe("the practice bank under mutated requests", () => {
  it("neither breaks nor hangs nor believes a changed signed part (short run; `npm run fuzz` for a long one)", async () => {
    const run = new FuzzRun("bank", 1, 1_500);
    await runTarget(run, openBankTarget);
    expect(run.crashers).toEqual([]);
    expect(run.cases).toBe(1_500);
  });
});
