import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Everything that a run of the tests makes in the folder for temporary files lies in one of its own, and goes with it, also what a test that failed has left. */
export default function temporaryFolder(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-tests-"));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
