import { sql } from "kysely";
import type { Selectable } from "kysely";
import { setImmediate as breathe } from "node:timers/promises";
import type { IsoInstant } from "../../domain/ids.ts";
import type { JournalEntry, JournalRepository, NewJournalEntry } from "../../workflows/ports/journal.ts";
import type { Access } from "../access.ts";
import { foldParts, searchWords } from "../fold.ts";
import type { Handle } from "../handle.ts";
import { canonicalJson, entryHash, firstPreviousHash } from "../journal-hash.ts";
import type { JournalTable } from "../schema.ts";

/** The hash-chained journal (docs/store-format.md, "Journal"). Appending inside a transaction makes the entry part of it. */
export class SqlJournal implements JournalRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  append(entry: NewJournalEntry): Promise<JournalEntry> {
    return this.#access.write(async (handle) => {
      const head = await headOf(handle);
      const detail = canonicalJson(entry.detail ?? {});
      const chained = { sequence: head.count + 1, at: entry.at, actor: entry.actor, action: entry.action, subject: entry.subject, summary: entry.summary, detail };
      const hash = entryHash(head.hash, chained);
      const search = foldParts([entry.actor, entry.action, entry.subject, entry.summary, detail]);
      const row = { ...chained, subject: entry.subject ?? null, search, previous_hash: head.hash, hash };
      await handle.db.insertInto("journal").values(row).execute();
      await setHead(handle, { count: row.sequence, hash });
      return toEntry(row);
    });
  }

  /** Newest first. */
  list(page: { readonly limit?: number; readonly beforeSequence?: number; readonly text?: string } = {}): Promise<readonly JournalEntry[]> {
    return this.#access.read(async ({ db }) => {
      let query = db.selectFrom("journal").selectAll().orderBy("sequence", "desc").limit(page.limit ?? -1);
      if (page.beforeSequence !== undefined) query = query.where("sequence", "<", page.beforeSequence);
      for (const word of searchWords(page.text ?? "")) query = query.where(sql<boolean>`instr(search, ${word}) > 0`);
      return (await query.execute()).map(toEntry);
    });
  }

  count(): Promise<number> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("journal").select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow()).count);
  }

  latestAt({ upTo, notAfter }: { readonly upTo?: number; readonly notAfter?: IsoInstant } = {}): Promise<IsoInstant | undefined> {
    return this.#access.read(async ({ db }) => {
      let query = db.selectFrom("journal").select((eb) => eb.fn.max("at").as("at"));
      if (upTo !== undefined) query = query.where("sequence", "<=", upTo);
      if (notAfter !== undefined) query = query.where("at", "<=", notAfter);
      return ((await query.executeTakeFirst())?.at ?? undefined) as IsoInstant | undefined; // a brand put back: what was stored had it
    });
  }

  timesAfter(sequence: number): Promise<readonly IsoInstant[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("journal").select("at").where("sequence", ">", sequence).orderBy("sequence").execute()).map(({ at }) => at as IsoInstant));
  }

  /** In pages, so that a long journal neither fills the memory nor stops the screen. Entries appended meanwhile are left to the next check. */
  async verify(): Promise<{ readonly sequence: number; readonly problem: string } | undefined> {
    const head = await this.#access.read(headOf);
    let previous = firstPreviousHash;
    let expected = 1;
    while (expected <= head.count) {
      const rows = await this.#access.read(({ db }) =>
        db.selectFrom("journal").selectAll().where("sequence", ">=", expected).where("sequence", "<=", head.count).orderBy("sequence").limit(pageRows).execute(),
      );
      for (const row of rows) {
        const problem = problemOf(row, expected, previous);
        if (problem !== undefined) return { sequence: expected, problem };
        previous = row.hash;
        expected++;
      }
      if (rows.length === 0) return { sequence: expected, problem: `Entries from here to ${head.count} are missing at the end.` };
      await breathe();
    }
    if (previous !== head.hash) return { sequence: head.count, problem: "The last entry is not the one that was written last." };
    const surplus = await this.#access.read(async (handle) => {
      const outside = await handle.db.selectFrom("journal").select("sequence").where((eb) => eb.or([eb("sequence", "<", 1), eb("sequence", ">", head.count)])).orderBy("sequence").executeTakeFirst();
      return (await headOf(handle)).count === head.count ? outside : undefined;
    });
    return surplus === undefined ? undefined : { sequence: surplus.sequence, problem: "This entry was put in without the journal's count being raised." };
  }
}
const pageRows = 1000;

function problemOf(row: Selectable<JournalTable>, expected: number, previous: string): string | undefined {
  if (row.sequence !== expected) return "This entry is missing.";
  if (row.previous_hash !== previous) return "This entry does not follow the one before it: one was changed, removed, put in or moved.";
  if (row.hash !== entryHash(previous, { ...row, subject: row.subject ?? undefined })) return "This entry was changed after it was written.";
  return undefined;
}

/** The last entry, and how many there are. */
export async function headOf(handle: Handle): Promise<{ count: number; hash: string }> {
  const rows = await handle.db.selectFrom("meta").selectAll().where("name", "in", ["journal.count", "journal.head"]).execute();
  const value = (name: string) => rows.find((row) => row.name === name)?.value;
  return { count: Number(value("journal.count") ?? "0"), hash: value("journal.head") ?? firstPreviousHash };
}

async function setHead(handle: Handle, head: { readonly count: number; readonly hash: string }): Promise<void> {
  await handle.db
    .insertInto("meta")
    .values([{ name: "journal.count", value: String(head.count) }, { name: "journal.head", value: head.hash }])
    .onConflict((on) => on.column("name").doUpdateSet((eb) => ({ value: eb.ref("excluded.value") })))
    .execute();
}

function toEntry(row: Selectable<JournalTable>): JournalEntry {
  return {
    sequence: row.sequence,
    at: row.at as IsoInstant,
    actor: row.actor,
    action: row.action,
    subject: row.subject ?? undefined,
    summary: row.summary,
    detail: JSON.parse(row.detail) as Record<string, unknown>,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
