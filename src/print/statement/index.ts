import { formatAccount } from "../../domain/account-number.ts";
import type { Language, Money } from "../../domain/money.ts";
import { type Balance, statementKind } from "../../domain/statement.ts";
import type { StatementSheet } from "../../workflows/ports/printed-pages.ts";
import { dateAndTime, dateText } from "../sheet/dates.ts";
import { drawFacts } from "../sheet/facts.ts";
import { Sheet } from "../sheet/sheet.ts";
import { ink, styles, type TextStyle } from "../sheet/style.ts";
import { amountWithCurrency } from "../sheet/sums.ts";
import { Table } from "../sheet/table.ts";
import { drawEntries } from "./entries.ts";
import { type StatementWords, statementWords } from "./words.ts";

/** A statement on paper: balances, entries with the running balance, and whether it adds up. */
export async function* printStatement(value: StatementSheet, language: Language): AsyncIterable<Uint8Array> {
  const words = statementWords[language];
  const { sequenceNumber } = value.header;
  const title = `${words.titles[statementKind(value.header)]}${sequenceNumber === undefined ? "" : ` ${sequenceNumber}`}`;
  const sheet = new Sheet(value.frame, language, title);
  sheet.paragraph(title, styles.title);
  sheet.y += 8;
  drawHead(sheet, value, words);
  const opening = value.balances.find(({ type }) => type === "OPBD") ?? value.balances.find(({ type }) => type === "PRCD");
  const closing = value.balances.find(({ type }) => type === "CLBD");
  // The sums of money in and out are known only at the end of the entries, so they stand below them; the two balances stand first.
  drawBalances(sheet, opening, closing, words);
  if (statementKind(value.header) === "statement") drawVerdict(sheet, value.balanced, words);
  await drawEntries(sheet, value, opening?.amount, closing?.amount, words);
  drawAllBalances(sheet, value.balances, words);
  yield* sheet.finish();
}

function drawHead(sheet: Sheet, { header }: StatementSheet, words: StatementWords): void {
  const { language } = sheet;
  const period = [header.fromDate, header.toDate].filter((date) => date !== undefined).map((date) => dateText(date, language));
  drawFacts(sheet, [
    { label: words.facts.account, value: `${formatAccount(header.account)}  ${header.currency ?? ""}`.trimEnd(), style: { font: "bold", size: 10.5, colour: ink.text } },
    { label: words.facts.owner, value: header.ownerName ?? "", style: { ...styles.body, size: 10.5 } },
    { label: words.facts.period, value: [...new Set(period)].join(" – ") },
    { label: words.facts.identification, value: header.statementId },
    { label: words.facts.created, value: header.createdAt === undefined ? "" : dateAndTime(header.createdAt, language) },
  ]);
}

function drawBalances(sheet: Sheet, opening: Balance | undefined, closing: Balance | undefined, words: StatementWords): void {
  if (opening === undefined && closing === undefined) return;
  sheet.y += 4;
  sheet.ensure(50);
  const width = (sheet.width - 14) / 2;
  const place = (x: number, label: string, balance: Balance | undefined): void => {
    sheet.frameBox(x, sheet.y, width, 40, ink.faint);
    if (balance === undefined) {
      sheet.write(`${label}: –`, x + 10, sheet.y + 14, styles.soft, { width: width - 20 });
      return;
    }
    sheet.write(label, x + 10, sheet.y + 7, styles.label, { width: width / 2 - 10 });
    sheet.write(dateText(balance.date, sheet.language), x + width / 2, sheet.y + 7, styles.label, { width: width / 2 - 10, align: "right" });
    sheet.write(amountWithCurrency(balance.amount, sheet.language), x + 10, sheet.y + 19, { font: "bold", size: 11.5, colour: amountColour(balance.amount) }, { width: width - 20, align: "right" });
  };
  place(sheet.left, words.opening, opening);
  place(sheet.left + width + 14, words.closing, closing);
  sheet.y += 48;
}

function drawVerdict(sheet: Sheet, balanced: boolean | null, words: StatementWords): void {
  const [text, style]: [string, TextStyle] = balanced === null ? [words.notCheckable, styles.soft] : balanced ? [words.balanced, { ...styles.soft, colour: ink.good }] : [words.notBalanced, styles.alarm];
  sheet.paragraph(text, style);
}

/** More than opening and closing: interim, available, expected. */
function drawAllBalances(sheet: Sheet, balances: readonly Balance[], words: StatementWords): void {
  if (balances.every(({ type }) => type === "OPBD" || type === "CLBD" || type === "PRCD")) return;
  sheet.heading(words.balances, 60);
  const [kind, date, amount] = words.balanceColumns;
  const table = new Table(sheet, [{ title: kind, share: 0.5 }, { title: date, share: 0.22 }, { title: amount, share: 0.28, align: "right" }]);
  for (const balance of balances) {
    const title = words.balanceKinds[balance.type];
    table.row([
      [{ text: title === undefined ? balance.type : `${title} (${balance.type})`, style: styles.body }],
      [{ text: dateText(balance.date, sheet.language), style: styles.body }],
      [{ text: amountWithCurrency(balance.amount, sheet.language), style: { ...styles.body, colour: amountColour(balance.amount) } }],
    ]);
  }
}

/** Money out and debts in red, as on a bank's paper. */
function amountColour(money: Money): string {
  return money.minor < 0n ? ink.alarm : ink.text;
}
