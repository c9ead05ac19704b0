import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import { readCertificate } from "../../ebics/index.ts";
import { takeOverKeys } from "../../workflows/keys/take-over.ts";
import { customerOptions, withCustomer } from "../access.ts";
import type { CommandIo } from "../io.ts";
import { readSecret } from "../secrets.ts";
import { classOf, connectionNamed, versionOf } from "./connection.ts";

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
  readonly newAtBank?: true;
}

/** Adds `kontor subscriber import`: a user whose keys the bank has from another program. */
export function subscriberImportVerb(noun: Command, io: CommandIo): void {
  customerOptions(noun.command("import <user-id>").description("instead of steps 2 to 4: keys that the bank has already, out of another program's PKCS#12 or PEM files; with --new-at-bank keys of an authority, instead of step 2"))
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
    .option("--new-at-bank", "the bank does not have them yet: kontor subscriber send-keys brings them there")
    .action(async (userId: string, options: ImportOptions) => {
      await withCustomer(io, options, async (context, _session, install) => {
        const connection = await connectionNamed(context, options.connection);
        const operator = options.forOperator === undefined ? undefined : install.operators().find((one) => one.name === options.forOperator);
        if (options.forOperator !== undefined && operator === undefined) throw new AppError("input", "no-such-operator", `There is no operator ${options.forOperator}.`, { next: "kontor operator list shows them." });
        const signatureVersion = versionOf(options.signatureVersion);
        using oldPassphrase = readSecret("old-pin", { file: options.oldPinFile, fd: options.oldPinFd });
        using pin = readSecret("pin", { file: options.pinFile, fd: options.pinFd });
        const taken = await takeOverKeys(context, {
          connectionId: connection.id, userId, signerName: options.signer, operatorId: operator?.id, signatureClass: classOf(options.class), signatureVersion,
          files: { all: options.keys, signature: options.signatureKey, authentication: options.authenticationKey, encryption: options.encryptionKey },
          oldPassphrase, pin, device: { kind: "key-file", path: options.keyFile ?? `keys/${userId}.p12` }, atBank: options.newAtBank !== true,
        });
        const hash = (certificateDer: Uint8Array): string => readCertificate(certificateDer).certificateHash.slice(0, 16);
        io.out(`Keys of ${userId} taken over: signature ${hash(taken.signatureCertificateDer)}…, authentication ${hash(taken.authenticationCertificateDer)}…, encryption ${hash(taken.encryptionCertificateDer)}….\nDelete the old files once a session has worked. Next: ${options.newAtBank === true ? `kontor subscriber send-keys ${userId}` : `kontor connection bank-keys "${connection.title}"`}\n`);
      });
    });
}
