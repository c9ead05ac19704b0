import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemFiles } from "../../src/cli/files.ts";
import type { AccountId, IsoInstant, PartnerId, TemplateId } from "../../src/domain/ids.ts";
import { parseIban } from "../../src/domain/account-number.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { RouteId, WorkstationShell } from "../../src/screens/routes.ts";
import { savePartner } from "../../src/workflows/partners.ts";
import { saveTemplate } from "../../src/workflows/templates.ts";
import { collect } from "../../src/workflows/bytes.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";
import { openWorkstation, stable } from "./support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
let folder: string;
let out: string;

/** A day's work: an order sent and booked, its statement fetched; partners; a template; files to import. */
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  const order = await queuedOrder(context, "Suppliers", Array.from({ length: 5 }, (_, i) => payment(`S-${i + 1}`, BigInt(100_00 * (i + 1)), i + 1)));
  const connection = await onlyConnection(context);
  await communicate(context, { connectionId: connection.id, send: true, fetch: true });
  office.clock.set(Date.parse("2026-11-24T08:00:00Z"));
  await communicate(context, { connectionId: connection.id, send: false, fetch: true });
  const at = "2026-11-20T10:00:00Z" as IsoInstant;
  await savePartner(context, { id: "p1" as PartnerId, name: "Szabó Ágnes", note: "landlord", createdAt: at, changedAt: at, accounts: [{ number: { kind: "iban", iban: parseIban("HU42117730161111101800000000")! }, since: at }], address: { streetName: "Fő utca", buildingNumber: "1", postCode: "7621", townName: "Pécs", country: "HU", addressLines: [] } });
  await saveTemplate(context, { id: "t1" as TemplateId, title: "Rent", debtorAccountId: (await context.store.accounts.all())[0]?.id as AccountId, changedAt: at, transactions: [{ ...payment("NOTPROVIDED", 120_000n), creditor: { name: "Szabó Ágnes" }, remittance: { unstructured: ["Rent"] } }] });
  folder = mkdtempSync(path.join(os.tmpdir(), "kontor-papers-"));
  const sent = Buffer.from(await collect(context.store.files.read(order.fileId!))).toString("utf8");
  writeFileSync(path.join(folder, "suppliers.xml"), sent);
  writeFileSync(path.join(folder, "payroll.xml"), sent.replaceAll("S-", "P-").replace(/<MsgId>[^<]*/, "<MsgId>PAYROLL-1").replace(/<CtrlSum>1500/g, "<CtrlSum>1501").replaceAll("Invoice", "Salary").replace(/>(<PmtInf>)/g, ">\n$1").replace(/>(<CdtTrfTxInf>)/g, ">\n$1"));
  writeFileSync(path.join(folder, "vendors.xml"), sent.replaceAll("S-", "V-").replace(/<MsgId>[^<]*/, "<MsgId>VENDORS-1").replace("<Nm>Payee 1</Nm>", "<Nm>Őri Béla</Nm><PstlAdr><AdrLine>Hauptstraße 12</AdrLine><AdrLine>80331 München</AdrLine></PstlAdr>"));
  const [statement] = await context.store.statements.list({ limit: 1 });
  writeFileSync(path.join(folder, "statement.xml"), await collect(context.store.files.read(statement!.fileId)));
  writeFileSync(path.join(folder, "evil\u001b[31m\u202etxt.xml"), "not a payment at all");
  const changed = new Date("2026-11-23T07:30:00Z");
  for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), changed, changed);
  out = mkdtempSync(path.join(os.tmpdir(), "kontor-prints-"));
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true });
  rmSync(out, { recursive: true });
});

const golden = (name: string): string => `../golden/screens/papers/${name}.txt`;

