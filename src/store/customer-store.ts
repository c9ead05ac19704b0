import type { Randomness } from "../domain/clock.ts";
import type { CustomerStore } from "../workflows/ports/customer-store.ts";
import type { Access, OuterAccess } from "./access.ts";
import { SqlAccounts } from "./repositories/accounts.ts";
import { SqlConnections } from "./repositories/connections.ts";
import { SqlFiles } from "./repositories/files.ts";
import { SqlJournal } from "./repositories/journal.ts";
import { SqlOrders } from "./repositories/orders.ts";
import { SqlPartners } from "./repositories/partners.ts";
import { SqlProfile } from "./repositories/profile.ts";
import { SqlSessions } from "./repositories/sessions.ts";
import { SqlSigners } from "./repositories/signers.ts";
import { SqlStatements } from "./repositories/statements.ts";
import { SqlTemplates } from "./repositories/templates.ts";
import { SqlTransmissions } from "./repositories/transmissions.ts";

/** The port's store over an opened file. */
export function customerStore(access: OuterAccess, randomness: Randomness): CustomerStore {
  return {
    ...repositories(access, randomness),
    transaction: (work) => access.within((inner) => work(innerStore(inner, randomness))),
    close: () => access.close(),
  };
}

/** Inside a transaction: a further `transaction` is part of the same one, and the store is closed by its owner only. */
function innerStore(access: Access, randomness: Randomness): CustomerStore {
  const store: CustomerStore = {
    ...repositories(access, randomness),
    transaction: (work) => work(store),
    close: () => Promise.reject(new Error("A store is not closed inside a transaction")),
  };
  return store;
}

function repositories(access: Access, randomness: Randomness): Omit<CustomerStore, "transaction" | "close"> {
  return {
    profile: new SqlProfile(access),
    files: new SqlFiles(access, randomness),
    connections: new SqlConnections(access),
    accounts: new SqlAccounts(access),
    signers: new SqlSigners(access),
    orders: new SqlOrders(access),
    transmissions: new SqlTransmissions(access),
    sessions: new SqlSessions(access),
    statements: new SqlStatements(access),
    partners: new SqlPartners(access),
    templates: new SqlTemplates(access),
    journal: new SqlJournal(access),
  };
}
