import { accountText, formatAccount } from "../../domain/account-number.ts";
import { accountsToConfirm, confirmAccount, type WaitingAccount } from "../../workflows/partner-confirmation.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { PartnersContext } from "./load-partners.ts";

/** Shows each account that others have entered or changed, one after the other, and confirms it. @returns true when something was confirmed */
export async function confirmShown({ params, shell }: PartnersContext, partner: Partner): Promise<boolean> {
  const { context } = params;
  let shown = partner;
  for (const waiting of accountsToConfirm(context, partner)) {
    const sure = await shell.confirm({
      title: `Confirm an account of ${partner.name}`, customer: customerOf(context), yes: "confirm", no: "leave it unconfirmed",
      consequence: "Payments there are told as known from then on. Compare it with a source of your own: an invoice from before, or a call to a number that you know already.",
      details: confirmationLines(waiting),
    });
    if (!sure) return shown !== partner;
    shown = await confirmAccount(context, shown, accountText(waiting.account.number));
    shell.notice(`${partner.name}: ${formatAccount(waiting.account.number)} confirmed.`, "good");
  }
  return true;
}

/** Who changed it, and each field below, old and new. */
function confirmationLines({ account, by, changes }: WaitingAccount): readonly string[] {
  return [
    `${account.unconfirmed?.was === undefined ? "New" : "Changed"}, by ${by.join(" and ")}:`,
    ...changes.map(({ field, from, to }) => `  ${field}: ${from === undefined ? "" : `${from} → `}${to ?? "(none)"}`),
    ...(changes.some(({ field }) => field === "account") ? [] : [`  of ${formatAccount(account.number)}`]),
  ];
}
