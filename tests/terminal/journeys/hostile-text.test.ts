import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { germanPayee } from "../../../src/cli/demo/payees.ts";
import { orderFile } from "../../support/order-file.ts";
import { verb } from "../../bank/support/bank-process.ts";
import { Machine } from "../support/workstation.ts";

/**
 * Text from outside that wants to be more than text, in a payment file, its name, another file's name, and what the bank says; followed
 * through every screen, the command line and the PDFs. Looked at are the bytes that reach the terminal, not what it makes of them.
 */

/** XML 1.0 lets 8-bit controls, bidi and zero-width characters in; ESC it does not. */
const inXml = {
  csi: "\u009b31;5mBLINK", clipboard: "\u009d52;c;ZXZpbA==\u009c", device: "\u0090$qm\u009c", bidi: "\u202eDIVAP\u2066\u2069", hidden: "pay\u200bpal\ufeff\u00ad", tower: `a${"\u0301".repeat(60)}`,
};
const hostile = Object.values(inXml).join(" ");
/** File names may hold anything but a slash. */
const hostileName = "in\u001b]52;c;ZXZpbA==\u0007voice\u001b[2J\u202elmx.xml";

const machine = new Machine();
let account = "";
beforeAll(async () => {
  const kontor = await machine.startDemo(120, 40);
  const made = readFileSync(path.join(machine.data, "practice/files/suppliers-2.xml"), "utf8");
  account = /<DbtrAcct>.*?<IBAN>(\w+)/s.exec(made)?.[1] ?? "";
  await kontor.quit();
  writeFileSync(path.join(machine.home, hostileName), orderFile({
    account, messageId: "HOSTILE", initiatingParty: `Evil ${inXml.csi}`,
    payments: [{ endToEndId: "E2E-1", amount: "11.00", name: `Mallory ${inXml.csi} ${inXml.bidi}`, iban: germanPayee(778), text: hostile.slice(0, 130) }, { endToEndId: "E2E-2", amount: "12.00", name: `${inXml.tower}${inXml.hidden}`, text: inXml.clipboard }],
  }));
  writeFileSync(path.join(machine.home, `not-an-order${hostileName}`), `\u001b]52;c;ZXZpbA==\u0007\u001b[2Jno order at all\u009b31m`);
  writeFileSync(path.join(machine.home, "broken.xml"), orderFile({ account, messageId: "BROKEN", payments: [{ endToEndId: "E\u009b2J", amount: "1,\u009b31m5", name: "x", iban: "DE00\u202e123" }] }).replace("<Nm>x</Nm>", "<Nm>x&#27;]52;c;ZXZpbA==&#7;</Nm>"));
});
afterAll(() => machine.close());

