import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { systemClock } from "../../src/cli/compose.ts";
import { demoPassphrase } from "../../src/cli/demo/customers.ts";
import { type DemoWorld, openDemoWorld } from "../../src/cli/demo/world.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { statementGaps } from "../../src/workflows/statement-gaps.ts";

interface Row {
  readonly customer: string;
  readonly bank: string;
  readonly days: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(path.join(tmpdir(), "kontor-completeness-"));
let world: DemoWorld;
beforeAll(async () => {
  writeFileSync(path.join(folder, "pass"), `${demoPassphrase}\n`);
  world = await openDemoWorld({ root: path.join(folder, "world"), clock: systemClock, withPast: true, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 }, say: () => undefined });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

async function kontor(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { out: "", err: "" };
  const code = await runCommandLine(["statement", "completeness", ...args], {
    environment: { KONTOR_HOME: path.join(folder, "world/install"), KONTOR_OPERATOR: "Réka", KONTOR_PASSPHRASE_FILE: path.join(folder, "pass"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
    out: (text) => { told.out += text; }, err: (text) => { told.err += text; },
  });
  return { code, ...told };
}
const rows = async (...args: readonly string[]): Promise<readonly Row[]> => JSON.parse((await kontor(...args, "--json")).out) as Row[];
const statesOf = (all: readonly Row[]): readonly string[] => [...new Set(all.flatMap((row) => Object.values(row.days)))].sort();

it("before anything was fetched every account is open, and the exit code says so", async () => {
  const { code, out } = await kontor();
  expect(code).toBe(6);
  expect(out.match(/not asked/g)).toHaveLength(4);
  expect((await rows("--customers", "korona,TISZA")).map((row) => [row.customer, row.bank])).toEqual([["KORONA", "Practice bank"], ["TISZA", "Practice bank"]]);
});

it("after one fetch all that the bank has of the past is here, day by day, without a gap", async () => {
  for (const name of ["DANUBE", "KORONA", "TISZA"]) {
    const context = await world.context(name, "Réka");
    for (const { id } of await context.store.connections.all()) expect((await communicate(context, { connectionId: id, send: false, fetch: true })).problem).toBeUndefined();
    expect(await statementGaps(context.store)).toEqual([]);
  }
  const { code, out } = await kontor("--open-only");
  expect([code, out]).toEqual([0, "Nothing is open at 4 accounts.\n"]);
  const all = await rows();
  expect(statesOf(all)).toEqual(expect.arrayContaining(["here", "quiet"]));
  expect(statesOf(all).filter((state) => !["here", "quiet", "nothing"].includes(state))).toEqual([]);
  for (const row of all) expect(Object.values(row.days).filter((state) => state === "here").length, row.customer).toBeGreaterThan(5);
});

it("tells what it cannot do", async () => {
  expect((await kontor("--days", "0")).err).toContain("0 is no number of days from 1 to 260.");
  const { code, err } = await kontor("--customers", "NOBODY");
  expect([code, err]).toEqual([3, expect.stringContaining("There is no customer NOBODY")]);
});
