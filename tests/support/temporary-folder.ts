import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Everything that a run of the tests makes in the folder for temporary files lies in one of its own, and goes with it, also what a test that failed has left. */
export default function temporaryFolder(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-tests-"));
  process.env.TMPDIR = folder;
  return () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    } catch (error) {
      console.warn(`${folder} stays: ${String(error)}`); // a process that has not ended yet still writes there: nothing that a test says
    }
  };
}
