import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { assert } from "../domain/errors.ts";

/** Where customers and operators live: KONTOR_HOME, else the XDG data folder. */
export function dataRoot(environment: NodeJS.ProcessEnv): string {
  const own = environment.KONTOR_HOME;
  if (own !== undefined && own !== "") return path.resolve(own);
  return path.join(environment.XDG_DATA_HOME || path.join(os.homedir(), ".local/share"), "kontor");
}

/** The folder of the installed program, which holds `profiles/` and `package.json`; the bundle and the source stand at different depths. */
export function programFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "profiles", "banks"))) {
    const parent = path.dirname(folder);
    assert(parent !== folder, "the folder profiles/ lies beside the program");
    folder = parent;
  }
  return folder;
}
