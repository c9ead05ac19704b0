import { rm } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import { type KeyUse, type KeyWithCertificate, readCertificate, selfSignedCertificate } from "../../ebics/index.ts";
import { type ForeignKey, readForeignKeys } from "../../signing/key-file/foreign-keys.ts";
import { storeKey } from "../../signing/key-file/index.ts";
import { createSubscriber, type NewSubscriber } from "../../workflows/connect-bank.ts";
import type { Connection } from "../../workflows/ports/customer-store.ts";
import { customerOptions, withCustomer } from "../access.ts";
import type { CommandIo } from "../io.ts";
import { readSecret } from "../secrets.ts";
import { classOf, connectionNamed } from "./connection.ts";

interface ImportOptions {
  readonly connection: string;
  readonly signer: string;
  readonly class: string;
  readonly forOperator?: string;
  readonly keys?: string;
  readonly signatureKey?: string;
  readonly authenticationKey?: string;
  readonly encryptionKey?: string;
  readonly oldPinFile?: string;
  readonly oldPinFd?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
  readonly keyFile?: string;
  readonly signatureVersion: string;
}

/** Adds `kontor subscriber import`: a user whose keys the bank has from another program. */
export function subscriberImportVerb(noun: Command, io: CommandIo): void {
  customerOptions(noun.command("import <user-id>").description("instead of steps 2 to 4: keys that the bank has already, out of another program's PKCS#12 or PEM files"))
    .requiredOption("--connection <title>", "at which bank")
    .requiredOption("--signer <name>", "whose signature it is")
    .requiredOption("--class <class>", "E, A, B or T")
    .option("--for-operator <name>", "the operator who signs with it (default: none)")
    .option("--keys <file>", "one file with all three keys, told apart by the key usage of their certificates")
    .option("--signature-key <file>", "or a file for each: the key of A005 or A006")
    .option("--authentication-key <file>", "the key of X002")
    .option("--encryption-key <file>", "the key of E002")
    .option("--old-pin-file <file>", "file with the passphrase of those files")
    .option("--old-pin-fd <number>", "open descriptor to read it from")
    .option("--pin-file <file>", "file with the passphrase of the new key file")
    .option("--pin-fd <number>", "open descriptor to read it from")
    .option("--key-file <path>", "where the signature key goes (default: keys/USERID.p12 in the customer's folder)")
    .option("--signature-version <version>", "A005 or A006, as the bank knows the key", "A006")
    .action(async (userId: string, options: ImportOptions) => {
      await withCustomer(io, options, async (context, _session, install) => {
        const connection = await connectionNamed(context, options.connection);
        if ((await context.store.connections.subscribers(connection.id)).some((one) => one.userId === userId)) throw new AppError("input", "user-there", `${userId} is there already.`, { meaning: "Nothing was taken over." });
        const operator = options.forOperator === undefined ? undefined : install.operators().find((one) => one.name === options.forOperator);
        if (options.forOperator !== undefined && operator === undefined) throw new AppError("input", "no-such-operator", `There is no operator ${options.forOperator}.`, { next: "kontor operator list shows them." });
        if (options.signatureVersion !== "A005" && options.signatureVersion !== "A006") throw new AppError("input", "unknown-version", `"${options.signatureVersion}" is no version of a signature.`, { meaning: "Nothing was taken over.", next: "Say A005 or A006." });
        const found = await foreignKeys(options);
        try {
          using pin = readSecret("pin", { file: options.pinFile, fd: options.pinFd });
          const certified = (use: KeyUse): KeyWithCertificate => certifiedKey(found[use], use, connection, options.signer, context.tools.clock.now());
          const [signature, authentication, encryption] = [certified("signature"), certified("authentication"), certified("encryption")];
          const device = { kind: "key-file", path: options.keyFile ?? `keys/${userId}.p12` } as const;
          await storeKey(device, pin, context.customer.folder, signature);
          const copied = ({ privateKeyPkcs8, certificateDer }: KeyWithCertificate): KeyWithCertificate => ({ privateKeyPkcs8: Uint8Array.from(privateKeyPkcs8), certificateDer });
          const user: NewSubscriber = {
            connectionId: connection.id, userId, signerName: options.signer, operatorId: operator?.id, signatureClass: classOf(options.class), device, pin,
            existing: { signatureVersion: options.signatureVersion, authentication: copied(authentication), encryption: copied(encryption) },
          };
          await createSubscriber(context, user).catch(async (error: unknown) => {
            await rm(path.resolve(context.customer.folder, device.path)); // it was made just now, and the other program's files are still there
            throw error;
          });
          const hash = ({ certificateDer }: KeyWithCertificate): string => readCertificate(certificateDer).certificateHash.slice(0, 16);
          io.out(`Keys of ${userId} taken over: signature ${hash(signature)}…, authentication ${hash(authentication)}…, encryption ${hash(encryption)}….\nDelete the old files once a session has worked. Next: kontor connection bank-keys "${connection.title}"\n`);
        } finally {
          for (const key of Object.values(found)) key.privateKeyPkcs8.fill(0);
        }
      });
    });
}

/** @throws AppError signer/`wrong-passphrase`, `no-key`; input/`which-key` where the files do not say which key is which */
async function foreignKeys(options: ImportOptions): Promise<Readonly<Record<KeyUse, ForeignKey>>> {
  using passphrase = readSecret("old-pin", { file: options.oldPinFile, fd: options.oldPinFd });
  const files: Readonly<Record<KeyUse, string | undefined>> = { signature: options.signatureKey, authentication: options.authenticationKey, encryption: options.encryptionKey };
  const all = options.keys === undefined ? [] : await readForeignKeys(options.keys, passphrase);
  const keyFor = async (use: KeyUse): Promise<ForeignKey> => {
    const file = files[use];
    const keys = file === undefined ? all.filter((key) => key.use === use) : await readForeignKeys(file, passphrase);
    const [only, ...more] = keys;
    if (only !== undefined && more.length === 0) return only;
    throw new AppError("input", "which-key", `Which key is for the ${use}${file === undefined ? "" : ` in ${file}`} cannot be told: ${keys.length === 0 ? "no" : keys.length} of those there would do.`, { meaning: "Nothing was taken over.", next: `Give a file with that key alone: --${use}-key FILE.` });
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
