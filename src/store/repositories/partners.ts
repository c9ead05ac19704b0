import { sql } from "kysely";
import { accountText } from "../../domain/account-number.ts";
import type { PartnerId } from "../../domain/ids.ts";
import type { Partner, PartnerFilter, PartnerRepository } from "../../workflows/ports/partners.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { fold, foldParts, searchWords } from "../fold.ts";
import type { Handle } from "../handle.ts";

export class SqlPartners implements PartnerRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  /** By name, accents and case aside. */
  list(filter: PartnerFilter & { readonly limit?: number; readonly offset?: number } = {}): Promise<readonly Partner[]> {
    return this.#access.read(async (handle) => {
      const rows = await filtered(handle, filter).select("body").orderBy("folded_name").orderBy("id").limit(filter.limit ?? -1).offset(filter.offset ?? 0).execute();
      return rows.map((row) => fromBody<Partner>(row.body));
    });
  }

  count(filter: PartnerFilter = {}): Promise<number> {
    return this.#access.read(async (handle) => (await filtered(handle, filter).select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
  }

  get(id: PartnerId): Promise<Partner | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("partners").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<Partner>(row.body);
    });
  }

  put(partner: Partner): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const accounts = partner.accounts.map(({ number }) => accountText(number));
      const row = { folded_name: fold(partner.name), search: foldParts([partner.name, ...accounts, partner.address?.townName, partner.note]), unconfirmed: partner.accounts.filter((one) => one.unconfirmed !== undefined).length, body: toBody(partner) };
      await db.insertInto("partners").values({ id: partner.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
      await db.deleteFrom("partner_accounts").where("partner_id", "=", partner.id).execute();
      for (const [position, account] of accounts.entries()) await db.insertInto("partner_accounts").values({ partner_id: partner.id, position, account }).execute();
    });
  }

  remove(id: PartnerId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("partners").where("id", "=", id).execute();
    });
  }

  findByAccount(text: string): Promise<Partner | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db
        .selectFrom("partner_accounts")
        .innerJoin("partners", "partners.id", "partner_accounts.partner_id")
        .select("body")
        .where("account", "=", text)
        .orderBy("partners.id")
        .executeTakeFirst();
      return row === undefined ? undefined : fromBody<Partner>(row.body);
    });
  }

  findByName(name: string): Promise<readonly Partner[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("partners").select("body").where("folded_name", "=", fold(name)).orderBy("id").execute();
      return rows.map((row) => fromBody<Partner>(row.body));
    });
  }
}

function filtered(handle: Handle, { text, unconfirmed }: PartnerFilter) {
  let query = handle.db.selectFrom("partners");
  if (unconfirmed === true) query = query.where("unconfirmed", ">", 0);
  for (const word of searchWords(text ?? "")) query = query.where(sql<boolean>`instr(search, ${word}) > 0`);
  return query;
}
