import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { SignatureRule, Signer } from "../../domain/signature-rules.ts";
import { saveRules } from "../../workflows/administer-customer.ts";
import { newId, type WorkflowContext } from "../../workflows/context.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { moneyText, parseMoney } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface AddOptions {
  readonly signatures: string;
  readonly upTo?: readonly string[];
  readonly account?: readonly string[];
  readonly signer?: readonly string[];
  readonly apart?: readonly string[];
}

/** `kontor rule …`: which signatures an order needs. */
export const rule: Noun = (program, io) => {
  const noun = program.command("rule").description("which signatures an order needs: the first rule that fits counts");

  customerOptions(noun.command("list").description("rules in their order")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const [rules, signers] = [await context.store.signers.rules(), await context.store.signers.all()];
      const name = (id: string): string => signers.find((one) => one.id === id)?.name ?? id;
      if (options.json === true) io.out(toJson(rules.map((one) => ({ ...one, upTo: one.upTo.map(moneyText) }))));
      else if (rules.length === 0) io.out("No rule yet, so nothing can be signed: kontor rule add TITLE --signatures 1\n");
      else io.out(table(["rule", "signatures", "up to", "accounts", "signers", "not together"], rules.map((one) => [one.title, String(one.signaturesNeeded), one.upTo.map(moneyText).join(", ") || "any sum", one.accounts.join(", ") || "all", one.signers.map(name).join(", ") || "all", one.exclusions.map((pair) => pair.map(name).join(" + ")).join(", ")])));
    });
  });

  customerOptions(noun.command("add <title>").description("a rule before all others"))
    .requiredOption("--signatures <n>", "1: one of class E; 2: A with A or B, or one of class E")
    .option("--up-to <limit...>", "for orders of at most, such as 5000EUR (default: any sum)")
    .option("--account <number...>", "only for these accounts (default: all)")
    .option("--signer <name...>", "only these signers count (default: all)")
    .option("--apart <pair...>", 'who may not sign together: "Kis Anna + Tóth Éva"')
    .action(async (title: string, options: AddOptions) => {
      await withCustomer(io, options, async (context) => {
        const added = ruleOf(context, title, options, await context.store.signers.all());
        await saveRules(context, [added, ...(await context.store.signers.rules())]);
        io.out(`Rule ${title} added; it is the first to be asked.\n`);
      });
    });

  customerOptions(noun.command("remove <title>").description("take a rule away")).action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const rules = await context.store.signers.rules();
      const kept = rules.filter((one) => one.title.toLowerCase() !== title.toLowerCase());
      if (kept.length === rules.length) throw new AppError("workflow", "no-such-rule", `There is no rule ${title}.`, { next: "kontor rule list shows them." });
      await saveRules(context, kept);
      io.out(`Rule ${title} removed.${kept.length === 0 ? " Without a rule nothing can be signed." : ""}\n`);
    });
  });
};

function ruleOf(context: WorkflowContext, title: string, options: AddOptions, signers: readonly Signer[]): SignatureRule {
  if (options.signatures !== "1" && options.signatures !== "2") throw wrong(`"${options.signatures}" is not how many signatures a rule can ask for.`, "Give --signatures 1 or 2.");
  const signerNamed = (name: string): Signer["id"] => {
    const found = signers.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
    if (found === undefined) throw wrong(`There is no signer "${name.trim()}".`, `There are: ${signers.map((one) => one.name).join(", ") || "none"}.`);
    return found.id;
  };
  return {
    id: newId(context),
    title,
    signaturesNeeded: options.signatures === "1" ? 1 : 2,
    upTo: (options.upTo ?? []).map(parseMoney),
    accounts: (options.account ?? []).map(accountNamed),
    signers: (options.signer ?? []).map(signerNamed),
    exclusions: (options.apart ?? []).map((pair): SignatureRule["exclusions"][number] => {
      const [one, other, ...rest] = pair.split("+").map(signerNamed);
      if (one === undefined || other === undefined || rest.length > 0) throw wrong(`"${pair}" is no pair.`, 'Write it as "Kis Anna + Tóth Éva".');
      return [one, other];
    }),
  };
}

function accountNamed(text: string): string {
  const number = parseAccountNumber(text);
  if (number === undefined) throw wrong(`"${text}" is no account number.`, "kontor customer show lists the accounts.");
  return accountText(number);
}

function wrong(message: string, next: string): AppError {
  return new AppError("input", "wrong-argument", message, { meaning: "Nothing was changed.", next });
}
