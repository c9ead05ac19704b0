import { closeSync, openSync, readdirSync } from "node:fs";

/**
 * Starts a child that has open what it is given and nothing else of this process. A terminal that a child holds open as well would not be hung up
 * when this process ends; and terminals are not closed in children by themselves.
 * @param given descriptors of the child from 0 on
 */
export function withDescriptors<Given, Child>(given: readonly Given[], start: (stdio: (Given | number)[]) => Child): Child {
  const nothing = openSync("/dev/null", "r+");
  try {
    const highest = Math.max(...readdirSync("/proc/self/fd").map(Number));
    return start([...given, ...Array.from({ length: Math.max(0, highest + 1 - given.length) }, () => nothing)]);
  } finally {
    closeSync(nothing);
  }
}
