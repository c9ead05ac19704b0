import { accountText } from "../domain/account-number.ts";
import { wantsConfirmedPartners } from "./partner-confirmation.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import { foldName, type KnownPayees, payeeKey } from "./order-survey.ts";

const pageRows = 2000;

/** Reads all partners and what was found wrong with payees once, so that a file of any size is compared without asking the store row by row. */
export async function loadKnownPayees(store: CustomerStore): Promise<KnownPayees> {
  const accounts = new Set<string>();
  const accountsByName = new Map<string, string[]>();
  const unconfirmed = new Map<string, readonly string[]>();
  const confirms = wantsConfirmedPartners(await store.profile.get());
  for (let offset = 0; ; offset += pageRows) {
    const partners = await store.partners.list({ limit: pageRows, offset });
    for (const partner of partners) {
      const own = partner.accounts.map((account) => accountText(account.number));
      for (const account of own) accounts.add(account);
      if (confirms) for (const one of partner.accounts) if (one.unconfirmed !== undefined) unconfirmed.set(accountText(one.number), one.unconfirmed.by);
      const name = foldName(partner.name);
      accountsByName.set(name, [...(accountsByName.get(name) ?? []), ...own]);
    }
    if (partners.length < pageRows) return { accounts, accountsByName, unconfirmed, missed: new Map((await store.orders.payeeMisses()).map((miss) => [payeeKey(miss.name, miss.account), miss])) };
  }
}
