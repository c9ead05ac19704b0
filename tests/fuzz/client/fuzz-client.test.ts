import { describe, expect, it } from "vitest";
import { FuzzRun, runTarget } from "../support/fuzz-run.ts";
import { openClientTarget } from "./target.ts";

describe("the client under mutated answers", () => {
  it("neither breaks nor hangs nor believes a changed signed part (short run; `npm run fuzz` for a long one)", async () => {
    const run = new FuzzRun("client", 1, 1_500);
    await runTarget(run, openClientTarget);
    expect(run.crashers).toEqual([]);
    expect(run.cases).toBe(1_500);
  });
});
