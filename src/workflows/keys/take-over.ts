import { AppError } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import { type KeyUse, type KeyWithCertificate, selfSignedCertificate } from "../../ebics/index.ts";
import { createSubscriber, type NewSubscriber } from "../connect-bank.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { Connection } from "../ports/connections.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { ForeignKey } from "../ports/key-files.ts";
import type { KeyFileConfig } from "../ports/signing-device.ts";

/** Where another program keeps a user's keys. Absolute paths. */
export interface ForeignFiles {
  /** One file with all keys that have none of their own, told apart by the key usage of their certificates. */
  readonly all?: string | undefined;
  readonly signature?: string | undefined;
  readonly authentication?: string | undefined;
  readonly encryption?: string | undefined;
}

export interface TakeOver extends Pick<NewSubscriber, "connectionId" | "userId" | "signerName" | "signatureClass" | "operatorId"> {
  readonly files: ForeignFiles;
  /** Of those files. */
  readonly oldPassphrase: Secret;
  /** Where the signature key goes, and its new passphrase. */
  readonly device: KeyFileConfig;
  readonly pin: Secret;
  /** As the bank knows the key. */
  readonly signatureVersion: "A005" | "A006";
  /** The bank has the keys; else they are to be sent to it. */
  readonly atBank: boolean;
}

/**
 * A user whose keys the bank has from another program, or an authority has issued: they are read, the signature key is put into a key file of ours and the other two into the
 * store. Nothing is sent to the bank; the other program's files stay as they are.
 * @throws AppError input/`user-there`, `which-key` where the files do not say which key is which, `no-certificate`; area "signer". Nothing was taken over then
 */
export async function takeOverKeys(context: WorkflowContext, wanted: TakeOver): Promise<Subscriber> {
  requireRight(context, "administer", "take over keys");
  const connection = await mustGetConnection(context.store, wanted.connectionId);
  if ((await context.store.connections.subscribers(connection.id)).some((one) => one.userId === wanted.userId)) throw new AppError("input", "user-there", `${wanted.userId} is there already.`, { meaning: "Nothing was taken over." });
  const found = await foreignKeys(context, wanted);
  const { keyFiles } = context.tools;
  try {
    const certified = (use: KeyUse): KeyWithCertificate => certifiedKey(found[use], use, connection, wanted.signerName, context.tools.clock.now());
    const [signature, authentication, encryption] = [certified("signature"), certified("authentication"), certified("encryption")];
    await keyFiles.store(wanted.device, wanted.pin, context.customer.folder, signature);
    try {
      return await createSubscriber(context, { ...wanted, existing: { atBank: wanted.atBank, signatureVersion: wanted.signatureVersion, authentication: copied(authentication), encryption: copied(encryption) } });
    } catch (error) {
      await keyFiles.remove(wanted.device, context.customer.folder); // it was made just now, and the other program's files are still there
      throw error;
    }
  } finally {
    for (const { privateKeyPkcs8 } of Object.values(found)) privateKeyPkcs8.fill(0);
  }
}

async function foreignKeys(context: WorkflowContext, { files, oldPassphrase }: TakeOver): Promise<Readonly<Record<KeyUse, ForeignKey>>> {
  const { keyFiles } = context.tools;
  const all = files.all === undefined ? [] : await keyFiles.read(files.all, oldPassphrase);
  const keyFor = async (use: KeyUse): Promise<ForeignKey> => {
    const file = files[use];
    const keys = file === undefined ? all.filter((key) => key.use === use) : await keyFiles.read(file, oldPassphrase);
    const [only, ...more] = keys;
    if (only !== undefined && more.length === 0) return only;
    throw new AppError("input", "which-key", `Which key is for the ${use}${file === undefined ? "" : ` in ${file}`} cannot be told: ${keys.length === 0 ? "no" : keys.length} of those there would do.`, { meaning: "Nothing was taken over.", next: `Name a file with that key alone (on the command line: --${use}-key FILE).` });
  };
  return { signature: await keyFor("signature"), authentication: await keyFor("authentication"), encryption: await keyFor("encryption") };
}

const certificateYears = 5;

/** Where the bank has the key in a certificate, it must be that very one; where it has the numbers alone, the certificate is only a place for them. */
function certifiedKey({ privateKeyPkcs8, certificateDer }: ForeignKey, use: KeyUse, connection: Connection, signer: string, nowMs: number): KeyWithCertificate {
  if (certificateDer !== undefined) return { privateKeyPkcs8, certificateDer };
  if (connection.keyForm !== "plain") throw new AppError("input", "no-certificate", `The certificate of the ${use} key is missing.`, { meaning: "Nothing was taken over: this bank knows the key by its certificate.", next: "Export the key with its certificate from the other program." });
  return { privateKeyPkcs8, certificateDer: selfSignedCertificate(use, { commonName: signer, validFrom: new Date(nowMs), validYears: certificateYears }, privateKeyPkcs8) };
}

/** The store keeps it; what was read is wiped. */
function copied({ privateKeyPkcs8, certificateDer }: KeyWithCertificate): KeyWithCertificate {
  return { privateKeyPkcs8: Uint8Array.from(privateKeyPkcs8), certificateDer };
}
