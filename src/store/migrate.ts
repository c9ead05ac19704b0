import { type Migration, Migrator } from "kysely/migration";
import type { Handle } from "./handle.ts";
import { storeError, translateError } from "./store-error.ts";

/**
 * Brings a store's tables to this program's version, all in the transaction that the caller has open.
 * @throws AppError store/`newer-version` when the store knows a migration that this program does not
 */
export async function migrate(handle: Handle, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const migrator = new Migrator({ db: handle.db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw translateError(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/**
 * Whether migrations must be run. Only reads, so that opening a store that is up to date writes nothing.
 * @throws AppError store/`newer-version`
 */
export function needsMigration(handle: Handle, migrations: Readonly<Record<string, Migration>>): boolean {
  const known = Object.keys(migrations);
  if (handle.all("select 1 from sqlite_master where name = 'kysely_migration'").length === 0) return true;
  const executed = handle.all<{ name: string }>("select name from kysely_migration").map((row) => row.name);
  const unknown = executed.find((name) => !known.includes(name));
  if (unknown !== undefined) throw storeError("newer-version", { context: { migration: unknown } });
  return executed.length < known.length;
}
