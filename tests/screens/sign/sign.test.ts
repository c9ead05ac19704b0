import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { IsoDate } from "../../../src/domain/ids.ts";
import type { CurrencyCode } from "../../../src/domain/ids.ts";
import { initialSign, updateSign, whyNotSign } from "../../../src/screens/sign/model.ts";
import { groupOrders, prepareSheet } from "../../../src/workflows/signing-groups.ts";
import { pinDetails } from "../../../src/screens/sign/sign-group.ts";
import { sheetLines } from "../../../src/screens/sign/sheet-lines.ts";
import { renderSpans } from "../../../src/screens/widgets/line.tsx";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import type { Order } from "../../../src/workflows/ports/orders.ts";
import { type Office, openOffice, payment, pinText } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

async function entered(title: string, count: number): Promise<Order> {
  const [account] = await context.store.accounts.all();
  const transactions = Array.from({ length: count }, (_, i) => payment(`${title}-${i}`, BigInt(i + 1) * 1000_00n, i + 1));
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: "2026-11-24" as IsoDate, transactions });
}
const open = (as: WorkflowContext, orders: readonly Order[]) =>
  openWorkstation({
    clock: office.clock, customers: [as],
    begin(shell) {
      shell.push("cockpit");
      shell.push("sign", { customers: [{ context: as, orderIds: orders.map((order) => order.id) }] });
    },
  });
