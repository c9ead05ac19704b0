import { formatAccount } from "../../domain/account-number.ts";
import { isBic } from "../../domain/account-number.ts";
import type { AccountId } from "../../domain/ids.ts";
import { parseCurrency } from "../../domain/money.ts";
import { newId } from "../../workflows/context.ts";
import { type Administered, administer } from "../../workflows/four-eyes/administer.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { readTypedAccount } from "../typed/account.ts";
import type { SettingsContext } from "./load-settings.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** Enters or changes an account by hand. @returns true when something was stored or proposed */
export async function editAccount(screen: SettingsContext, account: Account | undefined): Promise<boolean> {
  const { params, shell, model } = screen;
  const { context } = params;
  const connections = model.data?.connections ?? [];
  const done = await askForm<Administered>(shell, {
    title: account === undefined ? "New account" : `Account ${account.title}`, customer: customerOf(context), submit: "store",
    intro: account === undefined ? ["Usually the bank's grants bring the accounts. Enter one by hand when the bank does not name it."] : [],
    fields: [
      { kind: "text", name: "title", label: "title", value: account?.title ?? "", required: true },
      { kind: "text", name: "number", label: "number", required: true, value: account === undefined ? "" : account.number.kind === "iban" ? formatAccount(account.number) : `/${account.number.value}`, check: (text) => {
        const read = readTypedAccount(text);
        return read.kind === "ok" ? { echo: read.sentence } : { problem: read.sentence };
      } },
      { kind: "text", name: "currency", label: "currency", value: account?.currency ?? "EUR", width: 4, required: true, check: (text) => (parseCurrency(text.toUpperCase()) === undefined ? { problem: "Three letters, as in EUR or HUF." } : undefined) },
      { kind: "text", name: "owner", label: "owner", value: account?.ownerName ?? context.customer.profile.name, required: true, hint: "stands as debtor in every payment" },
      { kind: "text", name: "bic", label: "BIC", value: account?.bic ?? "", width: 12, check: (text) => (isBic(text.toUpperCase()) ? undefined : { problem: "A BIC has 8 or 11 characters." }) },
      { kind: "select", name: "connection", label: "bank", value: account?.connectionId ?? connections[0]?.id ?? "", options: [...connections.map((one) => ({ value: one.id as string, text: one.title })), { value: "", text: "none" }], hint: "orders from this account go over this connection" },
    ],
    async onSubmit({ texts }) {
      const number = readTypedAccount(texts.number ?? "");
      const currency = parseCurrency((texts.currency ?? "").toUpperCase());
      if (number.kind !== "ok" || currency === undefined) return { problems: { number: "This account number cannot be right." } };
      return { done: await administer(context, { kind: "account", account: {
        id: account?.id ?? (newId<"AccountId">(context) as AccountId), number: number.account, currency, title: texts.title ?? "", ownerName: texts.owner ?? "",
        bic: texts.bic === "" ? undefined : texts.bic?.toUpperCase(), connectionId: connections.find((one) => one.id === texts.connection)?.id,
      } }) };
    },
  });
  return tellOutcome(screen, done);
}
