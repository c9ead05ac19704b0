import { formatAccount } from "../../domain/account-number.ts";
import { formatAmount, type Language, type Money } from "../../domain/money.ts";
import type { EntryDetail, StatementEntry } from "../../domain/statement.ts";
import type { StatementSheet } from "../../workflows/ports/printed-pages.ts";
import { shortDate } from "../sheet/dates.ts";
import type { Sheet } from "../sheet/sheet.ts";
import { ink, styles } from "../sheet/style.ts";
import { amountWithCurrency, countText, Sums } from "../sheet/sums.ts";
import { type CellLine, Table } from "../sheet/table.ts";
import type { StatementWords } from "./words.ts";

/** A batch booked as one line is spelled out up to here; the order sheet has them all. */
const detailsShownMax = 5;

/** The entries with the balance after each, then the sums of what was printed. */
export async function drawEntries(sheet: Sheet, { entries }: StatementSheet, opening: Money | undefined, closing: Money | undefined, words: StatementWords): Promise<void> {
  const { language } = sheet;
  sheet.heading(words.entries, 90);
  const [booked, value, details, amount, balance] = words.columns;
  let running = opening;
  /** As of the last row that stands on paper. */
  let printed = opening;
  const table = new Table(
    sheet,
    [{ title: booked, share: 0.105 }, { title: value, share: 0.105 }, { title: details, share: 0.43 }, { title: amount, share: 0.18, align: "right" }, { title: balance, share: 0.18, align: "right" }],
    { forward: words.carriedForward, brought: words.broughtForward, amount: () => (printed === undefined ? undefined : amountWithCurrency(printed, language)) },
  );
  const credits = new Sums();
  const debits = new Sums();
  let count = 0;
  let lines = 0;
  for await (const entry of entries) {
    lines++;
    const counts = entry.status === "BOOK";
    if (counts) {
      count++;
      (entry.amount.minor < 0n ? debits : credits).add(entry.amount);
      if (running !== undefined && running.currency === entry.amount.currency) running = { minor: running.minor + entry.amount.minor, currency: running.currency };
    }
    const colour = !counts ? ink.soft : entry.amount.minor < 0n ? ink.alarm : ink.text;
    table.row([
      [{ text: entry.bookingDate === undefined ? "" : shortDate(entry.bookingDate, language), style: styles.body }],
      [{ text: entry.valueDate === undefined ? "" : shortDate(entry.valueDate, language), style: styles.soft }],
      entryLines(entry, language, words),
      [{ text: signedAmount(entry.amount, language), style: { ...styles.strong, colour } }, ...(entry.amount.currency === opening?.currency ? [] : [{ text: entry.amount.currency, style: styles.soft }])],
      [{ text: !counts || running === undefined ? "" : formatAmount(running, language), style: styles.body }],
    ]);
    printed = running;
  }
  if (lines === 0) {
    sheet.y += 6;
    sheet.paragraph(words.noEntries, styles.body);
    return;
  }
  drawSums(table, credits, debits, count, language, words);
  if (running !== undefined && closing !== undefined && (running.minor !== closing.minor || running.currency !== closing.currency)) {
    sheet.y += 6;
    sheet.paragraph(words.runningDiffers, styles.alarm);
  }
}

function drawSums(table: Table, credits: Sums, debits: Sums, count: number, language: Language, words: StatementWords): void {
  const both = new Sums();
  for (const money of [...credits.list(), ...debits.list()]) both.add(money);
  for (const money of credits.list()) table.total(words.credits, `+${amountWithCurrency(money, language)}`, false);
  for (const money of debits.list()) table.total(words.debits, amountWithCurrency(money, language), false);
  for (const money of both.list()) table.total(words.total(countText(count, language)), `${money.minor > 0n ? "+" : ""}${amountWithCurrency(money, language)}`, true);
}

function entryLines(entry: StatementEntry, language: Language, words: StatementWords): CellLine[] {
  const [only] = entry.details;
  const single = entry.details.length === 1 ? only : undefined;
  const notes = [entry.reversal ? words.reversal : "", { BOOK: "", PDNG: words.pending, INFO: words.information }[entry.status]].filter((note) => note !== "").join(", ");
  const lines: CellLine[] = [];
  if (notes !== "") lines.push({ text: notes, style: { ...styles.soft, colour: ink.alarm } });
  if (single !== undefined) lines.push(...detailLines(single, words));
  else if (entry.details.length > 1) lines.push(...batchLines(entry.details, language, words));
  const information = entry.additionalInformation ?? "";
  if (information !== "" && (single === undefined || lines.length === 0)) lines.push({ text: information, style: lines.length === 0 ? styles.strong : styles.soft, linesMax: 2 });
  const endToEndId = single?.endToEndId === "NOTPROVIDED" ? undefined : single?.endToEndId;
  const references = [endToEndId, entry.bankTransactionCode, entry.bankReference ?? entry.entryReference].filter((part) => part !== undefined && part !== "").join("  ");
  if (references !== "") lines.push({ text: references, style: styles.label });
  return lines;
}

function detailLines(detail: EntryDetail, words: StatementWords): CellLine[] {
  const name = detail.counterparty?.name ?? "";
  const account = detail.counterpartyAccount === undefined ? "" : formatAccount(detail.counterpartyAccount);
  const message = [...detail.remittance, detail.creditorReference ?? ""].filter((part) => part !== "").join(" ");
  const reason = detail.returnReason === undefined ? "" : `${words.returned}: ${detail.returnReason}`;
  const lines: CellLine[] = [
    { text: name, style: styles.strong, linesMax: 2 },
    { text: account, style: styles.soft, linesMax: 2 },
    { text: message, style: styles.body, linesMax: 3 },
    { text: reason, style: { ...styles.soft, colour: ink.alarm } },
  ];
  return lines.filter((line) => line.text !== "");
}

function batchLines(details: readonly EntryDetail[], language: Language, words: StatementWords): CellLine[] {
  const shown = details.slice(0, detailsShownMax).map(({ amount, counterparty, endToEndId }): CellLine => {
    const parts = [counterparty?.name ?? endToEndId ?? "", amount === undefined ? "" : amountWithCurrency(amount, language)];
    return { text: parts.filter((part) => part !== "").join("  "), style: styles.soft };
  });
  const more = details.length - shown.length;
  return [
    { text: words.payments(countText(details.length, language)), style: styles.strong },
    ...shown.filter((line) => line.text !== ""),
    ...(more > 0 ? [{ text: words.more(countText(more, language)), style: styles.soft }] : []),
  ];
}

/** With its sign, money in too. */
function signedAmount(money: Money, language: Language): string {
  return `${money.minor > 0n ? "+" : ""}${formatAmount(money, language)}`;
}
