import { z } from "zod";
import { formatAccount } from "../../../domain/account-number.ts";
import { instantNow } from "../../context.ts";
import type { Account } from "../../ports/accounts.ts";
import type { Connection } from "../../ports/connections.ts";
import type { Fields } from "../../ports/proposals.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { account as accountShape } from "../shapes.ts";

/** An account as entered or changed by hand. What the bank itself names comes with its grants. */
const schema = z.strictObject({ kind: z.literal("account"), account: accountShape });
export interface AccountAct {
  readonly kind: "account";
  readonly account: Account;
}

export const accountAct: ActKind<AccountAct> = {
  schema,
  doing: "change accounts",
  title: ({ account }) => `Account ${account.title}`,
  async fields(store, { account }) {
    const connections = await store.connections.all();
    const before = (await store.accounts.all()).find((one) => one.id === account.id);
    return { before: before === undefined ? {} : factsOf(before, connections), after: factsOf(account, connections) };
  },
  check: () => Promise.resolve(),
  carryOut: inStore(async (context, store, { account }) => {
    const connections = await store.connections.all();
    const before = (await store.accounts.all()).find((one) => one.id === account.id);
    await store.accounts.put(account);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "account.changed", subject: account.id, summary: `Account ${account.title}`,
      detail: { before: before === undefined ? undefined : factsOf(before, connections), after: factsOf(account, connections) },
    });
  }),
};

function factsOf(account: Account, connections: readonly Connection[]): Fields {
  return {
    title: account.title, number: formatAccount(account.number), currency: account.currency, owner: account.ownerName, BIC: account.bic ?? "-",
    bank: connections.find((one) => one.id === account.connectionId)?.title ?? "none",
  };
}
