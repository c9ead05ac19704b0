import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import type { Randomness } from "../domain/clock.ts";
import { isAppError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import type { Migration } from "kysely/migration";
import { OuterAccess } from "./access.ts";
import { customerStore, type EncryptedStore } from "./customer-store.ts";
import { Handle, type OnWrite } from "./handle.ts";
import { migrate, needsMigration } from "./migrate.ts";
import { migrations as released } from "./migrations/all.ts";
import { keyCheckFits } from "./key-check.ts";
import { patiently } from "./patience.ts";
import { checkStoreFile, checkStoreLength, makeStoreFile, pageBytes } from "./store-file.ts";
import { storeError } from "./store-error.ts";

export interface OpenStoreOptions {
  /** Absolute path of `store.db`. */
  readonly path: string;
  /** 32 bytes; not kept and not wiped here. */
  readonly dataKey: Secret | Uint8Array;
  /** Absolute path of the file, outside the customer's folder, that tells older copies of the store from the newest. Left out: nothing is told. */
  readonly markFile?: string | undefined;
  /** Makes a new store, which must not exist; otherwise one must exist. */
  readonly create?: boolean | undefined;
  /** Fault tests fail the n-th write with it. */
  readonly onWrite?: OnWrite | undefined;
  /** For the ids of stored files. Default: node:crypto's. */
  readonly randomness?: Randomness | undefined;
  /** Other tables than this version's: for the tests of migrations. */
  readonly migrations?: Readonly<Record<string, Migration>> | undefined;
}

/**
 * Opens one customer's encrypted store. Several processes may have it open at once.
 * @throws AppError area "store": `missing`, `exists`, `wrong-key`, `truncated`, `damaged`, `newer-version`, `busy` …
 */
export async function openCustomerStore(options: OpenStoreOptions): Promise<EncryptedStore> {
  const { path } = options;
  const dataKey = options.dataKey instanceof Secret ? options.dataKey.bytes : options.dataKey;
  const migrations = options.migrations ?? released;
  if (options.create === true) makeStoreFile(path);
  const writer = await patiently(() => (options.create === true ? createHandle : openHandle)(path, dataKey, options.onWrite));
  try {
    if (needsMigration(writer, migrations)) await migrateAlone(writer, migrations);
    const access = new OuterAccess(writer, dataKey, (key) => openReader(path, key));
    return customerStore(access, options.randomness ?? { bytes: (sizeBytes) => randomBytes(sizeBytes) }, options.markFile);
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** A writing handle on an existing store, its key, length and (where that is quick) every page checked. @throws AppError area "store" */
function openHandle(path: string, dataKey: Uint8Array, onWrite: OnWrite | undefined): Handle {
  checkStoreFile(path);
  const handle = new Handle(path, dataKey, onWrite);
  try {
    const keyFits = keyCheckFits(String(handle.pragma("cipher_salt") ?? ""), dataKey);
    try {
      handle.pragma("schema_version"); // the first read: page 1 decrypts, or not
    } catch (error) {
      throw isAppError(error, "store", "damaged") && !keyFits ? storeError("wrong-key", { cause: error }) : error;
    }
    configure(handle, writerCacheKib);
    checkStoreLength(path, Number(handle.pragma("page_count")));
    if (statSync(path).size <= wholeCheckBytesMax && handle.pragma("quick_check") !== "ok") throw storeError("damaged", { context: { part: "pages" } });
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}
/** Checked in a few milliseconds. */
const wholeCheckBytesMax = 4 * 1024 * 1024;

function createHandle(path: string, dataKey: Uint8Array, onWrite: OnWrite | undefined): Handle {
  const handle = new Handle(path, dataKey, onWrite);
  try {
    handle.pragma(`page_size = ${pageBytes}`);
    configure(handle, writerCacheKib);
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

function openReader(path: string, dataKey: Uint8Array): Handle {
  const handle = new Handle(path, dataKey);
  // Readers wait only where another process is just putting its write-ahead log in order, which it does without a pause.
  handle.pragma("busy_timeout = 10000");
  configure(handle, readerCacheKib);
  handle.pragma("query_only = on");
  return handle;
}

/** docs/store-format.md, "store.db". temp_store first: nothing may be sorted into a file in plain text. */
function configure(handle: Handle, cacheKib: number): void {
  handle.pragma("temp_store = memory");
  handle.pragma("journal_mode = wal");
  handle.pragma("synchronous = full");
  handle.pragma("foreign_keys = on");
  handle.pragma("secure_delete = on");
  handle.pragma(`cache_size = -${cacheKib}`);
}

async function migrateAlone(handle: Handle, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  await patiently(() => handle.exec("BEGIN IMMEDIATE"));
  try {
    if (needsMigration(handle, migrations)) await migrate(handle, migrations); // somebody else may have been faster
    handle.commit();
  } catch (error) {
    if (handle.inTransaction) handle.exec("ROLLBACK");
    throw error;
  }
}

/** At most so much per open store. The writer's holds the indexes of an import; SQLite takes only what it needs. */
const writerCacheKib = 16 * 1024;
const readerCacheKib = 8 * 1024;
