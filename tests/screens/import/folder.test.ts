import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemFiles } from "../../../src/cli/files.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { type Office, openOffice } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

let office: Office;
let context: WorkflowContext;
let home: string;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  home = await mkdtemp(path.join(os.tmpdir(), "kontor-home-"));
  await mkdir(path.join(home, ".cache"));
  await mkdir(path.join(home, "exports"));
  for (const [name, day] of [["april.xml", 1], ["zebra.xml", 3], ["march.xml", 2], [".hidden", 4]] as const) {
    const file = path.join(home, "exports", name);
    await writeFile(file, "<Document/>");
    await utimes(file, new Date(Date.UTC(2026, 10, day)), new Date(Date.UTC(2026, 10, day)));
  }
});
afterAll(async () => {
  await office.close();
  await rm(home, { recursive: true });
});

const open = async (files: ReturnType<typeof systemFiles>) => {
  const running = await openWorkstation({ clock: office.clock, customers: [context], session: { files }, begin: (shell) => shell.push("cockpit") });
  await running.tester.waitFor("Customers (1)");
  running.shell.push("import", { context });
  return running;
};
/** Names of the files and folders on the screen, from the top. */
const names = (screen: string): string[] => [...screen.matchAll(/^▌[▸ ] [• ]?(\S+(?:\.xml|\/|\.hidden))/gm)].map(([, name]) => name ?? "");

it("what begins with a dot is not in the way, and the newest files come first when asked", async () => {
  const { tester, end } = await open({ ...systemFiles(home), homeFolder: path.join(home, "exports") });
  await tester.waitFor("zebra.xml");
  expect(names(tester.screen())).toEqual(["../", "april.xml", "march.xml", "zebra.xml"]);
  tester.press("o");
  await tester.waitFor("The newest files first.");
  expect(names(tester.screen())).toEqual(["../", "zebra.xml", "march.xml", "april.xml"]);
  tester.press("/", ".");
  await tester.waitFor(".hidden");
  end();
});

it("the next import begins in the folder of the last one, or at home when that has gone", async () => {
  const files = { ...systemFiles(home), homeFolder: home };
  const { tester, shell, end } = await open(files);
  await tester.waitFor("exports/");
  expect(tester.screen()).not.toContain(".cache");
  tester.press("Down", "Enter");
  await tester.waitFor("april.xml");
  tester.press("Down", "Enter");
  await tester.waitFor("findings");
  tester.press("Esc");
  await tester.waitFor("zebra.xml");
  tester.press("Esc");
  await tester.waitFor("Customers (1)");
  shell.push("import", { context });
  await tester.waitFor("zebra.xml");
  tester.press("Esc");
  await tester.waitFor("Customers (1)");
  files.lastFolder = path.join(home, "gone");
  shell.push("import", { context });
  await tester.waitFor("exports/");
  end();
});
