import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import { instantNow, newId, type WorkflowContext } from "../../workflows/context.ts";
import { removePartner, savePartner } from "../../workflows/partners.ts";
import type { Partner } from "../../workflows/ports/customer-store.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor partner …` */
export const partner: Noun = (program, io) => {
  const noun = program.command("partner").description("those whom the customer pays");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "partners by name").option("--text <text>", "part of the name or account").option("--limit <n>", "at most so many", "100").action(async (options: JsonOption & { readonly text?: string; readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const partners = await context.store.partners.list({ ...(options.text === undefined ? {} : { text: options.text }), limit: Number(options.limit) });
      io.out(options.json === true ? toJson(partners) : partners.length === 0 ? "No partners: paying somebody adds them, or kontor partner add\n" : table(["partner", "accounts", "last paid"], partners.map((one) => [one.name, one.accounts.map((account) => accountText(account.number)).join(", "), one.lastPaidAt?.slice(0, 10) ?? ""])));
    });
  });

  verb("add <name>", "a new partner").requiredOption("--account <iban>", "IBAN or Hungarian account number").option("--bic <bic>", "of the partner's bank").action(async (name: string, options: { readonly account: string; readonly bic?: string }) => {
    await withCustomer(io, options, async (context) => {
      const number = parseAccountNumber(options.account);
      if (number?.kind !== "iban") throw new AppError("input", "bad-account", `"${options.account}" is no IBAN or Hungarian account number whose check digits are right.`, { meaning: "Nothing was stored." });
      const now = instantNow(context);
      await savePartner(context, { id: newId<"PartnerId">(context), name, accounts: [{ number, bic: options.bic, since: now }], note: "", createdAt: now, changedAt: now });
      io.out(`Partner ${name} added.\n`);
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
