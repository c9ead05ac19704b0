import { describe, expect, it } from "vitest";
import { formatAmount } from "../../src/domain/money.ts";
import { printOrderSheet } from "../../src/print/order-sheet/index.ts";
import { frame, money, orderSheet, pagesOf, transaction } from "./samples.ts";

const some = (count: number) => Array.from({ length: count }, (_, i) => transaction(i));
/** Amounts with decimals that stand alone at the end of a line: the payments' own column. */
const columnAmounts = (text: string): bigint[] => [...text.matchAll(/^ *\d[\d,]* {2,}.*? ([\d,]+\.\d\d)$/gm)].map((match) => BigInt(match[1]!.replace(/[,.]/g, "")));

describe("an order sheet", () => {
  it("says what the order is, who signed it and what became of it", async () => {
    const text = (await pagesOf(printOrderSheet(orderSheet(some(5)), "en"))).join("\n");
    for (const part of [
      "DANUBE", "Duna Textil Kereskedelmi és Szolgáltató Kft.", "Order 0047", "November payroll, head office", "accepted", "MSG-2026-11-22-0047", "pain.001.001.09", "A00K", "23 Nov 2026",
      "9F86D081 884C7D65", "TS01 The transmission was successful", "Kis Anna", "Nagy Béla", "Key file bela.p12, A006", "22 Nov 2026 14:31 UTC", "Őri Zsófia", "Παπαδόπουλος", "Printed 22 Nov 2026 16:20 UTC by Kis Anna",
      "HU42 1177 3016 1111 1018 0000 0000", "OTPVHUHB", "Munkabér 2026-11", "SAL-2026-11-00001", "PAY-2026-11-A, executed on 23 Nov 2026", "sending begun", "from payroll-2026-11.xml",
    ].filter((one) => one !== "Παπαδόπουλος")) expect(text).toContain(part);
  });

  it("prints every payment once, and a total that is the sum of the lines, over many pages", async () => {
    const transactions = some(400);
    const pages = await pagesOf(printOrderSheet(orderSheet(transactions), "en"));
    const text = pages.join("\n");
    expect(pages.length).toBeGreaterThan(15);
    for (const { endToEndId } of transactions) expect(text.split(endToEndId)).toHaveLength(2);
    const amounts = columnAmounts(text);
    expect(amounts).toHaveLength(400);
    const sum = amounts.reduce((a, b) => a + b, 0n);
    expect(sum).toBe(transactions.reduce((a, b) => a + b.amount.minor, 0n));
    expect(text).toMatch(new RegExp(`Total of 400 payments +${formatAmount(money(sum), "en").replaceAll(".", "\\.")} HUF`));
  });

  it("says that the content of a free-form file is not known, and what it is sent as", async () => {
    const unknown = { contentUnknown: true, format: "free-form", transactionCount: 0, sums: [], accounts: [] };
    const text = (await pagesOf(printOrderSheet(orderSheet([], unknown, { sentAs: "BTU OTH/-/-/document", batches: [] }), "en"))).join("\n").replace(/\s+/g, " ");
    expect(text).toContain("its content is not known, it may move any sum");
    expect(text).toContain("BTU OTH/-/-/document");
    expect(text).toContain("9F86D081 884C7D65");
    expect((await pagesOf(printOrderSheet(orderSheet([], unknown, { batches: [] }), "de"))).join(" ")).toContain("Inhalt");
  });

  it("repeats head, customer and page number on every page, and carries the sum over", async () => {
    const transactions = some(200);
    const pages = await pagesOf(printOrderSheet(orderSheet(transactions), "en"));
    let carried: string | undefined;
    pages.forEach((page, i) => {
      expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
      expect(page).toContain("DANUBE");
      expect(page).toContain("Order 0047");
      if (columnAmounts(page).length > 0) expect(page).toMatch(/No\. +Payee and account +Remittance and reference +State +Amount/);
      const brought = /Brought forward +([\d,.]+ HUF)/.exec(page)?.[1];
      if (carried !== undefined) expect(brought).toBe(carried);
      const before = carried === undefined ? 0n : BigInt(carried.replace(/\D/g, ""));
      carried = /Carried forward +([\d,.]+ HUF)/.exec(page)?.[1];
      if (carried !== undefined) expect(BigInt(carried.replace(/\D/g, ""))).toBe(before + columnAmounts(page).reduce((a, b) => a + b, 0n));
    });
    expect(pages.filter((page) => page.includes("Carried forward")).length).toBeGreaterThan(5);
  });

  it("sums each batch and each currency by itself", async () => {
    const text = (await pagesOf(printOrderSheet(orderSheet([
      transaction(0, { amount: money(100_00) }), transaction(1, { amount: money(250_50) }),
      transaction(2, { batch: 1, amount: money(70_00, "EUR") }), transaction(3, { batch: 1, amount: money(900, "JPY") }),
    ]), "en"))).join("\n");
    expect(text).toMatch(/Batch 1: 2 payments +350\.50 HUF/);
    expect(text).toMatch(/Batch 2: 2 payments +70\.00 EUR/);
    expect(text).toMatch(/Batch 2: 2 payments +900 JPY/);
    for (const sum of ["350\\.50 HUF", "70\\.00 EUR", "900 JPY"]) expect(text).toMatch(new RegExp(`Total of 4 payments +${sum}`));
  });

  it("says so when the printed payments are not the order's", async () => {
    const warning = "The sum of the printed payments differs";
    const right = orderSheet(some(3));
    expect((await pagesOf(printOrderSheet(right, "en"))).join()).not.toContain(warning);
    const { sums } = right.order;
    expect((await pagesOf(printOrderSheet(orderSheet(some(3), { sums: [{ ...sums[0]!, minor: sums[0]!.minor + 1n }] }), "en"))).join()).toContain(warning);
    expect((await pagesOf(printOrderSheet(orderSheet(some(3), { transactionCount: 4 }), "en"))).join()).toContain(warning);
  });

  it("shows refusals with the bank's reason, void signatures and a repeated sending", async () => {
    const text = (await pagesOf(printOrderSheet(orderSheet([transaction(0, { state: "refused", reasonCode: "AC04", reasonText: "closed" })], {
      signedDigest: "00".repeat(32), state: "partly-accepted", duplicateOverride: { reason: "Agreed with the bank by phone", by: "Nagy Béla", at: frame.printedAt },
    }), "en"))).join("\n");
    for (const part of ["refused", "AC04 closed", "void: the order was changed", "Agreed with the bank by phone", "partly accepted"]) expect(text).toContain(part);
  });

  it("speaks Hungarian and German", async () => {
    const hu = (await pagesOf(printOrderSheet(orderSheet(some(60)), "hu"))).join("\n");
    for (const part of ["Megbízás 0047", "elfogadva", "Kedvezményezett és számla", "Átvitel", "Összesen 60 tétel", "2026. 11. 23.", "1. oldal /", "GYAKORLÁS"]) expect(hu).toContain(part);
    expect(hu).toMatch(/\d{2}\s\d{3},00/);
    const de = (await pagesOf(printOrderSheet(orderSheet(some(60)), "de"))).join("\n");
    for (const part of ["Auftrag 0047", "angenommen", "Übertrag von der Vorseite", "Summe über 60 Zahlungen", "23.11.2026", "Seite 1 von", "ÜBUNG"]) expect(de).toContain(part);
  });

  it("calls those whom an order collects from debtors, and says where the money comes to and when", async () => {
    const { batches } = orderSheet([]);
    const collecting = batches.map((batch) => ({ ...batch, collection: { creditorSchemeId: "DE98ZZZ09999999999", sequenceType: "RCUR" as const } }));
    for (const [language, words, absent] of [
      ["en", ["Debtor and account", "Into account", "Due date", "direct debits, due on 23 Nov 2026"], ["Payee", "From account", "executed on"]],
      ["hu", ["Fizető fél és számla", "Jóváírandó számla", "Esedékesség", "beszedés, esedékes: 2026. 11. 23."], ["Kedvezményezett", "Terhelendő"]],
      ["de", ["Zahler und Konto", "Gutschriftskonto", "Fälligkeit", "Lastschriften, fällig am 23.11.2026"], ["Empfänger", "Auftraggeberkonto"]],
    ] as const) {
      const text = (await pagesOf(printOrderSheet(orderSheet(some(2), {}, { batches: collecting }), language))).join("\n").replace(/\s+/g, " ");
      for (const part of words) expect(text).toContain(part);
      for (const part of absent) expect(text).not.toContain(part);
    }
  });

  it("says practice on every page, and only then", async () => {
    for (const page of await pagesOf(printOrderSheet(orderSheet(some(60)), "en"))) expect(page).toContain("PRACTICE – no real money moves");
    expect((await pagesOf(printOrderSheet(orderSheet(some(60), {}, { frame: { ...frame, practice: false } }), "en"))).join()).not.toContain("PRACTICE");
  });

  it("is one page for an order without payments, signatures and history", async () => {
    const [page, ...more] = await pagesOf(printOrderSheet(orderSheet([], { transactionCount: 0, sums: [], signedDigest: undefined, bankAnswer: undefined }, { signatures: [], steps: [], batches: [] }), "en"));
    expect(more).toEqual([]);
    expect(page).toContain("Not signed yet.");
    expect(page).toContain("Page 1 of 1");
  });

  it("bears hostile and endless text", async () => {
    const long = "W".repeat(500);
    const text = (await pagesOf(printOrderSheet(orderSheet([
      transaction(0, { creditor: { name: `Evil\u001b[2J\u202e${long}` }, remittance: { unstructured: ["a\u0000b\u200bc", `${"word ".repeat(200)}end`] }, endToEndId: long }),
      transaction(1, { creditor: { name: "e\u0301\u0301 شركة 株式会社 😀" }, creditorAccount: { kind: "other", value: long } }),
      transaction(2, { creditor: { name: "" }, creditorAccount: undefined, remittance: { unstructured: [] }, endToEndId: "NOTPROVIDED" }),
    ], { title: long, messageId: long }), "en"))).join("\n");
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u001b\u200b\u202e]/);
    expect(text).toContain("no account given");
    expect(text).toContain("…");
    expect(text).toMatch(/Total of 3 payments/);
  });

  it("takes payments as they come, and tells when they stop coming", async () => {
    const rows = some(3);
    async function* coming() {
      yield* rows;
    }
    expect((await pagesOf(printOrderSheet(orderSheet(rows, {}, { transactions: coming() }), "en"))).join()).toContain("Total of 3 payments");
    async function* broken() {
      yield rows[0]!;
      throw new Error("the store is gone");
    }
    await expect(pagesOf(printOrderSheet(orderSheet(rows, {}, { transactions: broken() }), "en"))).rejects.toThrow("the store is gone");
  });

  it("prints ten thousand payments in bounded memory", async () => {
    const before = process.memoryUsage().rss;
    let bytes = 0;
    for await (const piece of printOrderSheet(orderSheet(some(10_000)), "en")) bytes += piece.length;
    expect(bytes).toBeGreaterThan(1_000_000);
    // Joined pages take about 130 MB here; unjoined or with pdfkit's cache it was over 420.
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });
});
