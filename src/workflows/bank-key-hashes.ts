import type { ConnectionId } from "../domain/ids.ts";
import { readCertificate } from "../ebics/index.ts";
import type { BankKeyHashes } from "./connect-bank.ts";
import type { WorkflowContext } from "./context.ts";
import { mustGetConnection } from "./must-get.ts";

/** The hashes of the bank's keys as they are stored, to go on with a comparison that was left; undefined before they were fetched. */
export async function storedBankKeyHashes(context: WorkflowContext, connectionId: ConnectionId): Promise<BankKeyHashes | undefined> {
  const { bankKeys } = await mustGetConnection(context.store, connectionId);
  if (bankKeys === undefined) return undefined;
  const authentication = readCertificate(bankKeys.authentication.certificateDer);
  const encryption = readCertificate(bankKeys.encryption.certificateDer);
  return {
    authentication: { certificateHash: authentication.certificateHash, publicKeyHash: authentication.publicKeyHash },
    encryption: { certificateHash: encryption.certificateHash, publicKeyHash: encryption.publicKeyHash },
  };
}
