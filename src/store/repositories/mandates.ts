import { sql } from "kysely";
import { accountText } from "../../domain/account-number.ts";
import type { IsoDate, OrderId, RegisteredMandateId } from "../../domain/ids.ts";
import { keyOfMandate, type MandateState, type RegisteredMandate, type RegisterEntry } from "../../domain/mandate.ts";
import { expiredBefore } from "../../domain/mandate-rules.ts";
import type { MandateFilter, MandateRepository, MandateSort, MandateStanding } from "../../workflows/ports/mandates.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { fold, foldParts, searchWords } from "../fold.ts";
import type { Handle } from "../handle.ts";
import { storeError } from "../store-error.ts";
import { collectionsOf, lastPresented, standingOf, touchedBy } from "./mandate-collections.ts";
import { orderNumber } from "./order-number.ts";

/** Collections that come with each mandate of a list. */
const collectionsOfLate = 12;
const collectionsMax = 200;
const keysAtOnce = 500;

interface MandateRow {
  readonly id: string;
  readonly last_used: string;
  readonly body: string;
}

export class SqlMandates implements MandateRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  list(filter: MandateFilter & { readonly sort?: MandateSort | undefined; readonly limit?: number; readonly offset?: number }): Promise<readonly RegisterEntry[]> {
    return this.#access.read(async (handle) => {
      const sort = sortColumns[filter.sort ?? "reference"];
      const rows = await filtered(handle, filter).select(["id", "last_used", "body"]).orderBy(sort).orderBy("id").limit(filter.limit ?? -1).offset(filter.offset ?? 0).execute();
      return rows.map((row) => toEntry(handle, row, collectionsOfLate));
    });
  }

  count(filter?: MandateFilter): Promise<number> {
    return this.#access.read(async (handle) => (await filtered(handle, filter).select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
  }

  get(id: RegisteredMandateId): Promise<RegisterEntry | undefined> {
    return this.#access.read((handle) => {
      const row = handle.all<MandateRow>("select id, last_used, body from mandates where id = ?", id)[0];
      return row === undefined ? undefined : toEntry(handle, row, collectionsMax);
    });
  }

  byKeys(keys: readonly string[]): Promise<ReadonlyMap<string, RegisterEntry>> {
    return this.#access.read((handle) => {
      const found = new Map<string, RegisterEntry>();
      for (let from = 0; from < keys.length; from += keysAtOnce) {
        const some = keys.slice(from, from + keysAtOnce);
        const rows = handle.all<MandateRow & { readonly key: string }>(`select k.key, m.id, m.last_used, m.body from mandate_keys k join mandates m on m.id = k.mandate_id where k.key in (${some.map(() => "?").join(",")})`, ...some);
        for (const row of rows) found.set(row.key, toEntry(handle, row, collectionsOfLate));
      }
      return found;
    });
  }

  byReferences(references: readonly string[]): Promise<ReadonlyMap<string, readonly RegisterEntry[]>> {
    return this.#access.read((handle) => {
      const found = new Map<string, RegisterEntry[]>();
      const wanted = [...new Set(references.map((reference) => reference.toUpperCase()))];
      for (let from = 0; from < wanted.length; from += keysAtOnce) {
        const some = wanted.slice(from, from + keysAtOnce);
        const rows = handle.all<MandateRow & { readonly reference: string }>(`select reference, id, last_used, body from mandates where reference in (${some.map(() => "?").join(",")}) order by id`, ...some);
        for (const row of rows) found.set(row.reference, [...(found.get(row.reference) ?? []), toEntry(handle, row, collectionsOfLate)]);
      }
      return found;
    });
  }

  put(mandate: RegisteredMandate): Promise<void> {
    return this.#access.write(async (handle) => {
      const key = keyOfMandate(mandate);
      const keys = [...new Set([key, ...mandate.formerKeys])];
      const taken = handle.all(`select 1 from mandate_keys where mandate_id <> ? and key in (${keys.map(() => "?").join(",")})`, mandate.id, ...keys);
      if (taken.length > 0) throw storeError("conflict", { message: `There is a mandate ${mandate.mandateId} of this creditor already.`, context: { mandate: mandate.id } });
      const dates = [mandate.signedOn, mandate.collectedBefore?.lastOn, lastPresented(handle, keys)].filter((date) => date !== undefined).sort();
      const row = {
        reference: mandate.mandateId.toUpperCase(), folded_name: fold(mandate.debtor.name), state: mandate.state, unconfirmed: mandate.unconfirmed === undefined ? 0 : 1, last_used: dates.at(-1) ?? mandate.signedOn, body: toBody(mandate),
        search: foldParts([mandate.mandateId, mandate.debtor.name, accountText(mandate.debtorAccount), mandate.debtor.address?.townName, mandate.note]),
      };
      await handle.db.insertInto("mandates").values({ id: mandate.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
      await handle.db.deleteFrom("mandate_keys").where("mandate_id", "=", mandate.id).execute();
      for (const each of keys) await handle.db.insertInto("mandate_keys").values({ key: each, mandate_id: mandate.id }).execute();
    });
  }

  remove(id: RegisteredMandateId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("mandates").where("id", "=", id).execute();
    });
  }

  standingOf(id: OrderId, today: IsoDate): Promise<MandateStanding> {
    return this.#access.read((handle) => standingOf(handle, orderNumber(handle, id), expiredBefore(today)));
  }

  touchedBy(id: OrderId, after: number, limit: number): ReturnType<MandateRepository["touchedBy"]> {
    return this.#access.read((handle) => touchedBy(handle, orderNumber(handle, id), after, limit));
  }
}

const sortColumns = { reference: "reference", debtor: "folded_name", "last used": "last_used" } as const satisfies Record<MandateSort, string>;

function toEntry(handle: Handle, row: MandateRow, limit: number): RegisterEntry {
  return { mandate: fromBody<RegisteredMandate>(row.body), lastUsedOn: row.last_used as IsoDate, collections: collectionsOf(handle, row.id, limit) };
}

function filtered(handle: Handle, filter: MandateFilter | undefined) {
  let query = handle.db.selectFrom("mandates");
  for (const word of searchWords(filter?.text ?? "")) query = query.where(sql<boolean>`instr(search, ${word}) > 0`);
  const { states, today, unconfirmed } = filter ?? {};
  if (unconfirmed === true) query = query.where("unconfirmed", ">", 0);
  if (states === undefined || today === undefined) return query;
  return query.where((eb) => eb.or(states.map((state) => inState(state, expiredBefore(today)))));
}

/** As `mandateStateOn` says it of one. */
function inState(state: MandateState, day: IsoDate) {
  if (state === "expired") return sql<boolean>`(state in ('active', 'suspended') and last_used < ${day})`;
  if (state === "active" || state === "suspended") return sql<boolean>`(state = ${state} and last_used >= ${day})`;
  return sql<boolean>`state = ${state}`;
}
