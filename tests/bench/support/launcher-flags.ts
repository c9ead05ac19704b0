import { readFileSync } from "node:fs";
import path from "node:path";

/** What `bin/kontor` gives to Node.js, so that a bench runs as the program does. */
export function launcherFlags(): readonly string[] {
  const launcher = readFileSync(path.resolve(import.meta.dirname, "../../../bin/kontor"), "utf8");
  const flags = /exec "\$node" (.*) "\$home\/dist\/kontor\.js"/.exec(launcher)?.[1];
  if (flags === undefined) throw new Error("bin/kontor starts Node.js in another way than this bench knows");
  return flags.split(" ");
}
