import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { download } from "../../../src/ebics/index.ts";
import { type BankFixture, startBankFixture } from "../support/bank-fixture.ts";
import type { Customer } from "../support/customer.ts";
import { elsewhere, money, orderFile } from "../support/orders.ts";
import { forgeries } from "./forged-messages.ts";

/** Each forgery starts from a genuine message that the bank has not heard; afterwards the genuine one still gets through. */
describe("a forged message is answered with its code", () => {
  let fixture: BankFixture;
  let single: Customer;
  beforeAll(async () => {
    fixture = await startBankFixture();
    single = await fixture.user("SINGLE");
    await fixture.user("OTHER1", { keys: 1 });
  });
  afterAll(() => fixture.close());

  const genuine = async (of: "HTD" | "BTU"): Promise<Uint8Array> => {
    const file = await orderFile("F1", [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: "F1" }] }]);
    const exchange = of === "HTD" ? download(single.context, { order: "HTD" }) : await single.uploadExchange(file);
    const next = await exchange.next();
    if (next.done === true) throw new Error("a conversation begins with a request");
    return next.value.bytes;
  };

  it.each(forgeries.map((forgery) => [forgery.title, forgery.code, forgery] as const))("%s: %s", async (_title, code, { forge, of = "HTD" }) => {
    const bytes = await genuine(of);
    const text = Buffer.from(bytes).toString("utf8");
    const changed = forge(text);
    expect(changed).not.toBe(text);
    if (code === "091103") await fixture.bank.answer(bytes); // nothing that counts is changed: it can only be known as a replay
    expect(codes(await fixture.bank.answer(Buffer.from(changed)))).toContain(code);
    if (code !== "091103") expect(codes(await fixture.bank.answer(bytes))).toContain("000000");
    expect(fixture.bank.admin.orders()).toEqual([]);
  });

  it("and docs/practice-bank-forgeries.md lists them all", async () => {
    const rows = forgeries.map(({ title, code, of = "HTD" }) => `| ${title}${of === "HTD" ? "" : ` (${of})`} | ${code} |`);
    await expect(
      ["# Forged messages and the practice bank's answers", "", "Each is made of a genuine message and sent to the bank in `tests/bank/attacks/forged-messages.test.ts`, which also writes this page (`npm run golden -- tests/bank/attacks`). 091010: not the schema's shape, or more than a reader should bear. 061001: the signature does not cover exactly what is read. 091103: nothing that counts was changed, so it is the same message again.", "", "| what is sent | answer |", "|---|---|", ...rows, ""].join("\n"),
    ).toMatchFileSnapshot("../../../docs/practice-bank-forgeries.md");
  });
});

function codes(answer: Uint8Array): string[] {
  return [...Buffer.from(answer).toString("utf8").matchAll(/ReturnCode[^>]*>(\d{6})</g)].map((match) => match[1] ?? "").filter((code, _index, all) => code !== "000000" || all.every((one) => one === "000000"));
}
