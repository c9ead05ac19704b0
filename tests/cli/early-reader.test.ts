import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { programPath } from "../terminal/support/workstation.ts";

/** Once an uncaught EPIPE: the reader of a pipe had enough before the command was done. */
it("a command whose reader has gone ends without an error", async () => {
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", `set -o pipefail; "${programPath}" formats --json | (exec 0<&-; exec sleep 5); echo "exit \${PIPESTATUS[0]}"`]);
  expect(stdout).toMatch(/exit 0\n$/);
  expect(stderr).toBe("");
});