/** Every byte is either plain text, or one of the sequences that our own sink makes. */
function expectHarmless(output: string, what: string): void {
  expect(output, `${what}: 8-bit controls`).not.toMatch(/[\u0080-\u009f]/);
  expect(output, `${what}: bidi and invisible characters`).not.toMatch(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/);
  expect(output, `${what}: towers of marks`).not.toMatch(/\p{M}{9}/u);
  expect(output, `${what}: clipboard, titles, device strings`).not.toMatch(/\u001b[\]PX^_]/);
  const rest = output.replace(/\u001b\[[<=>?]?[\d;]*[A-Za-z]/g, "").replace(/\u001b[78=>]/g, "");
  expect(rest, `${what}: other controls`).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
  // Our own sequences stand where we put them, never before the words that came along with a hostile one.
  expect(output).not.toMatch(/\u001b\[(?:31;5mBLINK|2J\ufffd?lmx|2Jno order)/);
}

test("a payment file goes from the list of files to the statement without one of its sequences reaching the terminal", async () => {
  await verb(path.join(machine.data, "practice/practice-bank"), "account", "credit", account, "77.00", "--from", `Payer ${inXml.csi}${inXml.bidi}`, "--text", hostile.slice(0, 130), "--end-to-end-id", `X${inXml.clipboard}`.slice(0, 35));
  const kontor = await machine.startDemo(120, 40);
  await kontor.go("Tab", /▸ ▌DANUBE/);
  await kontor.go("Down", /▸ ▌KORONA/);
  await kontor.go("Enter", "Korona Handels");

  await kontor.go("i", "broken.xml");
  expect(kontor.screen()).toContain("in\ufffd]52;c;ZXZpbA==\ufffdvoice\ufffd[2J\ufffdlmx.xml");
  await kontor.go("/", /filter|\//);
  kontor.type("not-an");
  await kontor.waitFor((screen) => !screen.includes("broken.xml"));
  await kontor.go("Enter", /not-an-order/);
  await kontor.go("l", "in no format that Kontor reads");
  await kontor.go("Esc", "size changed");
  await kontor.go("g", "Tab completes");
  kontor.type(path.join(machine.home, "broken.xml"));
  await kontor.go("Enter", /BROKEN|line/);
  await kontor.go("Esc", "size changed");
  await kontor.go("/", /filter|\//);
  kontor.press("Ctrl-U");
  kontor.type("voice");
  await kontor.go("Enter", /lmx\.xml/);
  kontor.press("Home");
  await kontor.go("l", "message HOSTILE");
  await kontor.go("i", "o opens it");
  await kontor.go("o", "Mallory \ufffd31;5mBLINK");
  for (const tab of ["2", "3", "4", "1"]) kontor.press(tab);
  await kontor.go("p", ".pdf");
  await kontor.go("s", "you sign as");
  await kontor.go("s", "Passphrase of the key file");
  kontor.type("practice makes perfect");
  await kontor.go("Enter", "signed, complete");
  await kontor.go("x", "leaves in 1 order");
  await kontor.go(["Right", "Enter"], /was delivered as/);
  await kontor.go("F9", "The practice bank is at");
  await kontor.go("F9", "The practice bank is at");
  await kontor.quit();
  expectHarmless(kontor.raw, "importing to sending");

  const evening = await machine.startDemo(120, 40);
  await evening.go("Tab", /▸ ▌DANUBE/);
  await evening.go("Down", /▸ ▌KORONA/);
  await evening.go("f", /booked[\s\S]*Esc goes back\./);
  await evening.go("Esc", "Needs me now");
  await evening.go("Enter", "Korona Handels");
  await evening.go("t", "adds up");
  await evening.go("p", ".pdf");
  await evening.go("Enter", /Payer \ufffd31;5mBLINK/);
  await evening.go("d", "31;5mBLINK");
  await evening.go("Esc", /Payer/);
  await evening.go("Esc", "adds up");
  await evening.go("Esc", "Korona Handels");
  await evening.go("p", "› Partners");
  await evening.waitFor(/Mallory/);
  await evening.go("Esc", "Korona Handels");
  await evening.go("j", "› Journal");
  await evening.go("d", /hash/i);
  await evening.go("Esc", "› Journal");
  await evening.quit();
  expectHarmless(evening.raw, "fetching to journal");

  for (const name of readdirSync(path.join(machine.home, "kontor"))) {
    expect(name).not.toMatch(/[^\p{L}\p{N} ._-]/u);
    expectHarmless(execFileSync("pdftotext", ["-layout", path.join(machine.home, "kontor", name), "-"], { encoding: "utf8" }).replaceAll("\f", ""), name);
  }
});

test("the command line prints none of it either, as text or as JSON", async () => {
  writeFileSync(path.join(machine.folder, "passphrase"), "practice makes perfect");
  const ran = async (...args: readonly string[]): Promise<string> => {
    let output = "";
    const tell = (text: string): void => { output += text; };
    await runCommandLine([...args, "--operator", "Réka", "--customer", "KORONA", "--passphrase-file", path.join(machine.folder, "passphrase")], {
      environment: { KONTOR_HOME: path.join(machine.data, "practice/install") }, stdinIsTerminal: true, stdoutIsTerminal: true, out: tell, err: tell,
    });
    expectHarmless(output, args.join(" "));
    return output;
  };
  expect(await ran("order", "show", "4")).toContain("Mallory \ufffd31;5mBLINK");
  const shown = JSON.parse(await ran("order", "show", "4", "--json")) as { readonly transactions: readonly { readonly creditor: { readonly name: string } }[] };
  // Escaped for the terminal, whole for the program.
  expect(shown.transactions[0]?.creditor.name).toBe(`Mallory ${inXml.csi} ${inXml.bidi}`);
  for (const args of [["order", "list"], ["order", "list", "--json"], ["partner", "list"], ["partner", "list", "--json"], ["statement", "list", "--json"], ["statement", "show", "1"], ["statement", "show", "1", "--json"], ["journal", "list", "--limit", "500"], ["journal", "export"], ["session", "list"]]) {
    expect(await ran(...args)).not.toBe("");
  }
  for (const name of readdirSync(machine.home).filter((one) => one !== "kontor")) {
    for (const json of [[], ["--json"]]) await ran("order", "import", path.join(machine.home, name), "--dry-run", ...json);
  }
  expect(await ran("order", "import", path.join(machine.home, `gone${hostileName}`))).toContain("is not there");
  expect(await ran(`no\u001b[2Jsuch`)).toContain("unknown command");
});
