import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import { instantNow, newId, type WorkflowContext } from "../../workflows/context.ts";
import { confirmAccount, waitingAccounts } from "../../workflows/partner-confirmation.ts";
import { removePartner, savePartner } from "../../workflows/partners.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor partner …` */
export const partner: Noun = (program, io) => {
  const noun = program.command("partner").description("those whom the customer pays");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "partners by name").option("--text <text>", "part of the name or account").option("--unconfirmed", "only those with an account that waits to be confirmed").option("--limit <n>", "at most so many", "100").action(async (options: JsonOption & { readonly text?: string; readonly unconfirmed?: boolean; readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const partners = await context.store.partners.list({ text: options.text, unconfirmed: options.unconfirmed, limit: Number(options.limit) });
      io.out(options.json === true ? toJson(partners) : partners.length === 0 ? (options.unconfirmed === true ? "No account of a partner waits to be confirmed.\n" : "No partners: paying somebody adds them, or kontor partner add\n") : table(["partner", "accounts", "unconfirmed", "last paid"], partners.map((one) => [one.name, one.accounts.map((account) => accountText(account.number)).join(", "), String(waitingAccounts(one).length || ""), one.lastPaidAt?.slice(0, 10) ?? ""])));
    });
  });

  verb("add <name>", "a new partner").requiredOption("--account <iban>", "IBAN or Hungarian account number").option("--bic <bic>", "of the partner's bank").action(async (name: string, options: { readonly account: string; readonly bic?: string }) => {
    await withCustomer(io, options, async (context) => {
      const number = parseAccountNumber(options.account);
      if (number?.kind !== "iban") throw new AppError("input", "bad-account", `"${options.account}" is no IBAN or Hungarian account number whose check digits are right.`, { meaning: "Nothing was stored." });
      const now = instantNow(context);
      const stored = await savePartner(context, { id: newId<"PartnerId">(context), name, accounts: [{ number, bic: options.bic, since: now }], note: "", createdAt: now, changedAt: now });
      io.out(`Partner ${name} added.${waitingAccounts(stored).length > 0 ? " Another operator confirms the account: kontor partner show, then confirm." : ""}\n`);
    });
  });

  verb("show <name>", "its accounts, and what of them waits to be confirmed").action(async (name: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const partner = await partnerNamed(context, name);
      const waiting = waitingAccounts(partner);
      if (options.json === true) return io.out(toJson({ ...partner, waiting }));
      io.out(table(["account", "BIC", "since", "state"], partner.accounts.map((one) => [accountText(one.number), one.bic ?? "", one.since.slice(0, 10), one.unconfirmed === undefined ? "confirmed" : `unconfirmed; by ${one.unconfirmed.by.join(", ")}`])));
      if (waiting.length > 0) io.out(`\n${table(["account", "field", "confirmed", "now"], waiting.flatMap(({ account, changes }) => changes.map((change) => [accountText(account.number), change.field, change.from ?? "", change.to ?? ""])))}`);
    });
  });

  verb("confirm <name>", "confirms an account that another operator has entered or changed: compare it with a source of your own").requiredOption("--account <iban>", "the account that you have compared").action(async (name: string, options: { readonly account: string }) => {
    await withCustomer(io, options, async (context) => {
      const number = parseAccountNumber(options.account);
      await confirmAccount(context, await partnerNamed(context, name), number === undefined ? options.account : accountText(number));
      io.out(`Account of ${name} confirmed.\n`);
    });
  });

  verb("remove <name>", "no longer offered; orders keep it").action(async (name: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      await removePartner(context, (await partnerNamed(context, name)).id);
      io.out(`Partner ${name} removed.\n`);
    });
  });
};

async function partnerNamed(context: WorkflowContext, name: string): Promise<Partner> {
  const found = await context.store.partners.findByName(name);
  const [only] = found;
  if (only === undefined) throw new AppError("workflow", "no-such-partner", `There is no partner ${name}.`, { next: "kontor partner list shows them." });
  if (found.length > 1) throw new AppError("input", "several-partners", `${found.length} partners are called ${name}.`, { meaning: "Nothing was changed.", next: "Choose on the partners screen." });
  return only;
}
