import { describe, expect, it } from "vitest";
import { FuzzRun, runTarget } from "../support/fuzz-run.ts";
import { openFormatsTarget } from "./target.ts";

const cases = 20_000;

describe("files cut and changed at any byte", () => {
  it("give findings, lose nothing without a word, and break nothing (evenly chosen; `npm run fuzz -- formats` for every byte)", async () => {
    const target = await openFormatsTarget();
    const step = Math.max(1, Math.ceil((target.total ?? 0) / cases) | 1); // odd, so that it meets every kind of damage
    const run = new FuzzRun("formats", 1, cases);
    await runTarget(run, () => openFormatsTarget({ step }));
    expect(run.crashers).toEqual([]);
    expect(run.cases).toBeGreaterThan(1_000);
  });
});
