import { formatAccount } from "../../domain/account-number.ts";
import { formatAmount } from "../../domain/money.ts";
import { type Batch, collects } from "../../domain/order.ts";
import type { OrderTransaction } from "../../workflows/ports/orders.ts";
import type { OrderSheet } from "../../workflows/ports/printed-pages.ts";
import { dateText } from "../sheet/dates.ts";
import type { Sheet } from "../sheet/sheet.ts";
import { ink, styles } from "../sheet/style.ts";
import { amountWithCurrency, countText, sameSums, Sums } from "../sheet/sums.ts";
import { type Cell, Table } from "../sheet/table.ts";
import type { OrderSheetWords } from "./words.ts";

/** Every payment, by batch. The sums are of what was printed; when they are not the order's, the paper says so. */
export async function drawPayments(sheet: Sheet, { order, batches, transactions }: OrderSheet, words: OrderSheetWords): Promise<void> {
  sheet.heading(words.payments, 90);
  const [number, creditor, remittance, state, amount] = words.paymentColumns;
  const other = collects(batches) ? words.collecting.debtor : creditor;
  const total = new Sums();
  const carried = (): string | undefined => total.list().map((sum) => amountWithCurrency(sum, sheet.language)).join("  ·  ") || undefined;
  const table = new Table(
    sheet,
    [{ title: number, share: 0.075 }, { title: other, share: 0.315 }, { title: remittance, share: 0.3 }, { title: state, share: 0.13 }, { title: amount, share: 0.18, align: "right" }],
    { forward: words.carriedForward, brought: words.broughtForward, amount: carried },
  );
  let ofBatch = new Sums();
  let batch: number | undefined;
  let inBatch = 0;
  let count = 0;
  const endBatch = (): void => {
    if (batch === undefined || batches.length < 2) return;
    for (const sum of ofBatch.list()) table.total(words.batchSum(batch + 1, countText(inBatch, sheet.language)), amountWithCurrency(sum, sheet.language), false);
  };
  for await (const transaction of transactions) {
    if (transaction.batch !== batch) {
      endBatch();
      batch = transaction.batch;
      ofBatch = new Sums();
      inBatch = 0;
      const its = batches[batch];
      if (its !== undefined) table.band(`${words.batch(batch + 1)}  ${formatAccount(its.debtorAccount)}`, batchNote(its, sheet, words));
    }
    table.row(paymentCells(transaction, sheet, words));
    ofBatch.add(transaction.amount);
    total.add(transaction.amount);
    inBatch++;
    count++;
  }
  endBatch();
  const sums = total.list();
  for (const sum of sums) table.total(words.total(countText(count, sheet.language)), amountWithCurrency(sum, sheet.language), true);
  if (count !== order.transactionCount || !sameSums(sums, order.sums)) {
    sheet.y += 6;
    sheet.paragraph(words.sumDiffers, styles.alarm);
  }
}

function batchNote(batch: Batch, sheet: Sheet, words: OrderSheetWords): string {
  const date = dateText(batch.requestedExecutionDate, sheet.language);
  return `${batch.paymentInformationId}, ${batch.collection === undefined ? words.execution(date) : `${words.collecting.note}, ${words.collecting.due(date)}`}`;
}

function paymentCells(transaction: OrderTransaction, sheet: Sheet, words: OrderSheetWords): Cell[] {
  const { creditorAccount, creditorAgent, remittance } = transaction;
  const message = [...remittance.unstructured, remittance.creditorReference ?? ""].filter((part) => part !== "").join(" ");
  const refused = transaction.state === "refused";
  const bank = creditorAgent?.bic ?? creditorAgent?.clearingMemberId ?? "";
  return [
    [{ text: countText(transaction.position + 1, sheet.language), style: styles.soft }],
    [
      { text: transaction.creditor.name, style: styles.strong, linesMax: 4 },
      { text: creditorAccount === undefined ? words.noAccount : formatAccount(creditorAccount), style: styles.soft, linesMax: 2 },
      ...(bank === "" ? [] : [{ text: bank, style: styles.soft }]),
    ],
    [
      ...(message === "" ? [] : [{ text: message, style: styles.body, linesMax: 6 }]),
      ...(transaction.endToEndId === "NOTPROVIDED" ? [] : [{ text: transaction.endToEndId, style: styles.soft }]),
    ],
    [
      { text: words.transactionState[transaction.state], style: refused ? styles.alarm : styles.body },
      ...(refused ? [{ text: [transaction.reasonCode, transaction.reasonText].filter((part) => part !== undefined).join(" "), style: { ...styles.soft, colour: ink.alarm }, linesMax: 4 }] : []),
    ],
    [{ text: formatAmount(transaction.amount, sheet.language), style: styles.body }, { text: transaction.amount.currency, style: styles.soft }],
  ];
}
