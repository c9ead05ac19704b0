import type { Randomness } from "../domain/clock.ts";
import type { CustomerStore } from "../workflows/ports/customer-store.ts";
import type { Access, OuterAccess } from "./access.ts";
import { FileMark } from "./mark.ts";
import { SqlAccounts } from "./repositories/accounts.ts";
import { SqlCalls } from "./repositories/calls.ts";
import { SqlConnections } from "./repositories/connections.ts";
import { SqlEdsOrders } from "./repositories/eds-orders.ts";
import { SqlFiles } from "./repositories/files.ts";
import { SqlFormatDefinitions, SqlImportSources, SqlQuarantine } from "./repositories/import-desk.ts";
import { SqlJournal } from "./repositories/journal.ts";
import { SqlMandates } from "./repositories/mandates.ts";
import { SqlOrders } from "./repositories/orders.ts";
import { SqlPartners } from "./repositories/partners.ts";
import { SqlProposals } from "./repositories/proposals.ts";
import { SqlProfile } from "./repositories/profile.ts";
import { SqlRecoveryCodes } from "./repositories/recovery-codes.ts";
import { SqlReleases } from "./repositories/releases.ts";
import { SqlSessions } from "./repositories/sessions.ts";
import { SqlSigners } from "./repositories/signers.ts";
import { SigningDays } from "./repositories/signing-days.ts";
import { SqlStatements } from "./repositories/statements.ts";
import { SqlTemplates } from "./repositories/templates.ts";
import { SqlTransfers } from "./repositories/transfers.ts";
import { SqlTransmissions } from "./repositories/transmissions.ts";

/** The port's store, with what only its keeper reads and writes. */
interface KeptStore extends CustomerStore {
  readonly profile: SqlProfile;
  transaction<T>(work: (store: KeptStore) => Promise<T>): Promise<T>;
}

export interface EncryptedStore extends KeptStore {
  /**
   * Does `work` in a transaction and then encrypts everything with a new key; the store stays open.
   * @throws AppError store/`in-use` when somebody else has it open; nothing has changed then
   */
  rekey(oldKey: Uint8Array, newKey: Uint8Array, work: (store: KeptStore) => Promise<void>): Promise<void>;
}

/** @param markFile outside the customer's folder, see `FileMark` */
export function customerStore(access: OuterAccess, randomness: Randomness, markFile: string | undefined): EncryptedStore {
  const days = new SigningDays();
  return {
    ...repositories(access, randomness, days),
    mark: new FileMark(access, markFile),
    transaction: (work) => access.within((inner) => work(innerStore(inner, randomness, days))),
    close: () => access.close(),
    rekey: (oldKey, newKey, work) => access.rekey(oldKey, newKey, (inner) => work(innerStore(inner, randomness, days))),
  };
}

/** Inside a transaction: a further `transaction` is part of the same one, and the store is closed by its owner only. */
function innerStore(access: Access, randomness: Randomness, days: SigningDays): KeptStore {
  const store: KeptStore = {
    ...repositories(access, randomness, days),
    mark: { lost: notInside, raise: notInside, accept: notInside },
    transaction: (work) => work(store),
    close: () => Promise.reject(new Error("A store is not closed inside a transaction")),
  };
  return store;
}

/** What a mark says must be committed. */
function notInside(): Promise<never> {
  return Promise.reject(new Error("A mark is read and put down outside a transaction"));
}

function repositories(access: Access, randomness: Randomness, days: SigningDays): Omit<KeptStore, "transaction" | "close" | "mark"> {
  return {
    profile: new SqlProfile(access),
    proposals: new SqlProposals(access),
    recoveryCodes: new SqlRecoveryCodes(access),
    files: new SqlFiles(access, randomness),
    connections: new SqlConnections(access),
    accounts: new SqlAccounts(access),
    signers: new SqlSigners(access, days),
    orders: new SqlOrders(access),
    eds: new SqlEdsOrders(access),
    transmissions: new SqlTransmissions(access),
    transfers: new SqlTransfers(access),
    sessions: new SqlSessions(access),
    calls: new SqlCalls(access),
    statements: new SqlStatements(access),
    partners: new SqlPartners(access),
    templates: new SqlTemplates(access),
    mandates: new SqlMandates(access),
    quarantine: new SqlQuarantine(access),
    importSources: new SqlImportSources(access),
    formatDefinitions: new SqlFormatDefinitions(access),
    releases: new SqlReleases(access),
    journal: new SqlJournal(access),
  };
}
