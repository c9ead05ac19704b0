import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { patienceMs } from "./tests/support/patience.ts";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    globalSetup: ["tests/support/temporary-folder.ts"],
    setupFiles: ["tests/support/seeded-properties.ts"],
    // What is slow on a busy machine is not wrong; only what never ends is. How fast something is, is said by the benches.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: patienceMs } },
    pool: "forks",
    maxWorkers: existsSync("/dev/ppp") ? 1 : 2, // tests of PPP look at all lines of the machine
  },
});
