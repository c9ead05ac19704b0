import { accountText, formatAccount } from "../../domain/account-number.ts";
import { titleOf, wanted } from "../../domain/signature-words.ts";
import { whoCouldSign, type WhoCouldSign } from "../../domain/who-could-sign.ts";
import { type OrderKind, orderKinds } from "../../domain/signature-rules.ts";
import type { SettingsContext } from "./load-settings.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { type Fact, showFacts } from "../dialogs/facts-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { readTypedAmount } from "../typed/amount.ts";
import { moneyText } from "../wording/amounts.ts";

/** Of a file whose content is not known there is no amount to ask about. */
const kindOptions: readonly { readonly value: OrderKind; readonly text: string }[] = [
  { value: "credit-transfer", text: "credit transfer" }, { value: "direct-debit", text: "direct debit" },
];

/** Asks for an account and an amount, and says who could sign that. Changes nothing. */
export async function askWhoCouldSign({ params, shell, model }: SettingsContext): Promise<void> {
  const { context } = params;
  const { accounts = [], signers = [], groups = [], rules = [] } = model.data ?? {};
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
      { kind: "select", name: "kind", label: "order", options: kindOptions },
    ],
    async onSubmit({ texts }) {
      const account = accounts.find((one) => one.id === texts.account);
      const amount = account === undefined ? undefined : readTypedAmount(texts.amount ?? "", account.currency, language);
      if (account === undefined || amount?.ok !== true) return { problems: { amount: "Enter an amount." } };
      return { done: { title: `${moneyText(amount.money, language)} from ${account.title}`, who: whoCouldSign({ signers, groups, rules }, { accounts: [accountText(account.number)], kinds: [orderKinds.find((kind) => kind === texts.kind) ?? "credit-transfer"], sums: [amount.money], largest: [amount.money] }) } };
    },
  });
  if (answer !== undefined) await showFacts(shell, { title: answer.title, customer: customerOf(context), facts: factsOf(answer.who) });
}

function factsOf({ rule, passedOver, ways, moreWays, others }: WhoCouldSign): Fact[] {
  const can = ways.map((way) => (way.length === 1 ? `${way.map(titleOf).join("")} alone` : way.map(titleOf).join(" with ")));
  return [
    ...passedOver.map((one): Fact => ["passed over", `"${one.rule.title}": ${one.why}.`]),
    ["rule", rule === undefined ? "None fits: nobody can sign it. An administrator must add one." : `"${rule.title}" wants ${wanted(rule)}.`],
    ...(can.length === 0 ? [["can", "nobody"] as const] : can.map((way, at): Fact => [at === 0 ? "can" : "or", way])),
    ...(moreWays ? [["or", "… and in more ways"] as const] : []),
    ...others.map(({ signer, refusal }): Fact => ["not", `${titleOf(signer)}: ${refusal.message}`]),
  ];
}
