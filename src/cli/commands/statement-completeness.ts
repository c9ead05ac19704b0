import type { Command } from "commander";
import { accountText } from "../../domain/account-number.ts";
import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import { type AccountDays, completenessOf, dayStateWords, isOpenDay } from "../../workflows/completeness.ts";
import { namedCustomers, operatorOptions, withAllCustomers } from "../access.ts";
import { type CommandIo, exitCodes, table, toJson } from "../io.ts";
import type { JsonOption } from "./noun.ts";

interface CompletenessOptions extends JsonOption {
  readonly customers?: string;
  readonly days: string;
  readonly openOnly?: boolean;
}

/** `kontor statement completeness`: whose statements are here, over many customers; the exit code says whether all are. */
export function completenessCommand(noun: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  operatorOptions(noun.command("completeness").description(`of the last bank days, whose statements are here, missing or still to be fetched, at many customers; exit code 0 nothing is open, ${exitCodes.needsAttention} something is`))
    .option("--customers <names>", "only these, with commas; all that you may open when left out")
    .option("--days <n>", "so many Mondays to Fridays before today, 1 to 260", "20")
    .option("--open-only", "only accounts of which a day is missing, does not add up or was not asked for")
    .option("--json", "as JSON")
    .action(async (options: CompletenessOptions) => {
      const days = Number(options.days);
      if (!Number.isInteger(days) || days < 1 || days > 260) throw new AppError("input", "wrong-days", `${options.days} is no number of days from 1 to 260.`);
      await withAllCustomers(io, options, async (contexts) => {
        const rows: (AccountDays & { readonly customer: string })[] = [];
        for (const context of namedCustomers(contexts, options.customers)) {
          for (const one of await completenessOf(context, days)) rows.push({ ...one, customer: context.customer.profile.shortName });
        }
        const isOpen = (row: AccountDays): boolean => [...row.days.values()].some(isOpenDay);
        const shown = options.openOnly === true ? rows.filter(isOpen) : rows;
        io.out(options.json === true ? toJson(shown.map(rowJson)) : shown.length === 0 ? `Nothing is open at ${counted(rows.length, "account")}.\n` : table(["customer", "account", "number", "here until", "open"], shown.map(rowText)));
        setExitCode(rows.some(isOpen) ? exitCodes.needsAttention : exitCodes.ok);
      });
    });
}

function rowText({ customer, account, days }: AccountDays & { readonly customer: string }): readonly string[] {
  const here = [...days].findLast(([, state]) => state === "here" || state === "unbalanced")?.[0] ?? "";
  return [customer, account.title, accountText(account.number), here, [...days].flatMap(([day, state]) => (isOpenDay(state) ? [`${day} ${dayStateWords[state]}`] : [])).join(", ")];
}

function rowJson({ customer, account, connection, days }: AccountDays & { readonly customer: string }): Readonly<Record<string, unknown>> {
  return { customer, account: account.title, number: accountText(account.number), bank: connection?.title ?? null, days: Object.fromEntries(days) };
}
