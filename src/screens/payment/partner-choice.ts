import { accountText, formatAccount } from "../../domain/account-number.ts";
import { visibleLine } from "../../domain/text.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import type { PaymentLine } from "./payment-draft.ts";

/** One account of a partner, offered while the payee is typed. */
export interface PartnerChoice {
  readonly partner: Partner;
  /** Index into the partner's accounts. */
  readonly account: number;
  readonly name: string;
  readonly accountShown: string;
  /** `2 accounts`, `never paid`. */
  readonly note: string;
}

/** One choice per account, at most `max`, in the order the store found them. */
export function partnerChoices(partners: readonly Partner[], max: number): PartnerChoice[] {
  return partners
    .flatMap((partner) =>
      partner.accounts.map((account, index) => ({
        partner, account: index,
        name: visibleLine(partner.name, 40),
        accountShown: visibleLine(formatAccount(account.number), 42),
        note: [partner.accounts.length > 1 ? `account ${index + 1} of ${partner.accounts.length}` : "", partner.lastPaidAt === undefined ? "never paid" : ""].filter((part) => part !== "").join(", "),
      })),
    )
    .slice(0, max);
}

/** What choosing a partner's account fills in. */
export function chosenPartner({ partner, account }: PartnerChoice): Partial<PaymentLine> {
  const chosen = partner.accounts[account];
  if (chosen === undefined) return { payee: partner.name };
  return { payee: partner.name, account: chosen.number.kind === "iban" ? accountText(chosen.number) : `/${chosen.number.value}`, bic: chosen.bic ?? "" };
}

/** Says whether this payee and account are known together; undefined when there is nothing to say. */
export function partnerRemark(payee: string, account: string, byAccount: Partner | undefined, byName: readonly Partner[]): string | undefined {
  if (payee.trim() === "" || account === "") return undefined;
  if (byAccount !== undefined) {
    const same = byAccount.name.trim().toLowerCase() === payee.trim().toLowerCase();
    const waits = byAccount.accounts.some((one) => one.unconfirmed !== undefined && accountText(one.number) === account);
    if (same) return waits ? "This account waits for another operator's confirmation." : undefined;
    return `This account is known as ${visibleLine(byAccount.name, 40)}.`;
  }
  if (byName.length > 0) return "Known payee, but another account than before: make sure that the change is real.";
  return "New payee: never paid before.";
}
