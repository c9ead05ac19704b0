import { describe, expect, it } from "vitest";
import { FuzzRun, runTarget } from "../support/fuzz-run.ts";
import { openReadersTarget } from "./target.ts";

describe("the readers of order data, keys and signatures", () => {
  it("neither break nor hang, and see what libxml2 sees (short run; `npm run fuzz` for a long one)", async () => {
    const run = new FuzzRun("readers", 1, 3_000);
    await runTarget(run, openReadersTarget);
    expect(run.crashers).toEqual([]);
    expect(run.cases).toBe(3_000);
  });
});
