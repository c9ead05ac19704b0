import { type AccountNumber, formatAccount, parseAccountNumber } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { collects } from "../../domain/order.ts";
import type { OrderSheet } from "../../workflows/ports/printed-pages.ts";
import { dateAndTime, dateText } from "../sheet/dates.ts";
import { drawFacts } from "../sheet/facts.ts";
import { Sheet } from "../sheet/sheet.ts";
import { ink, styles } from "../sheet/style.ts";
import { amountWithCurrency, countText } from "../sheet/sums.ts";
import { Table } from "../sheet/table.ts";
import { drawPayments } from "./payments.ts";
import { type OrderSheetWords, orderSheetWords } from "./words.ts";

/** An order on paper: what it is, who signed it, every payment with the sum of what is printed, and its history. */
export async function* printOrderSheet(value: OrderSheet, language: Language): AsyncIterable<Uint8Array> {
  const words = orderSheetWords[language];
  const title = words.order(orderNumberText(value.order.number));
  const sheet = new Sheet(value.frame, language, title);
  drawTitle(sheet, value, title, words);
  drawSummary(sheet, value, words);
  drawSignatures(sheet, value, words);
  await drawPayments(sheet, value, words);
  drawHistory(sheet, value, words);
  yield* sheet.finish();
}

function drawTitle(sheet: Sheet, { order }: OrderSheet, title: string, words: OrderSheetWords): void {
  const state = words.state[order.state];
  const alarming = order.state === "unanswered" || order.state === "refused" || order.state === "partly-accepted";
  const style = { ...styles.strong, colour: alarming ? ink.alarm : ink.text };
  const badge = sheet.measure(state, style) + 16;
  sheet.write(title, sheet.left, sheet.y, styles.title, { width: sheet.width - badge - 10 });
  sheet.frameBox(sheet.right - badge, sheet.y + 2, badge, 18, alarming ? ink.alarm : ink.soft);
  sheet.write(state, sheet.right - badge, sheet.y + 6, style, { width: badge, align: "center" });
  sheet.y += 26;
  sheet.paragraph(order.title, { ...styles.body, size: 10 });
  sheet.y += 10;
}

function drawSummary(sheet: Sheet, { order, sentAs, asksBack, batches }: OrderSheet, words: OrderSheetWords): void {
  const { language } = sheet;
  const { bankAnswer, duplicateOverride } = order;
  const collecting = collects(batches) && asksBack === undefined ? words.collecting : undefined;
  drawFacts(sheet, [
    { label: words.facts.sum, value: order.sums.map((sum) => amountWithCurrency(sum, language)).join("  ·  "), style: { font: "bold", size: 12.5, colour: ink.text } },
    { label: words.facts.count, value: order.contentUnknown === true ? "?" : countText(order.transactionCount, language), style: { font: "bold", size: 12.5, colour: ink.text } },
    { label: collecting?.accounts ?? words.facts.accounts, value: order.accounts.map(shownAccount).join(", ") },
    { label: collecting?.dueDate ?? words.facts.executionDate, value: dateText(order.executionDate, language) },
    { label: words.facts.messageId, value: order.messageId },
    { label: words.facts.format, value: order.contentUnknown === true ? words.contentUnknown : order.format, ...(order.contentUnknown === true ? { style: styles.alarm, wide: true } : {}) },
    { label: words.asksBack.label, value: asksBack === undefined ? "" : words.asksBack.order(asksBack), style: styles.alarm, wide: true },
    { label: words.facts.sentAs, value: sentAs ?? "" },
    { label: words.facts.created, value: `${dateAndTime(order.createdAt, language)}, ${order.createdBy}` },
    { label: words.facts.bankOrderId, value: order.bankOrderId ?? "" },
    { label: words.facts.digest, value: order.signedDigest === undefined ? "" : grouped(order.signedDigest), style: { font: "mono", size: 7, colour: ink.text }, wide: true },
    { label: words.facts.bankAnswer, value: bankAnswer === undefined ? "" : `${bankAnswer.code} ${bankAnswer.text} (${dateAndTime(bankAnswer.at, language)})`, wide: true },
    { label: words.facts.sentAgain, value: duplicateOverride === undefined ? "" : `${duplicateOverride.reason} – ${duplicateOverride.by}, ${dateAndTime(duplicateOverride.at, language)}`, style: styles.alarm, wide: true },
  ]);
}

function drawSignatures(sheet: Sheet, { order, signatures }: OrderSheet, words: OrderSheetWords): void {
  sheet.heading(words.signatures);
  if (signatures.length === 0) {
    sheet.paragraph(words.noSignatures, styles.body);
    return;
  }
  const [signer, signatureClass, device, at] = words.signatureColumns;
  const table = new Table(sheet, [{ title: signer, share: 0.3 }, { title: signatureClass, share: 0.1 }, { title: device, share: 0.36 }, { title: at, share: 0.24 }]);
  for (const one of signatures) {
    const isVoid = order.signedDigest === undefined || one.digest.toLowerCase() !== order.signedDigest.toLowerCase();
    table.row([
      [{ text: one.signerName, style: styles.strong }, ...(isVoid ? [{ text: words.voidSignature, style: { ...styles.soft, colour: ink.alarm }, linesMax: 2 }] : [])],
      [{ text: one.signatureClass, style: styles.body }],
      [{ text: `${one.device}, ${one.mechanism}`, style: styles.body, linesMax: 2 }],
      [{ text: dateAndTime(one.at, sheet.language), style: styles.body }],
    ]);
  }
}

function drawHistory(sheet: Sheet, { steps }: OrderSheet, words: OrderSheetWords): void {
  if (steps.length === 0) return;
  sheet.heading(words.history, 60);
  const [at, what, who, note] = words.historyColumns;
  const table = new Table(sheet, [{ title: at, share: 0.24 }, { title: what, share: 0.24 }, { title: who, share: 0.18 }, { title: note, share: 0.34 }]);
  for (const step of steps) {
    table.row([
      [{ text: dateAndTime(step.at, sheet.language), style: styles.body }],
      [{ text: words.event[step.event], style: styles.body, linesMax: 2 }],
      [{ text: step.actor, style: styles.body, linesMax: 2 }],
      [{ text: step.note ?? "", style: styles.soft, linesMax: 4 }],
    ]);
  }
}

/** Account texts are stored compact; on paper an IBAN stands in fours that are not torn apart at the end of a line. */
function shownAccount(text: string): string {
  const account: AccountNumber | undefined = parseAccountNumber(text);
  return account === undefined ? text : formatAccount(account).replaceAll(" ", "\u00a0");
}

function grouped(hex: string): string {
  return hex.toUpperCase().replace(/(.{8})(?=.)/g, "$1 ");
}
