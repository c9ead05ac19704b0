import { accountText, formatAccount } from "../../domain/account-number.ts";
import { counted } from "../../domain/counted.ts";
import type { PartnerId } from "../../domain/ids.ts";
import { accountsToConfirm, confirmAccount, confirmAccounts, type WaitingAccount } from "../../workflows/partner-confirmation.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { changeLines } from "../lists/change-lines.ts";
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

/** Shows what others have entered or changed of these partners' accounts, all of it, and confirms them together. @returns true when they were confirmed */
export async function confirmMarked({ params, shell }: PartnersContext, ids: readonly PartnerId[]): Promise<boolean> {
  const { context } = params;
  const partners: Partner[] = [];
  for (const id of ids) {
    const partner = await context.store.partners.get(id);
    if (partner !== undefined && accountsToConfirm(context, partner).length > 0) partners.push(partner);
  }
  if (partners.length === 0) {
    shell.notice("No account of them is for you to confirm: they are confirmed, or you have entered or changed them.", "warning");
    return false;
  }
  const count = partners.reduce((sum, partner) => sum + accountsToConfirm(context, partner).length, 0);
  const sure = await shell.confirm({
    title: `Confirm ${counted(count, "account")} of ${counted(partners.length, "partner")}`, customer: customerOf(context), yes: "confirm", no: "leave them unconfirmed", readAll: true,
    consequence: "Payments there are told as known from then on. Compare each with a source of your own: an invoice from before, or a call to a number that you know already.",
    details: partners.flatMap((partner) => accountsToConfirm(context, partner).flatMap((waiting) => [`• ${partner.name}:`, ...confirmationLines(waiting)])),
  });
  if (!sure) return false;
  await confirmAccounts(context, partners.map((partner) => ({ partner, accounts: accountsToConfirm(context, partner).map(({ account }) => accountText(account.number)) })));
  shell.notice(`${counted(count, "account")} confirmed.`, "good");
  return true;
}

/** Who changed it, and each field below, old and new. */
function confirmationLines({ account, by, changes }: WaitingAccount): readonly string[] {
  return [
    `${account.unconfirmed?.was === undefined ? "New" : "Changed"}, by ${by.join(" and ")}:`,
    ...changeLines(changes),
    ...(changes.some(({ field }) => field === "account") ? [] : [`  of ${formatAccount(account.number)}`]),
  ];
}
