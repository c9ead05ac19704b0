import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Where a program of the system lies; undefined: not installed. Servers lie in folders that are in nobody's PATH but root's. */
export function programNamed(name: string): string | undefined {
  return [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].map((folder) => path.join(folder, name)).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false; // not in this folder
    }
  });
}
