import type { CurrencyCode } from "../../src/domain/ids.ts";
import type { Money } from "../../src/domain/money.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { signOrders } from "../../src/workflows/sign-orders.ts";
import { prepareSheet } from "../../src/workflows/signing-groups.ts";
import { openOffice, payment, pinText } from "../support/office.ts";
import { tell } from "./support/figure.ts";

/** 1,000 orders on one sheet, read and signed with a key file and stored; by a signer with a limit per day beside one without: the limit is asked of each order again. */
const orders = 1000;

const office = await openOffice();
try {
  const context = await office.open();
  const without = await sheetSigned(context, []);
  const withLimit = await sheetSigned(context, [{ minor: 1_000_000_000n, currency: "EUR" as CurrencyCode }]);
  tell(`signing: ${orders} orders read for the sheet, no limit per day`, without.readMs, "ms");
  tell(`signing: ${orders} orders signed and stored, no limit per day`, without.signMs, "ms");
  tell("signing: reading with a limit per day, beside it", withLimit.readMs / without.readMs, "x", 1.3);
  tell("signing: signing with a limit per day, beside it", withLimit.signMs / without.signMs, "x", 1.3);
} finally {
  await office.close();
}

async function sheetSigned(context: WorkflowContext, perDayLimits: readonly Money[]): Promise<{ readonly readMs: number; readonly signMs: number }> {
  const { store } = context;
  const [[signer], [account]] = [await store.signers.all(), await store.accounts.all()];
  if (signer === undefined || account === undefined) throw new Error("the office has a signer and an account");
  await store.signers.put({ ...signer, perDayLimits });
  const made = [];
  for (let n = 0; n < orders; n++) {
    made.push(await enterPayment(context, { title: `Order ${n}`, debtorAccountId: account.id, executionDate: "2026-11-24" as never, transactions: [payment(`E-${perDayLimits.length}-${n}`, 100n + BigInt(n))] }));
  }
  let start = performance.now();
  const { sheet } = await prepareSheet({ key: "", context, connectionId: made[0]?.connectionId, orderIds: made.map(({ id }) => id) });
  const readMs = performance.now() - start;
  const subscriber = sheet.own[0]?.subscriber;
  if (subscriber === undefined) throw new Error("the office has a key");
  using pin = Secret.fromText(pinText);
  start = performance.now();
  const results = await signOrders(context, sheet, { subscriberId: subscriber.id, pin });
  const signMs = performance.now() - start;
  if (results.some(({ kind }) => kind !== "signed")) throw new Error("all are signed");
  return { readMs, signMs };
}
