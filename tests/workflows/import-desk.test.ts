import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountText } from "../../src/domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import type { Batch, OrderHeader, Transaction } from "../../src/domain/order.ts";
import { orderFormat } from "../../src/workflows/format-by-id.ts";
import { readOrder } from "../../src/formats/collect.ts";
import { collect, once } from "../../src/workflows/bytes.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { importPlanned, rememberedTreatment } from "../../src/workflows/import-desk/import-planned.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importDefinition, removeFormat, saveFormat } from "../../src/workflows/import-desk/own-formats.ts";
import { draftOf, sampleLines } from "../../src/formats/sample/format-draft.ts";
import { discardQuarantined, quarantinedSource, quarantineFile, releaseQuarantined } from "../../src/workflows/import-desk/quarantine.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { sheetLines, sheetSeparator } from "../../src/formats/workbook/sheet-lines.ts";
import { payrollBook } from "../formats/workbook/support.ts";
import { type Office, openOffice } from "../support/office.ts";

let office: Office;
let context: WorkflowContext;
let batch: Batch;
beforeAll(async () => {
  office = await openOffice(); // Monday 23 November 2026
  const opened = await office.open();
  context = { ...opened, tools: { ...opened.tools, bics: () => Promise.resolve((iban: string) => (iban.startsWith("DE") ? "MARKDEFFXXX" : undefined)) } };
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  batch = {
    paymentInformationId: "P-1", requestedExecutionDate: "2026-11-21" as IsoDate, debtor: { name: "Fault" }, debtorAccount: account.number, debtorAgent: { bic: account.bic },
    serviceLevel: "SEPA", chargeBearer: "SLEV",
  };
});
afterAll(() => office.close());

const header: OrderHeader = { messageId: "OLD-1", createdAt: "2026-11-20T10:00:00", initiatingParty: { name: "Fault" } };
const pay = (id: string, minor: bigint, creditor: Transaction["creditor"]): Transaction => ({
  endToEndId: id, amount: { minor, currency: "EUR" as CurrencyCode }, creditor, creditorAccount: { kind: "iban", iban: germanPayee(minor === 0n ? 1 : Number(minor % 50n) + 1) }, remittance: { unstructured: [`Számla ${id}`] },
});
const payments = [
  pay("A", 100n, { name: "Őri Béla", address: { country: undefined, addressLines: ["Hauptstraße 12", "80331 München", "Germany"] } }),
  pay("B", 250n, { name: "Plain Ltd", address: { addressLines: ["Somewhere over the hill"] } }),
  pay("C", 350n, { name: "No Address" }),
];
async function oldFile(transactions: readonly Transaction[] = payments, messageId = "OLD-1") {
  const sum = transactions.reduce((total, one) => total + one.amount.minor, 0n);
  const text = `${sum / 100n}.${(sum % 100n).toString().padStart(2, "0")}`;
  const bytes = await collect(orderFormat("pain.001.001.03").write({ ...header, messageId, declaredCount: transactions.length, declaredSum: text }, [{ batch, count: transactions.length, sum: text, transactions }]));
  return { name: "payroll-2026-11.xml", open: () => once(bytes), bytes };
}

