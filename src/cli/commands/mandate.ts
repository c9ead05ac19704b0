import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import { parseIsoDate } from "../../domain/iso-date.ts";
import { type MandateState, mandateStates, type RegisterEntry } from "../../domain/mandate.ts";
import { amendmentToTell, lastDayOf, mandateStateOn, nextSequenceType } from "../../domain/mandate-rules.ts";
import { parseAmount } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { collect } from "../../workflows/bytes.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { type CollectionLine, collectUnderMandates } from "../../workflows/mandates/collect.ts";
import { readCollectionLines } from "../../workflows/mandates/collections-csv.ts";
import { confirmMandates, waitingMandate } from "../../workflows/mandates/confirm-mandates.ts";
import { mandateDay, removeMandate, setMandateState } from "../../workflows/mandates/keep-mandate.ts";
import { learnMandates } from "../../workflows/mandates/learn-mandates.ts";
import { importMandates, mandatesCsv, planMandateFile } from "../../workflows/mandates/mandates-csv.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { openFile, writeFileWhole } from "../files.ts";
import { type CommandIo, exitCodes, table, toJson } from "../io.ts";
import { moneyText, orderJson } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor mandate …`: the register of mandates, and collecting under them. */
export const mandate: Noun = (program, io, setExitCode) => {
  const noun = program.command("mandate").alias("mandates").description("mandates for direct debits, and collecting under them");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "mandates by reference").option("--text <text>", "part of reference, debtor, account").option("--state <state>", mandateStates.join(", ")).option("--unconfirmed", "only those that wait to be confirmed").option("--limit <n>", "at most so many", "100").action(async (options: JsonOption & { readonly text?: string; readonly state?: string; readonly unconfirmed?: boolean; readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const today = mandateDay(context);
      const entries = await context.store.mandates.list({ today, text: options.text, states: options.state === undefined ? undefined : [stateOf(options.state)], unconfirmed: options.unconfirmed, limit: Number(options.limit) });
      if (options.json === true) io.out(toJson(entries.map((entry) => entryJson(context, entry))));
      else if (entries.length === 0) io.out(options.unconfirmed === true ? "No mandate waits to be confirmed.\n" : "No mandates: kontor mandate import FILE, or kontor mandate learn ORDER\n");
      else io.out(table(["reference", "debtor", "account", "scheme", "state", "unconfirmed", "signed on", "last used", "next"], entries.map((entry) => [entry.mandate.mandateId, entry.mandate.debtor.name, accountText(entry.mandate.debtorAccount), entry.mandate.scheme, mandateStateOn(entry, today), entry.mandate.unconfirmed === undefined ? "" : `by ${entry.mandate.unconfirmed.by.join(", ")}`, entry.mandate.signedOn, entry.lastUsedOn, nextSequenceType(entry)])));
    });
  });

  verb("import <file>", "mandates out of CSV, all or nothing; --dry-run only tells what would change").option("--dry-run", "store nothing").action(async (file: string, options: JsonOption & { readonly dryRun?: boolean }) => {
    await withCustomer(io, options, async (context) => {
      const plan = await planMandateFile(context, await collect(openFile(file)));
      const stored = options.dryRun === true ? 0 : await importMandates(context, plan);
      const facts = { added: plan.added.length, changed: plan.changed.length, unchanged: plan.unchanged, stored, findings: plan.findings };
      if (options.json === true) io.out(toJson(facts));
      else io.out(`${findingsText(plan.findings)}${facts.added} new, ${facts.changed} changed, ${facts.unchanged} as they are. ${stored === 0 ? "Nothing was stored." : `${counted(stored, "mandate")} stored.`}\n`);
      if (plan.findings.length > 0) setExitCode(exitCodes.usage);
    });
  });

  verb("export", "the register as CSV, as import reads it").requiredOption("--out <file>", "where to write it").action(async (options: JsonOption & { readonly out: string }) => {
    await withCustomer(io, options, async (context) => {
      await writeFileWhole(options.out, mandatesCsv(context));
      const count = await context.store.mandates.count();
      io.out(options.json === true ? toJson({ out: options.out, count }) : `${counted(count, "mandate")} written to ${options.out}.\n`);
    });
  });

  verb("learn <order>", "take the mandates of an order over into the register").action(async (number: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const order = /^\d{1,9}$/.test(number) ? await context.store.orders.byNumber(Number(number)) : undefined;
      if (order === undefined) throw new AppError("workflow", "no-such-order", `There is no order ${number}.`, { next: "kontor order list shows them." });
      const learnt = await learnMandates(context, order.id);
      io.out(options.json === true ? toJson(learnt) : `${counted(learnt.added, "mandate")} taken in, ${learnt.amended} amended, ${learnt.leftOut} left out as something is missing or wrong in them.\n`);
    });
  });

  const states = [["suspend", "suspended", "nothing is collected until it is resumed"], ["resume", "active", "it can be collected under again"], ["cancel", "cancelled", "ends it for good"]] as const;
  for (const [name, to, description] of states) {
    verb(`${name} <reference>`, description).option("--creditor <id>", "whose, where several creditors gave the reference").option("--reason <text>", "why", "").action(async (reference: string, options: JsonOption & { readonly reason: string; readonly creditor?: string }) => {
      await withCustomer(io, options, async (context) => {
        const entry = await mandateNamed(context, reference, options.creditor);
        await setMandateState(context, entry.mandate.id, to, options.reason);
        io.out(options.json === true ? toJson(entryJson(context, await mandateNamed(context, reference, options.creditor))) : `Mandate ${entry.mandate.mandateId} is ${to}.\n`);
      });
    });
  }

  verb("confirm <reference>", "confirms a mandate that another operator has entered or changed: compare it with the one that was signed").option("--creditor <id>", "whose, where several creditors gave the reference").requiredOption("--account <iban>", "the debtor's account on the signed mandate").action(async (reference: string, options: { readonly creditor?: string; readonly account: string }) => {
    await withCustomer(io, options, async (context) => {
      const { mandate: one } = await mandateNamed(context, reference, options.creditor);
      const signed = parseAccountNumber(options.account);
      if (signed === undefined || accountText(signed) !== accountText(one.debtorAccount)) throw new AppError("input", "other-account", `Mandate ${one.mandateId} is in the register for ${accountText(one.debtorAccount)}.`, { meaning: "Nothing was confirmed.", next: "Have the register put right; then confirm it." });
      const changes = waitingMandate(one)?.changes ?? [];
      await confirmMandates(context, [one]);
      io.out(`${table(["field", "confirmed", "now"], changes.map((change) => [change.field, change.from ?? "", change.to ?? ""]))}Mandate ${one.mandateId} confirmed.\n`);
    });
  });

  verb("remove <reference>", "takes a mandate out of the register that was never used").option("--creditor <id>", "whose, where several creditors gave the reference").action(async (reference: string, options: { readonly creditor?: string }) => {
    await withCustomer(io, options, async (context) => {
      const { mandate: one } = await mandateNamed(context, reference, options.creditor);
      await removeMandate(context, one.id);
      io.out(`Mandate ${one.mandateId} removed.\n`);
    });
  });

  verb("collect [reference...]", "an order of direct debits: the same amount under each mandate named, or what a file says")
    .requiredOption("--account <iban>", "own account that the money comes to")
    .requiredOption("--due <YYYY-MM-DD>", "day of collection")
    .option("--amount <decimal>", "in euro, under each mandate named")
    .option("--text <text>", "for the debtors' statements", "")
    .option("--file <csv>", "reference;amount;text, and perhaps creditor id, last (yes)")
    .option("--last", "no other collection follows (FNAL)")
    .option("--title <text>", "how the order is called", "Direct debits")
    .action(async (references: readonly string[], options: JsonOption & CollectOptions) => {
      await withCustomer(io, options, async (context) => {
        const { lines, findings } = await linesOf(context, references, options);
        if (findings.length > 0) {
          io.out(options.json === true ? toJson({ findings }) : `${findingsText(findings)}Nothing was stored.\n`);
          setExitCode(exitCodes.usage);
          return;
        }
        tellOrders(io, await collectAs(context, lines, options), options.json === true);
      });
    });
};

interface CollectOptions {
  readonly account: string;
  readonly due: string;
  readonly amount?: string;
  readonly text: string;
  readonly file?: string;
  readonly last?: boolean;
  readonly title: string;
}

async function linesOf(context: WorkflowContext, references: readonly string[], options: CollectOptions): Promise<{ readonly lines: readonly CollectionLine[]; readonly findings: readonly Finding[] }> {
  if (options.file !== undefined) return readCollectionLines(context, await collect(openFile(options.file)));
  const amount = parseAmount(options.amount ?? "", "EUR" as CurrencyCode); // the currency of SEPA
  if (!amount.ok) throw new AppError("input", "bad-amount", options.amount === undefined ? "What is to be collected? Give --amount, or --file." : `"${options.amount}" is no amount in euro.`, { meaning: "Nothing was stored.", next: "Write it as 12.50." });
  const lines: CollectionLine[] = [];
  for (const reference of references) lines.push({ mandateId: (await mandateNamed(context, reference)).mandate.id, amount: amount.money, text: options.text, last: options.last });
  return { lines, findings: [] };
}

async function collectAs(context: WorkflowContext, lines: readonly CollectionLine[], options: CollectOptions): Promise<readonly Order[]> {
  const own = parseAccountNumber(options.account);
  const account = own === undefined ? undefined : await context.store.accounts.findByNumber(accountText(own));
  if (account === undefined) throw new AppError("input", "no-account", `${options.account} is not an account of ${context.customer.profile.shortName}.`, { meaning: "Nothing was stored." });
  const dueOn = parseIsoDate(options.due);
  if (dueOn === undefined) throw new AppError("input", "bad-date", `"${options.due}" is no date.`, { meaning: "Nothing was stored.", next: "Write it as 2026-11-23." });
  return collectUnderMandates(context, { title: options.title, accountId: account.id, dueOn, lines });
}

/** @throws AppError workflow/`no-such-mandate`, input/`several-mandates` */
async function mandateNamed({ store }: WorkflowContext, reference: string, creditor?: string): Promise<RegisterEntry> {
  const found = ((await store.mandates.byReferences([reference])).get(reference.toUpperCase()) ?? []).filter(({ mandate: one }) => creditor === undefined || one.creditorSchemeId === creditor.toUpperCase());
  const [only] = found;
  if (only === undefined) throw new AppError("workflow", "no-such-mandate", `There is no mandate ${reference}.`, { next: "kontor mandate list shows them." });
  if (found.length > 1) throw new AppError("input", "several-mandates", `${found.length} mandates have the reference ${reference}.`, { meaning: "Nothing was changed.", next: `Say whose: --creditor ${only.mandate.creditorSchemeId}.` });
  return only;
}

function stateOf(text: string): MandateState {
  const state = mandateStates.find((one) => one === text);
  if (state === undefined) throw new AppError("input", "unknown-state", `"${text}" is no state of a mandate.`, { next: `States: ${mandateStates.join(", ")}.` });
  return state;
}

function entryJson(context: WorkflowContext, entry: RegisterEntry): Readonly<Record<string, unknown>> {
  const { formerKeys: _keys, refusalsSeen: _seen, amendment: _amendment, debtorAccount, debtorBic, ...facts } = entry.mandate;
  return {
    ...facts, account: accountText(debtorAccount), bic: debtorBic ?? null, state: mandateStateOn(entry, mandateDay(context)), lastUsedOn: entry.lastUsedOn, expiresAfter: lastDayOf(entry.lastUsedOn),
    nextSequenceType: nextSequenceType(entry), amendmentToTell: amendmentToTell(entry) ?? null,
    collections: entry.collections.map(({ amount, orderId: _id, ...one }) => ({ ...one, amount: moneyText(amount) })),
  };
}

function tellOrders(io: CommandIo, orders: readonly Order[], json: boolean): void {
  if (json) {
    io.out(toJson(orders.map(orderJson)));
    return;
  }
  for (const order of orders) {
    io.out(`Order ${orderNumberText(order.number)} is ${order.state}: ${counted(order.transactionCount, "collection")}, ${order.sums.map(moneyText).join(", ")}, due ${order.executionDate}, ${order.format}\n${findingsText(order.findings)}`);
  }
}

function findingsText(findings: readonly Finding[]): string {
  return findings.length === 0 ? "" : table(["", "line", "field", "finding"], findings.map((one) => [one.severity, one.line === undefined ? "" : String(one.line), one.field ?? "", one.message]));
}