/** The sheet as plain text. */
async function sheetText(orders: readonly Order[], width = 80): Promise<string> {
  const [group] = await groupOrders([{ context, orderIds: orders.map((order) => order.id) }]);
  const prepared = await prepareSheet(group!);
  return sheetLines(prepared, 0, { language: "en", nowMs: office.clock.now(), width }).map((line) => renderSpans(line, width).replace(/\u001b\[[\d;]*m/g, "").trimEnd()).join("\n");
}

describe("what you see is what you sign", () => {
  it("shows count, sums, account, first payees, new ones, the date, and the whole hash, at 80 columns and wider", async () => {
    const order = await entered("Suppliers", 8);
    for (const width of [79, 159]) {
      const text = await sheetText([order], width);
      expect(text).toContain("Suppliers  36,000.00 EUR  8 payments");
      expect(text).toContain(order.accounts[0]);
      expect(text).toContain("value 24 Nov 2026 · cut-off 14:00, in 6 h 00");
      expect(text).toMatch(/Payee 1 +1,000\.00 EUR DE\d{20}/);
      expect(text).toContain("and 2 more payments");
      expect(text).toContain("▲ NEW payees in 8 payments");
      expect(text).toContain("complete: it can be sent");
      expect(text.replace(/\s/g, "")).toContain(order.signedDigest);
    }
  });

  it("says that an order collects, so that nobody takes direct debits for payments", async () => {
    const order = await entered("Membership fees", 2);
    const [group] = await groupOrders([{ context, orderIds: [order.id] }]);
    const prepared = await prepareSheet(group!);
    const collecting = { ...prepared, sheet: { ...prepared.sheet, orders: prepared.sheet.orders.map((one) => ({ ...one, facts: { ...one.facts, batches: one.facts.batches.map((each) => ({ ...each, batch: { ...each.batch, collection: { sequenceType: "RCUR" as const } } })) } })) } };
    const text = sheetLines(collecting, 0, { language: "en", nowMs: office.clock.now(), width: 79 }).map((line) => renderSpans(line, 79).replace(/\u001b\[[\d;]*m/g, "").trimEnd()).join("\n");
    expect(text).toContain("collects money from those named below");
    expect(text).toMatch(/into +DE|into +HU/);
    expect(text).toMatch(/debtors +Payee 1/);
    expect(pinDetails(collecting, collecting.choices[0]!, "en").join("\n")).toContain("collects into");
  });

  it("names device, key, count, sum, account and hash above the PIN", async () => {
    const order = await entered("Rent", 1);
    const [group] = await groupOrders([{ context, orderIds: [order.id] }]);
    const prepared = await prepareSheet(group!);
    expect(pinDetails(prepared, prepared.choices[0]!, "de")).toEqual([
      "device   key file keys/REKA.p12", "key      Réka (E), user REKA at Practice bank", "signs    1 order · 1 payment · 1.000,00 EUR", `from     ${order.accounts[0]}`,
      `SHA-256  ${order.signedDigest?.slice(0, 16)}…${order.signedDigest?.slice(-8)} (${String(order.number).padStart(4, "0")})`,
    ]);
  });

  it("asks for the customer's code above the limit; a wrong one signs nothing", async () => {
    const order = await entered("Machine", 3);
    const limited = { ...context, customer: { ...context.customer, profile: { ...context.customer.profile, confirmAbove: [{ minor: 100_00n, currency: "EUR" as CurrencyCode }] } } };
    await context.store.profile.update(limited.customer.profile); // the limit counts as it is now, not as it was at opening
    const { tester, end } = await open(limited, [order]);
    await tester.waitFor("you sign as");
    tester.press("s");
    await tester.waitFor("Faultless Freight Kft.: you are about to sign 6,000.00 EUR.");
    tester.type("X-9");
    tester.press("Enter");
    await tester.waitFor("That is not the code.");
    tester.press("Backspace", "Backspace", "Backspace");
    tester.type("F-1");
    tester.press("Enter");
    await tester.waitFor("Passphrase of the key file");
    tester.press("Esc");
    await tester.waitFor("s sign");
    expect((await context.store.orders.get(order.id))?.state).toBe("checked");
    tester.press("s");
    await tester.waitFor("about to sign");
    tester.type("F-1");
    tester.press("Enter");
    await tester.waitFor("Passphrase of the key file");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("1 of 1 signed.");
    expect(tester.raw).not.toContain(pinText);
    expect((await context.store.orders.get(order.id))?.state).toBe("signed");
    await context.store.profile.update(context.customer.profile);
    end();
  });

  it("signs nothing that was changed after it was shown", async () => {
    const order = await entered("Changed", 1);
    const { tester, end } = await open(context, [order]);
    await tester.waitFor("you sign as");
    const now = await context.store.orders.get(order.id);
    await context.store.orders.advance(order.id, now!.revision, "check", { at: now!.createdAt, actor: "somebody else" });
    tester.press("s");
    await tester.waitFor("Passphrase of the key file");
    tester.type(pinText);
    tester.press("Enter");
    await tester.waitFor("The order was changed after you looked at it.");
    expect((await context.store.orders.get(order.id))?.state).toBe("checked");
    end();
  });

  it("says before the PIN why this operator's signature would not count", async () => {
    const order = await entered("Limits", 1);
    const [signer] = await context.store.signers.all();
    await context.store.signers.put({ ...signer!, perFileLimits: [{ minor: 1n, currency: "EUR" as CurrencyCode }] });
    const { tester, end } = await open(context, [order]);
    await tester.waitFor("✕ not by you: The sum of the order");
    tester.press("s");
    await tester.waitFor(/! The sum of the order/);
    await context.store.signers.put(signer!);
    end();
  });

  it("has a sentence for every state in which there is nothing to sign", async () => {
    expect(whyNotSign(initialSign)).toBe("The orders are being read.");
    const [group] = await groupOrders([{ context, orderIds: [(await entered("States", 1)).id] }]);
    const read = updateSign(initialSign, { type: "groups", groups: [group!] });
    expect(whyNotSign(updateSign(read, { type: "state", key: group!.key, state: { kind: "failed", error: new Error("x") } }))).toContain("cannot be signed");
    const prepared = await prepareSheet(group!);
    expect(whyNotSign(updateSign(read, { type: "state", key: group!.key, state: { kind: "ready", prepared: { ...prepared, choices: [] }, choice: 0 } }))).toBe("You have no signing key at Practice bank for FAULT.");
    expect(whyNotSign(updateSign(read, { type: "state", key: group!.key, state: { kind: "ready", prepared, choice: 0 } }))).toBeUndefined();
  });
});
