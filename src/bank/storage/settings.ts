import type { BankDatabase } from "./bank-database.ts";

/** Small facts of the bank that live in the database, by name: the clock's lead, the open day, its keys. */
export function readSetting(database: BankDatabase, name: string): string | undefined {
  return database.get<{ value: string }>("SELECT value FROM setting WHERE name = ?", name)?.value;
}

export function writeSetting(database: BankDatabase, name: string, value: string): void {
  database.run("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);
}