describe("the import desk", () => {
  it("tells what could be mended and changes nothing that was not chosen", async () => {
    const plan = await planImport(context, await oldFile());
    expect(plan.mendings.map(({ kind, count }) => [kind, count])).toEqual([["address", 1], ["characters", 6], ["date", 1], ["bic", 3]]);
    expect(plan.rewriting).toBeUndefined();
    expect(plan.format).toBe("pain.001.001.03");
    expect(plan.findings.filter((finding) => finding.code === "address-not-structured").length).toBe(2);
  });

  it("mends what was chosen, in the very bytes that are taken in, and keeps the file as it came", async () => {
    const source = await oldFile(payments.filter((one) => one.endToEndId !== "B"), "OLD-2");
    const plan = await planImport(context, source, new Set(["address", "characters", "date", "bic"]));
    expect(plan.importable).toBe(true);
    expect(plan.format).toBe("pain.001.001.09");
    expect(plan.findings.filter((finding) => finding.severity === "error")).toEqual([]);
    const order = await importPlanned(context, plan);
    expect(order.state).toBe("checked");
    const kept = await collect(context.store.files.read(order.fileId!));
    const { batches } = await readOrder(orderFormat("pain.001.001.09"), kept);
    expect(batches[0]?.batch.requestedExecutionDate).toBe("2026-11-23");
    expect(batches[0]?.transactions.map((one) => [one.creditor.name, one.creditorAgent?.bic, one.remittance.unstructured, accountText(one.creditorAccount!)])).toEqual([
      ["Ori Bela", "MARKDEFFXXX", ["Szamla A"], germanPayee(1)],
      ["No Address", "MARKDEFFXXX", ["Szamla C"], germanPayee(1)],
    ]);
    expect(batches[0]?.transactions[0]?.creditor.address).toMatchObject({ streetName: "Hauptstrasse", buildingNumber: "12", postCode: "80331", townName: "Munchen", country: "DE" });
    expect(Buffer.from(await collect(context.store.files.read(order.originalFileId!))).equals(source.bytes)).toBe(true);
    expect(order.findings.find((finding) => finding.code === "written-anew")?.message).toContain("1 address split into parts");
    expect((await rememberedTreatment(context, "payroll-2026-12.xml")).mendings.has("address")).toBe(true);
  });

  it("makes no whole-looking order of a file that lost a payment", async () => {
    const source = await oldFile(payments.slice(0, 2), "OLD-3");
    const short = Buffer.from(source.bytes).toString("utf8").replace(/<CdtTrfTxInf>(?:(?!<CdtTrfTxInf>)[\s\S])*<\/CdtTrfTxInf>\s*(?=<\/PmtInf>)/, "");
    const plan = await planImport(context, { name: "short.xml", open: () => once(Buffer.from(short)) }, new Set(["characters"]));
    expect(plan.importable).toBe(false);
    expect(plan.findings.map((finding) => finding.code)).toContain("count-differs");
    await expect(importPlanned(context, plan)).rejects.toMatchObject({ code: "not-importable" });
  });

  it("keeps what cannot be taken in until somebody settles it", async () => {
    const source = { name: "../../etc/passwd", open: () => once(Buffer.from("no order at all")) };
    const plan = await planImport(context, source);
    const held = await quarantineFile(context, source, plan);
    expect(await quarantineFile(context, source, plan)).toEqual(held);
    expect(await context.store.quarantine.list("held")).toEqual([held]);
    await expect(discardQuarantined(context, held.id, " ")).rejects.toMatchObject({ code: "no-reason" });
    await discardQuarantined(context, held.id, "a test file");
    await expect(discardQuarantined(context, held.id, "again")).rejects.toMatchObject({ code: "not-held" });
    expect(Buffer.from(await collect(context.store.files.read(held.fileId))).toString()).toBe("no order at all");
  });

  it("takes a file out of quarantine once it can be read", async () => {
    const source = await oldFile([pay("Q", 777n, { name: "Late Ltd" })], "OLD-4");
    const held = await quarantineFile(context, source, { findings: [] });
    const plan = await planImport(context, quarantinedSource(context.store, held), new Set(["date"]));
    const order = await releaseQuarantined(context, held.id, plan);
    expect((await context.store.quarantine.get(held.id))?.settled).toMatchObject({ orderId: order.id, by: "Réka" });
    expect(await context.store.journal.verify()).toBeUndefined();
  });

  it("reads a company's own CSV by a format made from it, and writes it for the bank", async () => {
    const bytes = Buffer.from("Payee;IBAN;Amount;Purpose\nÉva Kis;HU42117730161111101800000000;12,50;rent\nPaper Ltd;HU93116000060000000012345676;1.000,00;paper\n");
    const draft = { ...draftOf(bytes, { kind: "orders", title: "Our CSV" }), currency: "EUR", account: accountText(batch.debtorAccount) };
    const lines = sampleLines(bytes, draft.charset);
    await saveFormat(context, draft, lines, bytes);
    await expect(saveFormat(context, draft, lines, bytes)).rejects.toMatchObject({ code: "title-taken" });
    const source = { name: "own-2026-11.csv", open: () => once(bytes) };
    const dateless = await planImport(context, source);
    expect(dateless.importable).toBe(false);
    expect(dateless.mendings.map((group) => group.kind)).toContain("date");
    const plan = await planImport(context, source, new Set(["date"]));
    expect(plan.findings.filter((finding) => finding.severity === "error")).toEqual([]);
    const order = await importPlanned(context, plan);
    expect([order.state, order.format, order.transactionCount, order.sums.map((sum) => sum.minor)]).toEqual(["checked", "pain.001.001.09", 2, [101250n]]);
    const [kept] = await context.store.formatDefinitions.all();
    await removeFormat(context, kept!.id);
    await expect(importDefinition(context, "{}")).rejects.toMatchObject({ code: "definition-wrong" });
    await expect(importDefinition(context, "no JSON")).rejects.toMatchObject({ code: "definition-wrong" });
    expect((await importDefinition(context, kept!.json)).title).toBe("Our CSV");
    // The next month's file is treated the same way.
    expect(await rememberedTreatment(context, "own-2026-12.csv")).toMatchObject({ formatId: plan.sourceFormat?.id, mendings: new Set(["date"]) });
  });

  it("reads a company's own spreadsheet by a format made from it, and writes it for the bank", async () => {
    const bytes = await payrollBook();
    const sample = await collect(sheetLines(once(bytes), undefined, () => undefined));
    const draft = { ...draftOf(sample, { kind: "orders", title: "Our sheet", charset: "UTF-8", separator: sheetSeparator }), isWorkbook: true, account: accountText(batch.debtorAccount) };
    await saveFormat(context, draft, sampleLines(sample, "UTF-8"), sample);
    const source = { name: "payroll.xlsx", open: () => once(bytes) };
    const plan = await planImport(context, source, new Set(["characters"]));
    expect(plan.findings.filter((finding) => finding.severity === "error")).toEqual([]);
    const order = await importPlanned(context, plan);
    expect([order.state, order.format, order.transactionCount, order.sums.map((sum) => sum.minor)]).toEqual(["checked", "pain.001.001.09", 3, [10n + 123456789n + 1999n]]);
    expect(Buffer.from(await collect(context.store.files.read(order.originalFileId!))).equals(bytes)).toBe(true);
    const cut = await planImport(context, { name: "payroll.xlsx", open: () => once(bytes.subarray(0, bytes.length - 30)) });
    expect(cut.importable).toBe(false);
    expect(cut.findings.map((finding) => finding.code)).toContain("workbook-damaged");
  });
});
