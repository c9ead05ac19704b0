import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { importStatementFile } from "../../workflows/intake-statements.ts";
import type { Statement } from "../../workflows/ports/statements.ts";
import { printStatement } from "../../workflows/print-pages.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { writeFileWhole } from "../files.ts";
import { openDelivery } from "../parts.ts";
import { table, toJson } from "../io.ts";
import { moneyText } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";
import { completenessCommand } from "./statement-completeness.ts";

/** `kontor statement …` */
export const statement: Noun = (program, io, setExitCode) => {
  const noun = program.command("statement").description("what the bank has booked");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "statements, newest first").option("--account <iban>", "only this account").option("--limit <n>", "at most so many", "50").action(async (options: JsonOption & { readonly account?: string; readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const statements = await context.store.statements.list({ ...(options.account === undefined ? {} : { account: options.account.replace(/\s/g, "") }), limit: Number(options.limit) });
      io.out(options.json === true ? toJson(statements.map(statementJson)) : statements.length === 0 ? "No statements yet: kontor session fetch\n" : table(["statement", "account", "to", "entries", "closing", "adds up"], statements.map((one, index) => [String(index + 1), accountOf(one), one.header.toDate ?? "", String(one.entryCount), closing(one), one.balanced === null ? "no balances" : one.balanced ? "yes" : "NO"])));
    });
  });

  verb("show <n>", "entries of one, as `list` numbers them").action(async (n: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const one = await numbered(context, n);
      const entries = await context.store.statements.entries(one.id);
      if (options.json === true) io.out(toJson({ ...statementJson(one), entries: entries.map((entry) => ({ ...entry, amount: moneyText(entry.amount), details: entry.details.map((detail) => ({ ...detail, amount: detail.amount === undefined ? null : moneyText(detail.amount) })) })) }));
      else io.out(table(["booked", "amount", "counterparty", "text", "payments", "orders"], entries.map((entry) => [entry.bookingDate ?? "", moneyText(entry.amount), entry.details[0]?.counterparty?.name ?? "", entry.details[0]?.remittance.join(" ") ?? entry.additionalInformation ?? "", String(entry.details.length), String(entry.matchedOrders.length)])));
    });
  });

  completenessCommand(noun, io, setExitCode);

  verb("import <file>", "take in a statement file that came by another road").action(async (file: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const intake = await importStatementFile(context, { name: file, open: () => openDelivery(file) });
      io.out(options.json === true ? toJson({ ...intake, statements: intake.statements.map(statementJson) }) : `${counted(intake.statements.length, "statement")} taken in, ${intake.known} known already, ${counted(intake.transactionsBooked, "payment")} found\n`);
    });
  });

  verb("print <n>", "one as PDF").requiredOption("--out <pdf>", "where to write it").action(async (n: string, options: { readonly out: string }) => {
    await withCustomer(io, options, async (context) => {
      await writeFileWhole(options.out, (await printStatement(context, (await numbered(context, n)).id)).bytes);
      io.out(`Written to ${options.out}.\n`);
    });
  });

  verb("original <n>", "the file as the bank sent it").requiredOption("--out <file>", "where to write it").action(async (n: string, options: { readonly out: string }) => {
    await withCustomer(io, options, async (context) => {
      await writeFileWhole(options.out, context.store.files.read((await numbered(context, n)).fileId));
      io.out(`Written to ${options.out}.\n`);
    });
  });
};

async function numbered(context: WorkflowContext, text: string): Promise<Statement> {
  const index = /^\d{1,6}$/.test(text) ? Number(text) - 1 : -1;
  const [found] = index < 0 ? [] : await context.store.statements.list({ offset: index, limit: 1 });
  if (found === undefined) throw new AppError("workflow", "no-such-statement", `There is no statement ${text}.`, { next: "kontor statement list numbers them." });
  return found;
}

function statementJson(one: Statement): Readonly<Record<string, unknown>> {
  return { ...one, balances: one.balances.map((balance) => ({ ...balance, amount: moneyText(balance.amount) })) };
}

function accountOf(one: Statement): string {
  return one.header.account.kind === "iban" ? one.header.account.iban : one.header.account.value;
}

function closing(one: Statement): string {
  const balance = one.balances.find((candidate) => candidate.type === "CLBD");
  return balance === undefined ? "" : moneyText(balance.amount);
}
