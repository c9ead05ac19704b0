import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import { type OrderKind, orderKinds, type PointsNeeded, type SignatureRule, type Signer, type SigningParty, type SigningPolicy } from "../../domain/signature-rules.ts";
import { ruleInWords, titleOf, wanted } from "../../domain/signature-words.ts";
import { whoCouldSign, type WhoCouldSign } from "../../domain/who-could-sign.ts";
import { newId, type WorkflowContext } from "../../workflows/context.ts";
import { administer } from "../../workflows/four-eyes/administer.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { moneyText, outcomeText, parseMoney } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";
import { signerNamed } from "./signer-group.ts";

interface AddOptions {
  readonly signatures?: string;
  readonly points?: string;
  readonly each?: readonly string[];
  readonly kind?: readonly string[];
  readonly upTo?: readonly string[];
  readonly account?: readonly string[];
  readonly signer?: readonly string[];
  readonly apart?: readonly string[];
}
interface TryOptions extends JsonOption {
  readonly account: string;
  readonly kind: string;
}

/** `kontor rule …`: which signatures an order needs. */
export const rule: Noun = (program, io) => {
  const noun = program.command("rule").description("which signatures an order needs: the first rule that fits counts");

  customerOptions(noun.command("list").description("rules in their order")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const policy = await context.store.signers.policy();
      if (options.json === true) io.out(toJson(policy.rules.map((one) => ({ ...one, kinds: one.kinds ?? [], upTo: one.upTo.map(moneyText), inWords: ruleInWords(policy, one) }))));
      else if (policy.rules.length === 0) io.out("No rule yet, so nothing can be signed: kontor rule add TITLE --signatures 1\n");
      else io.out(table(["", "rule", "says"], policy.rules.map((one, at) => [String(at + 1), one.title, ruleInWords(policy, one)])));
    });
  });

  customerOptions(noun.command("add <title>").description("a rule before all others"))
    .option("--signatures <n>", "1: one of class E; 2: A with A or B, or one of class E")
    .option("--points <n>", "instead: points that must come together, with --each")
    .option("--each <points...>", 'who has how many: "Kis Anna 8", "B 2"; a name counts before its class')
    .option("--kind <kind...>", `only for orders of these kinds: ${orderKinds.join(", ")} (default: all)`)
    .option("--up-to <limit...>", "for orders of at most, such as 5000EUR (default: any sum)")
    .option("--account <number...>", "only for these accounts (default: all)")
    .option("--signer <name...>", "only these signers or groups count (default: all)")
    .option("--apart <pair...>", 'who may not sign together: "Kis Anna + Tóth Éva"; "Clerks + Clerks": no two of a group')
    .action(async (title: string, options: AddOptions) => {
      await withCustomer(io, options, async (context) => {
        const policy = await context.store.signers.policy();
        const rules = [ruleOf(context, title, options, policy), ...policy.rules];
        io.out(outcomeText(await administer(context, { kind: "rules", rules }), `Rule ${title} added; it is the first to be asked.`));
      });
    });

  customerOptions(noun.command("remove <title>").description("take a rule away")).action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const rules = await context.store.signers.rules();
      const kept = rules.filter((one) => one.title.toLowerCase() !== title.toLowerCase());
      if (kept.length === rules.length) throw new AppError("workflow", "no-such-rule", `There is no rule ${title}.`, { next: "kontor rule list shows them." });
      io.out(outcomeText(await administer(context, { kind: "rules", rules: kept }), `Rule ${title} removed.${kept.length === 0 ? " Without a rule nothing can be signed." : ""}`));
    });
  });

  customerOptions(noun.command("try <amount>").description("who could sign an order of that sum, such as 2000000HUF; changes nothing"))
    .requiredOption("--account <number>", "from which account")
    .option("--kind <kind>", "credit-transfer or direct-debit", "credit-transfer")
    .option("--json", "as JSON")
    .action(async (amount: string, options: TryOptions) => {
      await withCustomer(io, options, async (context) => {
        const policy = await context.store.signers.policy();
        const sum = parseMoney(amount);
        const who = whoCouldSign(policy, { accounts: [accountNamed(options.account)], kinds: [kindNamed(options.kind)], sums: [sum], largest: [sum] });
        io.out(options.json === true ? toJson(triedJson(who)) : triedText(who));
      });
    });
};

