import { accountText, formatAccount } from "../../domain/account-number.ts";
import { isBankDay, targetCalendar } from "../../domain/calendar.ts";
import { counted } from "../../domain/counted.ts";
import type { AccountId, CurrencyCode, IsoDate, RegisteredMandateId } from "../../domain/ids.ts";
import type { MandateScheme, RegisterEntry } from "../../domain/mandate.ts";
import { nextSequenceType } from "../../domain/mandate-rules.ts";
import { type Money, sumByCurrency } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { collect } from "../../workflows/bytes.ts";
import { type CollectionLine, collectUnderMandates, earliestDueDay } from "../../workflows/mandates/collect.ts";
import { readCollectionLines } from "../../workflows/mandates/collections-csv.ts";
import { mandateDay, mustGetMandate } from "../../workflows/mandates/keep-mandate.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseFile } from "../dialogs/choose-file.ts";
import { showFindings } from "../dialogs/show-findings.ts";
import { askForm } from "../dialogs/form-dialog.tsx";
import { readTypedAmount } from "../typed/amount.ts";
import { readTypedDate } from "../typed/date.ts";
import type { FieldCheck, FormField, FormTexts } from "../widgets/form-fields.ts";
import { moneyText, sumsText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import type { MandatesContext } from "./load-mandates.ts";

const euro = "EUR" as CurrencyCode; // of SEPA

/** The same amount under each of the mandates. @returns true when an order was made */
export async function collectFrom(screen: MandatesContext, ids: readonly RegisteredMandateId[]): Promise<boolean> {
  const entries: RegisterEntry[] = [];
  for (const id of ids) entries.push(await mustGetMandate(screen.params.context.store, id));
  const unconfirmed = entries.filter(({ mandate }) => mandate.unconfirmed !== undefined).length;
  const { language } = screen.params.context.operator;
  const amountOf = (texts: FormTexts): Money | undefined => {
    const typed = readTypedAmount(texts.amount ?? "", euro, language);
    return typed.ok ? typed.money : undefined;
  };
  const checkAmount = (text: string): FieldCheck => {
    const typed = readTypedAmount(text, euro, language);
    return typed.ok ? { echo: `${moneyText(typed.money, language)} from each, ${moneyText({ ...typed.money, minor: typed.money.minor * BigInt(entries.length) }, language)} together` } : { problem: typed.sentence };
  };
  return enter(screen, {
    intro: `${counted(entries.length, "mandate")}: ${placesText(entries)}.${unconfirmed === 0 ? "" : ` ▲ ${unconfirmed} not confirmed by another operator.`}`, schemes: new Set(entries.map(({ mandate }) => mandate.scheme)),
    fields: [
      { kind: "text", name: "amount", label: "amount", required: true, hint: "in euro, from each debtor; f collects by a file instead", check: checkAmount },
      { kind: "text", name: "text", label: "text", hint: "for the debtors' statements", check: (text) => (text.length > 140 ? { problem: `${text.length} characters; 140 are carried.` } : undefined) },
      { kind: "select", name: "series", label: "then", value: "on", options: [{ value: "on", text: "go on", note: "others follow" }, { value: "last", text: "last", note: "none follows (FNAL): the mandates are used up" }] },
    ],
    linesOf: (texts) => entries.map(({ mandate }) => ({ mandateId: mandate.id, amount: amountOf(texts) ?? { minor: 0n, currency: euro }, text: texts.text ?? "", last: texts.series === "last" })),
  });
}

/** By a file of `reference;amount;text`. @returns true when an order was made */
export async function collectByFile(screen: MandatesContext): Promise<boolean> {
  const { context } = screen.params;
  const path = await chooseFile(screen.shell, screen.session.files, { title: "Collect by a file", customer: customerOf(context), choose: "read it" });
  if (path === undefined) return false;
  const { lines, schemes, findings } = await readCollectionLines(context, await collect(screen.session.files.open(path)));
  if (findings.length > 0) {
    await showFindings(screen.shell, { title: "Nothing is collected: correct the file", customer: customerOf(screen.params.context), findings: findings });
    return false;
  }
  return enter(screen, { schemes, intro: `${counted(lines.length, "collection")}, ${sumsText(sumByCurrency(lines.map(({ amount }) => amount)), context.operator.language)}.`, fields: [], linesOf: () => lines });
}

interface Entering {
  readonly intro: string;
  readonly schemes: ReadonlySet<MandateScheme>;
  readonly fields: readonly FormField[];
  readonly linesOf: (texts: FormTexts) => readonly CollectionLine[];
}

/** Asks for account and day, makes the order, and goes to it. */
async function enter(screen: MandatesContext, { intro, schemes, fields, linesOf }: Entering): Promise<boolean> {
  const { context } = screen.params;
  const { language } = context.operator;
  const accounts = (await context.store.accounts.all()).filter(({ currency, number }) => currency === euro && number.kind === "iban");
  if (accounts.length === 0) {
    screen.shell.notice("There is no own account in euro to collect to; the settings have the accounts.", "warning");
    return false;
  }
  const today = mandateDay(context);
  const earliest = new Map<string, IsoDate>();
  for (const account of accounts) earliest.set(account.id, await earliestDueDay(context, account, schemes));
  const orders = await askForm<readonly Order[]>(screen.shell, {
    title: "Collect", customer: customerOf(context), submit: "make the order", intro: [intro],
    fields: [
      { kind: "text", name: "title", label: "name", value: `Direct debits ${today.slice(0, 7)}`, required: true },
      { kind: "select", name: "account", label: "to", value: accounts[0]?.id ?? "", options: accounts.map(optionOf) },
      { kind: "text", name: "due", label: "due", value: earliest.get(accounts[0]?.id ?? "") ?? "", required: true, hint: "the day of collection: first, the earliest that the bank takes now", check: (text, { account = "" }) => checkDay(text, earliest.get(account) ?? today) },
      ...fields,
    ],
    async onSubmit({ texts }) {
      const due = readTypedDate(texts.due ?? "", today, language, targetCalendar);
      if (!due.ok) return { problems: { due: due.sentence } };
      // The values of the select are the ids of accounts.
      return { done: await collectUnderMandates(context, { title: texts.title ?? "", accountId: texts.account as AccountId, dueOn: due.date, lines: linesOf(texts) }) };
    },
  });
  const [first, second] = orders ?? [];
  if (first === undefined) return false;
  screen.shell.notice(second === undefined ? `Order ${orderNumberText(first.number)} collects; it is to be signed.` : `Orders ${orderNumberText(first.number)} (Core) and ${orderNumberText(second.number)} (B2B) collect; both are to be signed.`, "good");
  screen.shell.push("order", { context, orderId: first.id });
  return true;

  function checkDay(text: string, first: IsoDate): FieldCheck {
    const day = readTypedDate(text, today, language, targetCalendar);
    if (!day.ok) return { problem: day.sentence };
    if (day.date <= today) return { problem: `${dayText(day.date, language)} is too early: the debtor's bank has to have it before.` };
    if (!isBankDay(targetCalendar, day.date)) return { problem: `${dayText(day.date, language)} is no bank day.` };
    return { echo: day.date < first ? `${dayText(day.date, language)}; the bank takes ${dayText(first, language)} at the earliest` : dayText(day.date, language) };
  }
}

function optionOf(account: Account): { readonly value: string; readonly text: string; readonly note: string } {
  return { value: account.id, text: account.title === "" ? accountText(account.number) : account.title, note: formatAccount(account.number) };
}

/** `2 FRST, 1 RCUR`. */
function placesText(entries: readonly RegisterEntry[]): string {
  const places = Map.groupBy(entries, (entry) => nextSequenceType(entry));
  return [...places].map(([type, some]) => `${some.length} ${type}`).join(", ");
}
