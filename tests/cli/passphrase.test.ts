import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kontor-passphrase-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
};
const old = file("old", "grey heron over still water\n");
const fresh = file("fresh", "seven copper kettles singing\n");

async function kontor(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<number> {
  return runCommandLine(args, { environment: { KONTOR_HOME: path.join(folder, "home"), KONTOR_OPERATOR: "Anna", ...environment }, stdinIsTerminal: false, stdoutIsTerminal: false, out: () => undefined, err: () => undefined });
}

it("a passphrase is changed with descriptors alone, and what is given on the line counts more than the environment", async () => {
  expect(await kontor({}, "operator", "create", "Anna", "--passphrase-file", old)).toBe(0);
  // A descriptor gives its secret once, although the change needs it twice: to log in and to unseal.
  expect(await kontor({ KONTOR_PASSPHRASE_FILE: fresh }, "operator", "passphrase", "--passphrase-fd", String(openSync(old, "r")), "--new-passphrase-fd", String(openSync(fresh, "r")))).toBe(0);
  expect(await kontor({ KONTOR_PASSPHRASE_FILE: old }, "customer", "list")).toBe(4);
  expect(await kontor({ KONTOR_PASSPHRASE_FILE: fresh }, "customer", "list")).toBe(0);
  expect(await kontor({ KONTOR_PASSPHRASE_FILE: old }, "customer", "list", "--passphrase-file", fresh)).toBe(0);
});