function triedText({ rule: found, passedOver, ways, moreWays, others }: WhoCouldSign): string {
  const can = ways.map((way) => (way.length === 1 ? `${way.map(titleOf).join("")} alone` : way.map(titleOf).join(" with ")));
  return table(["", ""], [
    ...passedOver.map((one) => ["passed over", `"${one.rule.title}": ${one.why}.`]),
    ["rule", found === undefined ? "None fits: nobody can sign it. An administrator must add one." : `"${found.title}" wants ${wanted(found)}.`],
    ...(can.length === 0 ? [["can", "nobody"]] : can.map((way, at) => [at === 0 ? "can" : "or", way])),
    ...(moreWays ? [["or", "… and in more ways"]] : []),
    ...others.map(({ signer, refusal }) => ["not", `${titleOf(signer)}: ${refusal.message}`]),
  ]);
}

function triedJson({ rule: found, passedOver, ways, moreWays, others }: WhoCouldSign): object {
  return {
    rule: found?.title ?? null, passedOver: passedOver.map((one) => ({ rule: one.rule.title, why: one.why })), ways: ways.map((way) => way.map((one) => one.name)), moreWays,
    others: others.map(({ signer, refusal }) => ({ name: signer.name, code: refusal.code, why: refusal.message })),
  };
}

function ruleOf(context: WorkflowContext, title: string, options: AddOptions, policy: SigningPolicy): SignatureRule {
  const partyNamed = (name: string): SigningParty => {
    const group = policy.groups.find((one) => one.title.toLowerCase() === name.trim().toLowerCase());
    return policy.signers.some((one) => one.name.toLowerCase() === name.trim().toLowerCase()) || group === undefined ? signerNamed(policy, name).id : group.id;
  };
  return {
    id: newId(context),
    title,
    signaturesNeeded: neededOf(options, policy),
    kinds: (options.kind ?? []).map(kindNamed),
    upTo: (options.upTo ?? []).map(parseMoney),
    accounts: (options.account ?? []).map(accountNamed),
    signers: (options.signer ?? []).map(partyNamed),
    exclusions: (options.apart ?? []).map((pair): SignatureRule["exclusions"][number] => {
      const [one, other, ...rest] = pair.split("+").map(partyNamed);
      if (one === undefined || other === undefined || rest.length > 0) throw wrong(`"${pair}" is no pair.`, 'Write it as "Kis Anna + Tóth Éva".');
      return [one, other];
    }),
  };
}

function neededOf({ signatures, points, each = [] }: AddOptions, policy: SigningPolicy): SignatureRule["signaturesNeeded"] {
  if ((signatures === undefined) === (points === undefined)) throw wrong("Say what the rule asks for, in one way.", "Give --signatures 1 or 2, or --points with --each.");
  if (signatures === "1") return 1;
  if (signatures === "2") return 2;
  if (points === undefined || !/^[1-9]\d{0,6}$/.test(points)) throw wrong(`"${signatures ?? points}" is not how many a rule can ask for.`, "Give --signatures 1 or 2, or --points with a number.");
  const ofClass: { E?: number; A?: number; B?: number } = {};
  const ofSigner: [Signer["id"], number][] = [];
  for (const one of each) {
    const [, who = "", number = ""] = /^(.*?)\s+(\d{1,7})$/.exec(one.trim()) ?? [];
    if (who === "") throw wrong(`"${one}" does not say who has how many points.`, 'Write it as "Kis Anna 8" or "B 2".');
    if (who === "E" || who === "A" || who === "B") ofClass[who] = Number(number);
    else ofSigner.push([signerNamed(policy, who).id, Number(number)]);
  }
  if (each.length === 0) throw wrong("Nobody would have any points.", 'Say who has how many: --each "Kis Anna 8" "B 2".');
  return { points: Number(points), ofClass, ofSigner } satisfies PointsNeeded;
}

function kindNamed(text: string): OrderKind {
  const kind = orderKinds.find((one) => one === text);
  if (kind === undefined) throw wrong(`"${text}" is no kind of order.`, `Kinds: ${orderKinds.join(", ")}.`);
  return kind;
}

function accountNamed(text: string): string {
  const number = parseAccountNumber(text);
  if (number === undefined) throw wrong(`"${text}" is no account number.`, "kontor customer show lists the accounts.");
  return accountText(number);
}

function wrong(message: string, next: string): AppError {
  return new AppError("input", "wrong-argument", message, { meaning: "Nothing was changed.", next });
}
