import type { Install, OperatorSummary } from "../../customers/index.ts";
import { AppError } from "../../domain/errors.ts";
import type { Language } from "../../domain/money.ts";
import { type OperatorGroup, type Right, rights as allRights } from "../../domain/rights.ts";
import { attentionOf } from "../../workflows/attention.ts";
import { administer } from "../../workflows/four-eyes/administer.ts";
import { acceptOlderCopy, compareOlderCopy } from "../../workflows/older-copy.ts";
import { type CustomerColour, customerColours } from "../../workflows/ports/profile.ts";
import type { LostPart } from "../../workflows/ports/store-mark.ts";
import { customerOptions, operatorOptions, withCustomer, withOperator } from "../access.ts";
import { table, toJson } from "../io.ts";
import { moneyText, outcomeText, parseMoney } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface CreateOptions {
  readonly name: string;
  readonly code: string;
  readonly colour?: string;
  readonly language: string;
  readonly confirmAbove: readonly string[];
}

function lostText(lost: LostPart): string {
  return `An older copy: whole until ${lost.since ?? "nobody can tell when"}, the missing part was written to until ${lost.until}${lost.entries === undefined ? "" : ` (${lost.entries} journal entries)`}.\n`;
}

/** `kontor customer …`: the companies, and who may open them. */
export const customer: Noun = (program, io) => {
  const noun = program.command("customer").description("client companies, each with its own encrypted store");

  operatorOptions(noun.command("create <short-name>").description("a new customer; you may prepare, send and administer, others sign"))
    .requiredOption("--name <text>", "legal name")
    .requiredOption("--code <text>", "typed where money above the limit moves")
    .option("--colour <name>", `${customerColours.join(", ")}; left out: the one that the fewest customers have`)
    .option("--language <code>", "of prints: en, hu or de", "en")
    .option("--confirm-above <amount currency...>", "limits such as 100000EUR")
    .action(async (shortName: string, options: CreateOptions) => {
      await withOperator(io, options, async (session) => {
        const created = await session.createCustomer({
          name: options.name, shortName: shortName.toUpperCase(), code: options.code, colour: options.colour === undefined ? undefined : colourOf(options.colour), language: languageOf(options.language),
          confirmAbove: (options.confirmAbove ?? []).map(parseMoney),
        });
        io.out(`Customer ${created.profile.shortName} created. You may: ${created.rights.join(", ")}.\n`);
      });
    });

  operatorOptions(noun.command("list").description("customers that you may open")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withOperator(io, options, async (session) => {
      const customers = await session.customers();
      io.out(options.json === true ? toJson(customers) : customers.length === 0 ? "You may open no customer yet.\n" : table(["customer", "colour", "since"], customers.map((one) => [one.shortName, one.colour, one.createdAt.slice(0, 10)])));
    });
  });

  customerOptions(noun.command("show").description("what needs somebody now, and how the customer stands")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const { items, summary } = await attentionOf(context);
      const accounts = await context.store.accounts.all();
      const operators = await context.store.profile.operators();
      if (options.json === true) {
        io.out(toJson({ profile: context.customer.profile, rights: context.rights, needs: items.map((one) => ({ ...one, sums: one.sums.map(moneyText) })), summary: { ...summary, balances: summary.balances.map(moneyText), history: summary.history.map((one) => ({ date: one.date, amount: moneyText(one.amount) })) }, accounts, operators }));
        return;
      }
      const { profile } = context.customer;
      io.out(`${profile.shortName} — ${profile.name} (${profile.colour}, ${profile.language})\nYou may: ${context.rights.join(", ")}\n${profile.fourEyes === true ? "Changes of administration need a second administrator.\n" : ""}\n`);
      const needs = (title: string, some: typeof items): string => table([title, "", "sum"], some.map((one) => [one.title, one.note, one.sums.map(moneyText).join(", ")]));
      const mine = items.filter((one) => one.mine), others = items.filter((one) => !one.mine);
      io.out(mine.length === 0 ? "Nothing needs you now.\n" : needs("needs you now", mine));
      if (others.length > 0) io.out(`\n${needs("needs others", others)}`);
      io.out(`\n${table(["account", "currency", "title"], accounts.map((one) => [one.number.kind === "iban" ? one.number.iban : one.number.value, one.currency, one.title]))}`);
      io.out(`\n${table(["operator", "may"], operators.map((one) => [one.operatorName, one.rights.join(", ")]))}`);
    });
  });

  customerOptions(noun.command("compare-copy").description("after an older copy of the store was put back: the orders that the banks have and it does not know")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const lost = await context.store.mark.lost();
      if (lost === undefined) return io.out(options.json === true ? toJson({ lost: null, unknown: [] }) : "This is no older copy of the store.\n");
      const unknown = [];
      for (const connection of await context.store.connections.all()) {
        for (const one of await compareOlderCopy(context, connection.id, lost)) unknown.push({ connection: connection.title, ...one });
      }
      if (options.json === true) return io.out(toJson({ lost, unknown }));
      io.out(lostText(lost));
      io.out(unknown.length === 0 ? "The banks name no order that this copy does not know.\n" : table(["bank", "order id", "what", "by", "last word"], unknown.map((one) => [one.connection, one.bankOrderId, one.orderType ?? "", one.userId ?? "", [one.events.at(-1)?.at, one.events.at(-1)?.action, one.events.at(-1)?.text].join(" ").trim()])));
    });
  });

  customerOptions(noun.command("accept-copy").description("let an older copy of the store count, so that its orders can be sent: compare it first")).requiredOption("--reason <text>", "what was compared; goes into the journal").action(async (options: { readonly reason: string }) => {
    await withCustomer(io, options, async (context) => {
      await acceptOlderCopy(context, options.reason);
      io.out("This copy counts from now on.\n");
    });
  });

  customerOptions(noun.command("grant <operator> [right...]").description(`let somebody open the customer, or change what they may do: ${allRights.join(", ")}`)).option("--group <title...>", "groups of operators they are in (default: as now)").action(async (name: string, wanted: readonly string[], options: { readonly group?: readonly string[] }) => {
    await withCustomer(io, options, async (context, _session, install) => {
      const operator = operatorNamed(install, name);
      const before = (await context.store.profile.operators()).find((one) => one.operatorId === operator.id);
      const known = await context.store.profile.groups();
      const groups = options.group === undefined ? (before?.groups ?? []) : options.group.map((title) => groupNamed(known, title).id);
      const outcome = await administer(context, { kind: "grant", operatorId: operator.id, operatorName: operator.name, rights: wanted.map(rightOf), groups });
      io.out(outcomeText(outcome, `${operator.name} may now: ${(await context.store.profile.rightsOf(operator.id)).join(", ")} for ${context.customer.profile.shortName}.`));
    });
  });

  customerOptions(noun.command("revoke <operator>").description("take access away; the store's key is changed")).action(async (name: string, options: object) => {
    await withCustomer(io, options, async (context, _session, install) => {
      const operator = operatorNamed(install, name);
      io.out(outcomeText(await administer(context, { kind: "revoke", operatorId: operator.id, operatorName: operator.name }), `${operator.name} can no longer open ${context.customer.profile.shortName}.`));
    });
  });
};

function groupNamed(groups: readonly OperatorGroup[], title: string): OperatorGroup {
  const found = groups.find((one) => one.title.toLowerCase() === title.toLowerCase());
  if (found === undefined) throw new AppError("input", "no-such-group", `There is no group of operators ${title}.`, { meaning: "Nothing was changed.", next: "kontor operator-group list shows them." });
  return found;
}

export function operatorNamed(install: Install, name: string): OperatorSummary {
  const found = install.operators().find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new AppError("input", "no-such-operator", `There is no operator ${name}.`, { next: "kontor operator list shows them." });
  return found;
}

export function rightOf(text: string): Right {
  const right = allRights.find((one) => one === text);
  if (right === undefined) throw new AppError("input", "unknown-right", `"${text}" is no right.`, { next: `Rights: ${allRights.join(", ")}.` });
  return right;
}

function colourOf(text: string): CustomerColour {
  const colour = customerColours.find((one) => one === text);
  if (colour === undefined) throw new AppError("input", "unknown-colour", `"${text}" is no colour of Kontor's.`, { next: `Colours: ${customerColours.join(", ")}.` });
  return colour;
}

function languageOf(text: string): Language {
  return text === "hu" || text === "de" ? text : "en";
}
