import { accountText } from "../../domain/account-number.ts";
import type { Account, AccountRepository } from "../../workflows/ports/accounts.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { byMaking } from "../by-making.ts";

export class SqlAccounts implements AccountRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  all(): Promise<readonly Account[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("accounts").select("body").orderBy(byMaking).execute()).map((row) => fromBody<Account>(row.body)));
  }

  put(account: Account): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { account: accountText(account.number), body: toBody(account) };
      await db.insertInto("accounts").values({ id: account.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  findByNumber(text: string): Promise<Account | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("accounts").select("body").where("account", "=", text).orderBy(byMaking).executeTakeFirst();
      return row === undefined ? undefined : fromBody<Account>(row.body);
    });
  }
}
