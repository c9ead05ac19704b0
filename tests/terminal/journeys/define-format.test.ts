import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Machine, type Workstation } from "../support/workstation.ts";

/** Two files that no format knows, each made known on the screen from the file itself, and imported: nothing but keys. */

const machine = new Machine();
let kontor: Workstation;
const csv = path.join(machine.home, "payroll-2026-11.csv");
const fixed = path.join(machine.home, "salaries.txt");

/** Windows' charset for Central Europe. */
function windows1250(text: string): Uint8Array {
  const letters: Readonly<Record<string, number>> = { "á": 0xe1, "é": 0xe9, "Ő": 0xd5, "Ö": 0xd6, "ö": 0xf6 };
  return Uint8Array.from([...text].map((letter) => letters[letter] ?? letter.charCodeAt(0)));
}

beforeAll(async () => {
  writeFileSync(csv, windows1250([
    "Kedvezményezett neve;Számlaszám;Összeg;Pénznem;Közlemény",
    "Őri Béla;HU42117730161111101800000000;1.234,00;HUF;Bér november",
    "Kis Kft;HU93116000060000000012345676;250,00;HUF;Számla 7", "",
  ].join("\r\n")));
  writeFileSync(fixed, [
    "01PAYROLL 2026113000000000000000000000000000000000000000000000000000000",
    "02HU42117730161111101800000000Szabo Agnes         000001234502026113000",
    "02HU93116000060000000012345676Ori Bela            000000099002026113000",
    "09000000000000000000000000000000000000000000000000000000000000000013350", "",
  ].join("\r\n"));
  kontor = await machine.startDemo(100, 30);
  await kontor.go(["Tab", "Enter"], "DANUBE");
  await kontor.go("i", "Import");
});
afterAll(() => machine.close());

async function openFile(file: string, wanted: string | RegExp): Promise<void> {
  await kontor.waitFor("g type a path");
  kontor.paste(`'${file}'`);
  await kontor.waitFor(wanted);
}

test("a CSV with semicolons, decimal commas and Windows letters: its names tell most, the account is chosen", async () => {
  await openFile(csv, "in no format that Kontor reads");
  await kontor.go("d", /columns by ;[\s\S]*2 payments 1,484\.00 HUF/);
  expect(kontor.screen()).toContain("Őri Béla");
  expect(kontor.screen()).toContain("windows-1250");
  await kontor.go("e", "How the file is written");
  for (let i = 0; i < 7; i++) kontor.press("Down");
  await choose("own account", /0017/);
  await kontor.go("F2", "Reads well. No column has the date");
  await kontor.go("F2", "Name of the format");
  await kontor.go("Enter", "m mends");
  await kontor.go("m", "[ ] move dates");
  kontor.press("Tab");
  await kontor.waitFor(/▸ \[ \] move dates/);
  await kontor.go("Space", "[x] move dates");
  await kontor.go("Enter", /mended .*date/);
  await kontor.waitFor("written for the bank as pain.001");
  await kontor.go("i", /imported\. o opens it/);
  await kontor.go("o", /1,484\.00 HUF · 2 payments/);
  kontor.press("Esc", "Esc");
});

test("a bank's fixed-width file: its fields are cut and named on the line itself", async () => {
  await openFile(fixed, "in no format that Kontor reads");
  await kontor.go("d", "fixed width");
  // The payments are the second kind of line.
  await kontor.go("n", "line 2");
  await kontor.go("c", "");
  await cutAt([2, 30, 50, 61, 69]);
  kontor.press("Esc");
  await means(0, "marks");
  await means(1, "payee: account");
  await means(2, "payee: name");
  await means(3, "amount");
  await means(4, "execution date");
  await kontor.go("e", "How the file is written");
  kontor.press("Down", "Down", "Down");
  await choose("decimals", /123456/);
  kontor.press("Down");
  await choose("dates", /YYYYMMDD/);
  kontor.press("Down");
  kontor.type("HUF");
  kontor.press("Down");
  await choose("own account", /0017/);
  await kontor.go("F2", /2 payments 1,333\.50 HUF/);
  await kontor.go("F2", "Name of the format");
  await kontor.go("Enter", "written for the bank as pain.001");
  await kontor.go("i", /imported\. o opens it/);
  await kontor.go("o", /1,333\.50 HUF · 2 payments/);
  await kontor.quit();
});

/** Sets exactly these cuts, whatever was guessed. */
async function cutAt(columns: readonly number[]): Promise<void> {
  kontor.press("Home");
  const ruler = (): string => kontor.rows().find((row) => /^▌┃[·┃\d]+$/.test(row)) ?? "";
  await kontor.waitFor(() => ruler() !== "");
  for (let column = 1; column < 71; column++) {
    kontor.press("Right");
    const isCut = (): boolean => ruler()[1 + column] === "┃";
    if (isCut() !== columns.includes(column)) {
      const wanted = !isCut();
      await kontor.go("Space", () => isCut() === wanted);
    }
  }
}

async function means(row: number, meaning: string): Promise<void> {
  kontor.press("Home");
  for (let i = 0; i < row; i++) kontor.press("Down");
  await kontor.go("Enter", "/ filters");
  await kontor.go("/", "found");
  kontor.type(meaning);
  await kontor.waitFor(new RegExp(`/ ${meaning}`));
  kontor.press("Enter");
  await kontor.go("Enter", (screen) => !screen.includes("/ filters"));
}

async function choose(label: string, wanted: RegExp): Promise<void> {
  const line = new RegExp(`▸ ${label} *◂.*`);
  await kontor.waitFor(line);
  for (let i = 0; i < 12 && !wanted.test(line.exec(kontor.screen())?.[0] ?? ""); i++) {
    const before = line.exec(kontor.screen())?.[0];
    await kontor.go("Right", (screen) => line.exec(screen)?.[0] !== before);
  }
  expect(line.exec(kontor.screen())?.[0]).toMatch(wanted);
}