/** Random ids, and what the machine calls its folders. */
function masked(screen: string): string {
  return stable(screen)
    .replaceAll(folder, "‹folder›")
    .replace(/\bFAULT2026\w+/g, "‹message id›")
    .replace(/[0-9A-F]{2}( [0-9A-F]{2}){15}/g, "‹sixteen pairs›")
    .replace(/https:\/\/[\w.:]+/g, "‹address›")
    .replace(/\b[0-9a-f]{12}\b/g, "‹12 digits›")
    .replace(/\b[0-9a-f]{60}\b( *┃[^\n]*\n▌.*?┃ +)[0-9a-f]{4}\b/g, "‹64 hex digits›$1")
    .replace(/\b01[0-9a-hjkmnp-tv-z]{24}\b/g, "‹id›")
    .replace(/\d+\.\d KiB/g, "‹size›");
}

describe.each([[80, 24], [160, 48]] as const)("papers at %ix%i", (columns, rows) => {
  const size = `${columns}x${rows}`;
  const begin = async (id: RouteId) => {
    const running = await openWorkstation({
      clock: office.clock, customers: [context], columns, rows, begin: (shell) => (shell.push as (id: RouteId, params: unknown) => void)(id, { context }),
      session: { files: { ...systemFiles(path.join(out, size)), homeFolder: folder } },
    });
    const see = async (wanted: Parameters<typeof running.tester.waitFor>[0], name: string): Promise<void> => {
      await running.tester.waitFor(wanted);
      await expect(masked(running.tester.screen())).toMatchFileSnapshot(golden(`${name}-${size}`));
    };
    return { ...running, see };
  };

  it("statements: the list, the entries, the order they book, the PDF, the original", async () => {
    const { tester, see, end } = await begin("statements");
    await see("adds up", "statements");
    tester.press("Enter");
    await see("books", "entries");
    tester.press("d");
    await see("Esc closes", "entry-details");
    tester.press("Esc", "b");
    await see("closing booked", "statement-balances");
    tester.press("Esc", "p");
    await tester.waitFor(/Written: .*\.pdf/);
    tester.press("Enter");
    await tester.waitFor("Suppliers");
    end();
  });

  it("import: a folder, a dry run with its findings, the file around one, and in", async () => {
    const { tester, see, end } = await begin("import");
    await see("suppliers.xml", "import-folder");
    tester.press("g");
    tester.type(`${folder}/pay`);
    tester.press("Tab");
    await see(/path .*payroll\.xml/, "import-path");
    tester.press("Enter");
    await see("findings (2)", "import-findings");
    tester.press("Enter");
    await see("Esc closes", "import-excerpt");
    tester.press("Esc", "Esc");
    await tester.waitFor("evil");
    expect(tester.raw).not.toContain("\u001b[31m\u202e");
    tester.paste(`'${folder}/suppliers.xml' '${folder}/statement.xml'`);
    await see((screen) => screen.includes("here already") && screen.includes("received before"), "import-several");
    tester.press("i");
    await see(/The same payments are here already[\s\S]*leave it/, "import-again");
    tester.press("Esc");
    end();
  });

  it("import: what can be mended is shown before and after, and done; what cannot be read waits in quarantine", async () => {
    const { tester, see, end } = await begin("import");
    await tester.waitFor("vendors.xml");
    tester.paste(`'${folder}/vendors.xml'`);
    await see("m mends", "import-mendable");
    tester.press("m");
    await see("[ ] split addresses", "import-mend");
    tester.press("Space", "Tab", "Space", "Enter");
    await see(/mended [^m]*1 to look at/, "import-mended");
    tester.press("Esc");
    await tester.waitFor("evil");
    tester.press("Home", "Down");
    tester.press("Enter");
    await tester.waitFor("cannot be imported");
    tester.press("a");
    await tester.waitFor("In quarantine");
    tester.press("Esc");
    await tester.waitFor("vendors.xml");
    tester.press("b");
    await see("1 file in quarantine", "quarantine");
    tester.press("Enter");
    await tester.waitFor("cannot be imported");
    tester.press("Esc", "d");
    await tester.waitFor("why");
    tester.type("no order");
    tester.press("Enter");
    await tester.waitFor("Nothing waits here");
    tester.press("s");
    await see("given up", "quarantine-settled");
    end();
  });

  it("payment: a payee found while typing, checks as one types, and stored", async () => {
    const { tester, see, end, shell } = await begin("payment");
    await tester.waitFor("0.00 EUR");
    tester.type("sza");
    await tester.waitFor("payee      sza");
    await see("HU42 1177", "payment-payee");
    tester.press("Enter");
    tester.type("1,200.50");
    await see(/amount +1,200\.50 +│? *= 1,200\.50 EUR/, "payment-amount");
    tester.press("Tab");
    tester.paste(Array.from({ length: 200 }, (_, i) => `line ${i}`).join("\n"));
    await see("140 are allowed", "payment-paste");
    tester.press("Ctrl-U", "Ctrl-E", "Ctrl-U");
    tester.type("Rent");
    tester.press("F3");
    await tester.waitFor("payment 2 of 2");
    tester.type("Nobody");
    tester.press("Tab");
    tester.type("11773016-11111019");
    await see("one is mistyped", "payment-second");
    tester.press("F2");
    await tester.waitFor("Not stored.");
    tester.press("F4");
    await tester.waitFor("payment 1 of 1");
    tester.press("F2");
    await tester.waitFor("Stored as order");
    expect((shell as WorkstationShell).commands().length).toBeGreaterThan(0);
    end();
  });

  it("partners: the list, a changed account that is asked about, the orders", async () => {
    const { tester, see, end } = await begin("partners");
    await see("Szabó Ágnes", "partners");
    tester.press("/");
    tester.type("szab");
    await tester.waitFor("1 found");
    tester.press("Enter", "e");
    await see("F2 or Enter", "partner-form");
    tester.press("Down", "Ctrl-U");
    tester.type("DE89 3704 0044 0532 0130 00");
    tester.press("F2");
    await see("account removed", "partner-changed-account");
    tester.press("Enter");
    await tester.waitFor("Not stored.");
    tester.press("Esc");
    end();
  });

  it("templates: the list, and a payment filled in", async () => {
    const { tester, see, end } = await begin("templates");
    await see("Rent", "templates");
    tester.press("u");
    await see("from template Rent", "payment-from-template");
    tester.press("Esc");
    end();
  });

  it("journal: newest first, one entry, the chain verified, exported", async () => {
    const { tester, see, end } = await begin("journal");
    await tester.waitFor("chain not checked");
    tester.press("v");
    await see("the chain is whole", "journal");
    tester.press("d");
    await see("previous", "journal-entry");
    tester.press("Esc", "w");
    await tester.waitFor(/Written: .*\.jsonl/);
    end();
  });

  it("settings: every part, a rule, and who could sign", async () => {
    const { tester, see, end } = await begin("settings");
    await see("legal name", "settings-profile");
    for (const [key, name, wanted] of [["2", "accounts", "EUR"], ["3", "signers", "REKA"], ["5", "connections", "✓ ready"], ["6", "operators", "see, prepare"], ["7", "approvals", "Nothing waits"]] as const) {
      tester.press(key);
      await see(wanted, `settings-${name}`);
    }
    tester.press("4");
    await see("One signature", "settings-rules");
    tester.press("e");
    await see("not together", "settings-rule-form");
    tester.press("Esc", "w");
    await tester.waitFor("Who could sign");
    tester.press("Tab");
    tester.type("5000");
    tester.press("F2");
    await see("alone", "settings-who-could-sign");
    tester.press("Esc", "5", "Enter");
    await see("confirm the bank", "connect-done");
    tester.press("Esc");
    await tester.waitFor(/\[5 (connections|banks)\]/);
    tester.press("n");
    await see("a new connection", "connect-new");
    end();
  });

  it("help: pages and every screen's keys", async () => {
    const { tester, see, end } = await begin("help");
    await see("Prepare, sign", "help");
    tester.press("k");
    await see("everywhere", "help-keys");
    end();
  });
});
