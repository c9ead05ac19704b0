import { accountText, formatAccount } from "../../domain/account-number.ts";
import type { SettingsContext } from "./load-settings.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { type Fact, showFacts } from "../dialogs/facts-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { readTypedAmount } from "../typed/amount.ts";
import { moneyText } from "../wording/amounts.ts";
import { whoCouldSign, type WhoCouldSign } from "./who-could-sign.ts";

/** Asks for an account and an amount, and says who could sign that. Changes nothing. */
export async function askWhoCouldSign({ params, shell, model }: SettingsContext): Promise<void> {
  const { context } = params;
  const { accounts = [], signers = [], rules = [] } = model.data ?? {};
  const { language } = context.operator;
  const answer = await askForm(shell, {
    title: "Who could sign this?", customer: customerOf(context), submit: "say who",
    fields: [
      { kind: "select", name: "account", label: "account", options: accounts.map((one) => ({ value: one.id as string, text: `${one.title} · ${formatAccount(one.number)}` })) },
      { kind: "text", name: "amount", label: "amount", required: true, width: 24, check: (text, texts) => {
        const account = accounts.find((one) => one.id === texts.account);
        const read = account === undefined ? undefined : readTypedAmount(text, account.currency, language);
        return read === undefined ? undefined : read.ok ? { echo: moneyText(read.money, language) } : { problem: read.sentence };
      } },
    ],
    async onSubmit({ texts }) {
      const account = accounts.find((one) => one.id === texts.account);
      const amount = account === undefined ? undefined : readTypedAmount(texts.amount ?? "", account.currency, language);
      if (account === undefined || amount?.ok !== true) return { problems: { amount: "Enter an amount." } };
      return { done: { title: `${moneyText(amount.money, language)} from ${account.title}`, who: whoCouldSign(rules, signers, accountText(account.number), amount.money, language) } };
    },
  });
  if (answer !== undefined) await showFacts(shell, { title: answer.title, customer: customerOf(context), facts: factsOf(answer.who) });
}

function factsOf(who: WhoCouldSign): Fact[] {
  return [
    ["rule", who.rule],
    ...(who.ways.length === 0 ? [["can", "nobody"] as const] : who.ways.map((way, at): Fact => [at === 0 ? "can" : "or", way])),
    ...who.others.map(({ name, why }): Fact => ["not", `${name}: ${why}`]),
  ];
}
