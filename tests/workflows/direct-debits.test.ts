import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/customer-store.ts";
import { serviceFor } from "../../src/workflows/route-order.ts";
import { profileOf } from "../../src/workflows/bank-profile.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, pinText } from "../support/office.ts";

/** Collects from these; EPC's test identifier of a creditor, with right check digits. */
const creditorId = "DE98ZZZ09999999999";
let office: Office;
let context: WorkflowContext;
let account = "";
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  const [own] = await context.store.accounts.all();
  account = own?.number.kind === "iban" ? own.number.iban : "";
});
afterAll(() => office.close());

interface Debit { readonly id: string; readonly amount: string; readonly debtor: string }

function collectionFile(messageId: string, debits: readonly Debit[], options: { readonly scheme?: string; readonly batchBooking?: boolean; readonly sequence?: string; readonly mandate?: string } = {}): string {
  const sum = debits.reduce((total, { amount }) => total + Number(amount) * 100, 0) / 100;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn>
<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-11-22T10:00:00Z</CreDtTm><NbOfTxs>${debits.length}</NbOfTxs><CtrlSum>${sum.toFixed(2)}</CtrlSum><InitgPty><Nm>Company</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${messageId}-1</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>${options.batchBooking ?? true}</BtchBookg><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>${options.scheme ?? "CORE"}</Cd></LclInstrm><SeqTp>${options.sequence ?? "RCUR"}</SeqTp></PmtTpInf><ReqdColltnDt>2026-11-24</ReqdColltnDt>
<Cdtr><Nm>Company</Nm></Cdtr><CdtrAcct><Id><IBAN>${account}</IBAN></Id></CdtrAcct><CdtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></CdtrAgt><ChrgBr>SLEV</ChrgBr>
<CdtrSchmeId><Id><PrvtId><Othr><Id>${creditorId}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
${debits.map(({ id, amount, debtor }) => `<DrctDbtTxInf><PmtId><EndToEndId>${id}</EndToEndId></PmtId><InstdAmt Ccy="EUR">${amount}</InstdAmt><DrctDbtTx><MndtRltdInf>${options.mandate ?? `<MndtId>M-${id}</MndtId>`}<DtOfSgntr>2026-01-10</DtOfSgntr></MndtRltdInf></DrctDbtTx><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><Dbtr><Nm>Debtor ${id}</Nm></Dbtr><DbtrAcct><Id><IBAN>${debtor}</IBAN></Id></DbtrAcct><RmtInf><Ustrd>Fee</Ustrd></RmtInf></DrctDbtTxInf>`).join("\n")}
</PmtInf></CstmrDrctDbtInitn></Document>
`;
}
const source = (text: string) => ({ name: "collect.xml", open: async function* () { yield Buffer.from(text); } });

async function sent(text: string): Promise<Order> {
  const order = await importOrderFile(context, source(text));
  expect([order.state, order.findings.filter(({ severity }) => severity === "error")]).toEqual(["checked", []]);
  const sheet = await prepareSigningSheet(context, [order.id]);
  const [key] = sheet.own;
  if (key === undefined) throw new Error("the operator has a key");
  using pin = Secret.fromText(pinText);
  expect((await signOrders(context, sheet, { subscriberId: key.subscriber.id, pin })).map(({ kind }) => kind)).toEqual(["signed"]);
  await queueOrder(context, order.id);
  await talk();
  return mustGetOrder(context, order.id);
}

/** The bank's next business day, and what it then has to tell. */
async function nextDay(): Promise<void> {
  office.bank.admin.clock.nextBusinessDay();
  await talk();
}

async function talk(): Promise<void> {
  const { problem } = await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
  expect(problem).toBeUndefined();
}

const statesOf = async (order: Order) => (await context.store.orders.transactions(order.id)).map(({ endToEndId, state, reasonCode }) => [endToEndId, state, reasonCode]);
const balance = (): bigint => office.bank.admin.accounts().find(({ number }) => number === account)?.balanceMinor ?? 0n;

describe("direct debits", () => {
  it("go by the bank's service for them: core, and between businesses", async () => {
    const { bankProfile, protocol } = await onlyConnection(context);
    const bank = { profile: profileOf(context.tools.banks, bankProfile), protocol };
    for (const [scheme, id] of [["CORE", "sdd-core"], ["B2B", "sdd-b2b"]] as const) {
      const order = await importOrderFile(context, source(collectionFile(`ROUTE-${scheme}`, [{ id: `R-${scheme}`, amount: "1.00", debtor: germanPayee(1) }], { scheme })));
      expect(serviceFor(bank, order, await context.store.orders.batches(order.id))?.order.id).toBe(id);
    }
  });

  it("are wrong without a mandate or a known sequence", async () => {
    const findings = async (options: Parameters<typeof collectionFile>[2]) => (await planImport(context, source(collectionFile("WRONG", [{ id: "W", amount: "1.00", debtor: germanPayee(1) }], options)))).findings.filter(({ severity }) => severity === "error").map(({ field }) => field?.split("/").at(-1));
    expect((await findings({ mandate: "" })).length).toBeGreaterThan(0);
    expect((await findings({ sequence: "XXXX" })).length).toBeGreaterThan(0);
  });

  it.each([true, false])("are collected on their day and booked (one entry for all: %s); one that comes back later is told with its reason", async (batchBooking) => {
    const name = batchBooking ? "B" : "S";
    const inside = office.bank.admin.openAccount({ currency: "EUR", owner: `Inside ${name}`, opening: { minor: 500n, currency: "EUR" as never } }).number; // EUR is a currency
    const before = balance();
    const order = await sent(collectionFile(`COLLECT-${name}`, [
      { id: `${name}-1`, amount: "10.00", debtor: germanPayee(1) }, { id: `${name}-2`, amount: "20.00", debtor: germanPayee(2) },
      { id: `${name}-3`, amount: "2.00", debtor: inside }, { id: `${name}-4`, amount: "30.00", debtor: inside },
    ], { batchBooking }));
    expect(["accepted", "partly-accepted"]).toContain(order.state); // by whether the day has come
    await nextDay();
    await nextDay();
    // The last debtor has an account here, with too little on it.
    expect(await statesOf(order)).toEqual([[`${name}-1`, "booked", undefined], [`${name}-2`, "booked", undefined], [`${name}-3`, "booked", undefined], [`${name}-4`, "refused", "AM04"]]);
    expect((await mustGetOrder(context, order.id)).state).toBe("booked");
    expect(balance() - before).toBe(3200n);
    expect(office.bank.admin.accounts().find(({ number }) => number === inside)?.balanceMinor).toBe(300n);

    office.bank.admin.returnCollection({ endToEndId: `${name}-2`, reason: "MD06" });
    expect(() => office.bank.admin.returnCollection({ endToEndId: `${name}-2`, reason: "MD06" })).toThrow("came back already");
    await nextDay();
    expect(balance() - before).toBe(1200n);
    expect(await statesOf(order)).toEqual([[`${name}-1`, "booked", undefined], [`${name}-2`, "refused", "MD06"], [`${name}-3`, "booked", undefined], [`${name}-4`, "refused", "AM04"]]);
    expect((await context.store.journal.list({ limit: 50 })).map(({ summary }) => summary)).toContainEqual(expect.stringContaining("came back: MD06"));
    for (const statement of await context.store.statements.list()) expect(statement.balanced, statement.header.statementId).not.toBe(false);
  });
});
