import { unzipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { amountText } from "../../src/domain/money.ts";
import { type CollectedStatus, readStatements, readStatus } from "../../src/formats/collect.ts";
import { statementFormat } from "../support/statement-format.ts";
import { pain00200103, pain00200110 } from "../../src/formats/pain002/format.ts";
import { haveIso20022Schemas, validateIso20022 } from "../support/iso20022-schema.ts";
import { type BankFixture, startBankFixture } from "./support/bank-fixture.ts";
import { type Customer, statements, statusReports } from "./support/customer.ts";
import { elsewhere, money, orderFile, type TestBatch } from "./support/orders.ts";

describe("the practice bank's ledger", () => {
  let fixture: BankFixture;
  let customer: Customer;
  let orders = 0;

  beforeAll(async () => {
    fixture = await startBankFixture();
    customer = await fixture.user("USER");
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    await customer.fetch(statusReports);
  });

  /** Sends an order and gives the first status report on it. */
  const judged = async (batches: readonly TestBatch[], options: { messageId?: string; version?: "03" | "09"; by?: Customer } = {}): Promise<CollectedStatus> => {
    const by = options.by ?? customer;
    const answer = await by.upload(await orderFile(options.messageId ?? `L${++orders}`, batches, options.version));
    expect(answer.kind).toBe("ok");
    return report(by, options.version);
  };
  const report = async (by: Customer, version?: "03" | "09"): Promise<CollectedStatus> => {
    const zip = await by.fetch(statusReports);
    if (zip === undefined) throw new Error("no status report");
    const [file] = Object.values(unzipSync(zip));
    const format = version === "03" ? pain00200103 : pain00200110;
    if (haveIso20022Schemas) expect(validateIso20022(format.id, file!)).toEqual([]);
    return readStatus(format, file!);
  };
  const today = (): string => fixture.bank.admin.clock.state().openDay;
  const balance = (number = fixture.account): string => amountText({ minor: fixture.bank.admin.accounts().find((one) => one.number === number)!.balanceMinor, currency: "EUR" as never });
  const pay = (to: string, amount = "1.00", more: object = {}) => ({ amount: money(amount), to, endToEndId: `P${++orders}`, ...more });
  const codes = (status: CollectedStatus): (string | undefined)[] => status.transactions.map((one) => one.reasons[0]?.code);

  it("pays between its own accounts and to other banks; everything booked sums to zero", async () => {
    const { admin } = fixture.bank;
    const supplier = admin.openAccount({ currency: "EUR", owner: "Supplier" }).number;
    const before = balance();
    const status = await judged([{ from: fixture.account, date: today(), payments: [pay(supplier, "30.00"), pay(elsewhere[0], "12.50")] }]);
    expect(status.header?.groupStatus).toBe("ACSC");
    expect(balance(supplier)).toBe("30.00");
    expect(Number(before) - Number(balance())).toBeCloseTo(42.5, 10);
    expect(admin.bookings().reduce((sum, line) => sum + line.amount.minor, 0n)).toBe(0n);
    expect(admin.bookings(fixture.account).at(-1)?.amount.minor).toBe(-4250n); // one line for the batch
  });

  it("refuses each bad payment with its code and pays the good ones", async () => {
    const { admin } = fixture.bank;
    const closed = admin.openAccount({ currency: "EUR", owner: "Closed", state: "closed" }).number;
    const blocked = admin.openAccount({ currency: "EUR", owner: "Blocked" }).number;
    admin.blockAccount(blocked);
    const forint = admin.openAccount({ currency: "HUF", owner: "Forint" }).number;
    const missing = admin.openAccount({ currency: "EUR", owner: "Next" }).number.replace(/^HU\d\d/, "");
    const notHere = "HU".concat(String(98n - (BigInt(`${missing.slice(0, 22)}60173000`) % 97n)).padStart(2, "0"), missing.slice(0, 22), "60");
    const status = await judged([{ from: fixture.account, date: today(), payments: [
      pay(closed), pay(blocked), pay(forint), pay(notHere), pay(elsewhere[0], "50000.00"), pay(elsewhere[1], "2.00"),
    ] }]);
    expect(status.header?.groupStatus).toBe("PART");
    expect(codes(status)).toEqual(["AC04", "AC06", "AM03", "AC01", "AM04"]);
    expect(status.transactions[0]?.reasons[0]?.text.join(" ")).toContain("PRACTICE");
  });

  it.each([
    ["an IBAN with a wrong digit", (xml: string) => xml.replace(elsewhere[0], elsewhere[0].replace(/0$/, "1")), ["PART", "AC01", undefined]],
    ["a malformed BIC", (xml: string) => xml.replace("COBADEFFXXX", "COBADEFF1"), ["PART", "RC01", undefined]],
    ["an amount of zero", (xml: string) => xml.replace(/>4\.00</, ">0.00<").replace(/CtrlSum>12\.00/g, "CtrlSum>8.00"), ["PART", "AM12", undefined]],
    ["an amount that is none", (xml: string) => xml.replace(/>4\.00</, ">4,00<"), ["RJCT", undefined, "AM12"]],
    ["a wrong sum", (xml: string) => xml.replace(/CtrlSum>12\.00/, "CtrlSum>13.00"), ["RJCT", undefined, "AM10"]],
    ["a wrong count", (xml: string) => xml.replace(/NbOfTxs>3</, "NbOfTxs>4<"), ["RJCT", undefined, "AM18"]],
    ["a debtor's IBAN with a wrong digit", (xml: string) => xml.replace(fixture.account, fixture.account.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))), ["RJCT", undefined, "AC02"]],
    ["no execution date", (xml: string) => xml.replace(/<ReqdExctnDt>.*<\/ReqdExctnDt>/s, ""), ["RJCT", undefined, "DT01"]],
    ["an end in the middle", (xml: string) => xml.slice(0, xml.indexOf("</CdtTrfTxInf>") + 100), ["RJCT", undefined, "FF01"]],
  ] as const)("says what is wrong in a file with %s", async (_what, spoil, expected) => {
    const xml = Buffer.from(await orderFile(`L${++orders}`, [{ from: fixture.account, date: today(), payments: [
      pay(elsewhere[1], "4.00"), pay(elsewhere[0], "4.00", { bic: "COBADEFFXXX" }), pay(elsewhere[2], "4.00"),
    ] }])).toString();
    const spoilt = spoil(xml);
    expect(spoilt).not.toBe(xml);
    expect((await customer.upload(Buffer.from(spoilt))).kind).toBe("ok");
    const status = await report(customer);
    expect([status.header?.groupStatus, codes(status)[0], status.header?.reasons[0]?.code]).toEqual(expected);
    expect(codes(status).length).toBeLessThanOrEqual(1);
  });

  it("refuses a currency the account is not in, without exchanging: AM03", async () => {
    expect(codes(await judged([{ from: fixture.account, date: today(), payments: [{ ...pay(elsewhere[0]), amount: money("5.00", "USD") }] }]))).toEqual(["AM03"]);
  });

  it("refuses batches whose account is unknown AC02, another partner's AG01, closed AC04, or whose date is absurd DT01", async () => {
    const { admin } = fixture.bank;
    admin.addPartner({ partnerId: "STRANGER", name: "Stranger" });
    const foreign = admin.openAccount({ currency: "EUR", owner: "Stranger", partnerId: "STRANGER", opening: money("100.00") }).number;
    const closed = admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId: "KUND1", state: "closed" }).number;
    const status = await judged([
      { from: elsewhere[0], date: today(), payments: [pay(elsewhere[1])] },
      { from: foreign, date: today(), payments: [pay(elsewhere[1])] },
      { from: closed, date: today(), payments: [pay(elsewhere[1])] },
      { from: fixture.account, date: "2026-01-05", payments: [pay(elsewhere[1])] },
      { from: fixture.account, date: today(), payments: [pay(elsewhere[1])] },
    ]);
    expect(status.batches.map((batch) => [batch.status, batch.reasons[0]?.code])).toEqual([["RJCT", "AC02"], ["RJCT", "AG01"], ["RJCT", "AC04"], ["RJCT", "DT01"], ["ACSC", undefined]]);
    expect(status.header?.groupStatus).toBe("PART");
  });

  it("refuses an account that this user may not use: AG01", async () => {
    const second = fixture.bank.admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId: "KUND1", opening: money("10.00") }).number;
    const limited = await fixture.user("LIMITED", { accounts: [second] });
    const status = await judged([{ from: fixture.account, date: today(), payments: [pay(elsewhere[1])] }, { from: second, date: today(), payments: [pay(elsewhere[2])] }], { by: limited });
    expect(status.batches.map((batch) => batch.status)).toEqual(["RJCT", "ACSC"]);
  });

  it("refuses the same message id, and the same content under another one: AM05", async () => {
    const batch = { from: fixture.account, date: today(), payments: [pay(elsewhere[0], "3.33")] };
    expect((await judged([batch], { messageId: "SAME" })).header?.groupStatus).toBe("ACSC");
    const after = balance();
    for (const [messageId, batches] of [["SAME", [{ ...batch, payments: [pay(elsewhere[1])] }]], ["OTHER", [batch]]] as const) {
      const status = await judged(batches, { messageId });
      expect([status.header?.groupStatus, status.header?.reasons[0]?.code]).toEqual(["RJCT", "AM05"]);
    }
    expect(balance()).toBe(after);
    // What was refused as a whole is no earlier order: it may be corrected and sent again under its id.
    expect((await judged([{ ...batch, payments: [pay(elsewhere[2])] }], { messageId: "OTHER" })).header?.groupStatus).toBe("ACSC");
  });

  it("answers a pain.001.001.03 with a pain.002.001.03", async () => {
    expect((await judged([{ from: fixture.account, date: today(), payments: [pay(elsewhere[0])] }], { version: "03" })).header?.originalMessageName).toBe("pain.001.001.03");
  });

  it("waits for the value date, moved to a business day, and checks cover then", async () => {
    const { admin } = fixture.bank;
    const before = balance();
    // 2026-11-28 is a Saturday: executed on Monday the 30th.
    const status = await judged([{ from: fixture.account, date: "2026-11-28", payments: [pay(elsewhere[0], "7.00"), pay(elsewhere[1], "60000.00")] }]);
    expect(status.header?.groupStatus).toBe("ACCP");
    expect(balance()).toBe(before);
    admin.clock.moveTo(Date.parse("2026-11-28T12:00:00Z"));
    expect(balance()).toBe(before);
    expect(admin.clock.nextBusinessDay()).toMatchObject({ executedBatches: 1 });
    expect(today()).toBe("2026-11-30");
    expect((Number(before) - Number(balance())).toFixed(2)).toBe("7.00");
    const later = await report(customer);
    expect(later.header?.groupStatus).toBe("PART");
    expect(codes(later)).toEqual(["AM04"]);
  });

  it("takes orders after the cut-off for the next business day", async () => {
    fixture.bank.admin.clock.moveTo(Date.parse("2026-12-01T16:30:00Z")); // 17:30 in Budapest
    expect((await judged([{ from: fixture.account, date: "2026-12-01", payments: [pay(elsewhere[0])] }])).header?.groupStatus).toBe("ACCP");
    fixture.bank.admin.clock.nextBusinessDay();
    expect((await report(customer)).header?.groupStatus).toBe("ACSC");
  });

  it("gives statements that follow each other, once; by date again; a refused receipt keeps them", async () => {
    const { admin } = fixture.bank;
    admin.credit({ account: fixture.account, amount: money("500.00"), debtorName: "Buyer GmbH", debtorAccount: elsewhere[0], endToEndId: "IN1", remittance: "Invoice 7" });
    admin.clock.nextBusinessDay();
    const refused = await customer.download(statements);
    if (refused.kind !== "ok") throw new Error("statements are there");
    const { run } = await import("./support/post.ts");
    await run(refused.value.receipt(false), customer.post);
    const files = unzipSync((await customer.fetch(statements))!);
    expect(await customer.fetch(statements)).toBeUndefined();
    let closing: bigint | undefined;
    let credited = false;
    for (const name of Object.keys(files).filter((one) => one.includes(fixture.account)).sort()) {
      if (haveIso20022Schemas) expect(validateIso20022("camt.053.001.08", files[name]!)).toEqual([]);
      const { statements: [statement], findings } = await readStatements(statementFormat("camt.053.001.08"), files[name]!);
      expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
      expect(statement?.balanced).toBe(true);
      const [opening, end] = statement!.balances;
      if (closing !== undefined) expect(opening?.amount.minor).toBe(closing);
      closing = end?.amount.minor;
      credited ||= statement!.entries.some((entry) => entry.amount.minor === 50000n && entry.details[0]?.counterparty?.name === "Buyer GmbH" && entry.details[0]?.remittance[0] === "Invoice 7");
    }
    expect(amountText({ minor: closing!, currency: "EUR" as never })).toBe(balance());
    expect(credited).toBe(true);
    if (statements.order !== "BTD") throw new Error("unreachable");
    const again = unzipSync((await customer.fetch({ ...statements, dateRange: { start: "2026-11-23", end: "2026-11-23" } }))!);
    expect(Object.keys(again).every((name) => name.startsWith("2026-11-23"))).toBe(true);
    expect(Buffer.compare(Object.values(again)[0]!, files[Object.keys(again)[0]!]!)).toBe(0);
  });

  it.skipIf(!haveIso20022Schemas)("writes a valid customer protocol", async () => {
    expect(validateIso20022("pain.002.001.03", (await customer.fetch({ order: "HAC" }))!)).toEqual([]);
  });

  it("does not go back in time", () => {
    expect(() => fixture.bank.admin.clock.moveTo(0)).toThrow(/cannot go back/);
  });
});
