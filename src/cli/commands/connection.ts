import { readFile } from "node:fs/promises";
import { Option } from "commander";
import { AppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";
import { createConnection, createSubscriber, fetchGrants, type NewConnection } from "../../workflows/connect-bank.ts";
import { discoverVersion } from "../../workflows/discover-version.ts";
import { confirmBankKeys, fetchBankKeyHashes } from "../../workflows/keys/bank-keys.ts";
import { sendKeys, sendKeysAtOnce } from "../../workflows/keys/send-keys.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { type Connection, type ProtocolVersion, protocolVersions } from "../../workflows/ports/connections.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import { markLetters } from "../../workflows/onboarding/letters.ts";
import { printLetters } from "../../workflows/print-pages.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { bankDataVerbs } from "./bank-data.ts";
import { channelVerbs } from "./connection-channels.ts";
import { writeFileWhole } from "../files.ts";
import { exitCodes, table, toJson } from "../io.ts";
import { type AdoptOptions, type DeviceOptions, deviceFor, keysToAdopt, readDevicePin } from "../signing-device.ts";
import type { JsonOption, Noun } from "./noun.ts";
import { subscriberImportVerb } from "./subscriber-import.ts";
import { keySecretVerbs, subscriberKeyVerbs } from "./subscriber-keys.ts";

interface CreateOptions {
  readonly title: string;
  readonly profile: string;
  readonly hostId: string;
  readonly partnerId: string;
  readonly url: string;
  readonly caFile?: string;
  readonly certificateSha256?: string;
  readonly protocol?: ProtocolVersion;
}

/** `kontor connection …` and `kontor subscriber …`: the guided set-up at a bank, step by step. */
export const connection: Noun = (program, io, setExitCode) => {
  const noun = program.command("connection").description("agreements with banks: create, bank-keys, confirm, grants; how they are reached: channel, test, calls; what they offer: orders, available, fetch, protocol, parameters");

  customerOptions(noun.command("create").description("step 1: what the bank's letter says"))
    .requiredOption("--title <text>", "how it is called here")
    .requiredOption("--profile <id>", "bank profile: practice, de-generic, at-generic, ch-generic, fr-generic (profile T), fr-generic-ts, hu-generic")
    .requiredOption("--host-id <id>", "EBICS host id")
    .requiredOption("--partner-id <id>", "EBICS partner id")
    .requiredOption("--url <https url>", "the bank's EBICS address")
    .option("--ca-file <pem>", "trust only this authority")
    .option("--certificate-sha256 <hex>", "trust only the certificate with this fingerprint")
    .addOption(new Option("--protocol <version>", "version of EBICS: 2.4, 2.5, 3.0; default: the newest that the bank says it speaks (HEV), else the profile").choices(protocolVersions))
    .action(async (options: CreateOptions) => {
      await withCustomer(io, options, async (context) => {
        const wanted: NewConnection = {
          title: options.title, bankProfile: options.profile, hostId: options.hostId, partnerId: options.partnerId,
          channel: { kind: "internet", url: options.url, pinnedCaPem: options.caFile === undefined ? undefined : await readText(options.caFile), pinnedCertificateSha256: options.certificateSha256 },
        };
        const discovered = options.protocol === undefined ? await discoverVersion(context, wanted) : undefined;
        const created = await createConnection(context, { ...wanted, protocol: options.protocol ?? discovered?.protocol });
        const says = discovered === undefined ? "" : discovered.saidBy === "bank" ? ", as the bank says" : ", by the profile: the bank could not be asked";
        io.out(`Connection "${created.title}" created (${created.protocol}${says}). Next: kontor subscriber create\n`);
      });
    });

  customerOptions(noun.command("list").description("connections and how far their set-up is")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const connections = await context.store.connections.all();
      if (options.json === true) io.out(toJson(connections));
      else if (connections.length === 0) io.out("No connection yet: kontor connection create …\n");
      else io.out(table(["connection", "bank", "version", "host", "partner", "keys of the bank", "channel"], connections.map((one) => [one.title, one.bankProfile, one.protocol, one.hostId, one.partnerId, keysState(one), context.tools.channel(one.channel.kind).title])));
    });
  });

  customerOptions(noun.command("bank-keys <connection>").description("step 5: fetch the bank's keys and show their hashes")).option("--json", "as JSON").action(async (title: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const hashes = await fetchBankKeyHashes(context, (await connectionNamed(context, title)).id);
      if (hashes === undefined) {
        io.err("The bank has not activated the keys yet. Post the letters, or ask the bank.\n");
        setExitCode(exitCodes.needsAttention);
        return;
      }
      io.out(options.json === true ? toJson(hashes) : `Compare with what the bank has published; either column will do.\n${table(["key", "hash of the certificate", "hash of the public key"], [["X002, authentication", hashes.authentication.certificateHash ?? "none", hashes.authentication.publicKeyHash], ["E002, encryption", hashes.encryption.certificateHash ?? "none", hashes.encryption.publicKeyHash]])}Then: kontor connection confirm ${title} --authentication-hash … --encryption-hash …\n`);
    });
  });

  customerOptions(noun.command("confirm <connection>").description("step 6: give the hashes as the bank has published them"))
    .requiredOption("--authentication-hash <hex>", "of the bank's X002 key")
    .requiredOption("--encryption-hash <hex>", "of the bank's E002 key")
    .action(async (title: string, options: { readonly authenticationHash: string; readonly encryptionHash: string }) => {
      await withCustomer(io, options, async (context) => {
        const confirmed = await confirmBankKeys(context, (await connectionNamed(context, title)).id, options);
        io.out(`The keys of ${confirmed.title} are confirmed. Orders can be sent.\n`);
      });
    });

  customerOptions(noun.command("grants <connection>").description("step 7: what the bank grants; takes its accounts over")).option("--json", "as JSON").action(async (title: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const grants = await fetchGrants(context, (await connectionNamed(context, title)).id);
      io.out(options.json === true ? toJson(grants) : `${table(["order", "what", "signatures"], grants.partner.orders.map((one) => [one.adminOrderType, one.description, String(one.signaturesRequired)]))}\n${table(["account", "currency", "holder"], grants.partner.accounts.map((one) => [one.iban ?? one.nationalNumber ?? "", one.currency, one.holder ?? ""]))}`);
    });
  });

  channelVerbs(noun, io, setExitCode, connectionNamed);
  bankDataVerbs(noun, io, connectionNamed);
};

interface SubscriberOptions extends DeviceOptions, AdoptOptions {
  readonly connection: string;
  readonly signer: string;
  readonly class: string;
  readonly forOperator?: string;
  readonly allOnCard?: boolean;
  readonly atBank?: true;
  readonly signatureVersion: string;
}

export const subscriber: Noun = (program, io, setExitCode) => {
  const noun = program.command("subscriber").description("EBICS users of a customer and their keys: create, import, send-keys, letters, list; renew, move, ask, suspend, reset; protect, unprotect, change-pin");
  subscriberKeyVerbs(noun, io, setExitCode);
  keySecretVerbs(noun, io);
  subscriberImportVerb(noun, io);

  customerOptions(noun.command("create <user-id>").description("step 2: make the three keys of a signer"))
    .requiredOption("--connection <title>", "at which bank")
    .requiredOption("--signer <name>", "whose signature it is")
    .requiredOption("--class <class>", "E, A, B or T")
    .option("--key-file <path>", "PKCS#12 file for the signature key (default: keys/USERID.p12 in the customer's folder)")
    .option("--card <label-or-serial>", "instead of a key file: make the key on this chip card (kontor card list)")
    .option("--module <path>", "the card's PKCS#11 module (default: all in the usual places)")
    .option("--key-id <id>", "with --card: use the key that is on it under this id (kontor card keys)")
    .option("--all-on-card", "with --card: make the authentication and encryption keys on it, too; each session asks for its PIN (KONTOR_CARD_PIN_FILE)")
    .option("--authentication-key-id <id>", "with --card: the authentication key (X002) that is on it under this id, with --encryption-key-id")
    .option("--encryption-key-id <id>", "with --card: the encryption key (E002) that is on it under this id")
    .option("--at-bank", "with all three keys of a card: the bank has them, nothing is sent to it")
    .option("--signature-version <version>", "with --at-bank: A005 or A006, as the bank knows the key", "A006")
    .option("--for-operator <name>", "the operator who signs with it (default: none)")
    .option("--pin-file <file>", "file with the key file's passphrase or the card's PIN")
    .option("--pin-fd <number>", "open descriptor to read it from")
    .action(async (userId: string, options: SubscriberOptions) => {
      const adopt = keysToAdopt(options);
      if ((options.allOnCard === true || adopt !== undefined) && options.card === undefined) throw new AppError("input", "no-card", `${adopt === undefined ? "--all-on-card needs" : "Keys on a card need"} --card.`, { meaning: "No key was made." });
      if (options.atBank === true && adopt === undefined) throw new AppError("input", "no-keys", "--at-bank is for keys that are on a card.", { meaning: "No key was made.", next: "Name them: --key-id, --authentication-key-id, --encryption-key-id." });
      const signatureVersion = options.atBank === true ? versionOf(options.signatureVersion) : undefined;
      await withCustomer(io, options, async (context, _session, install) => {
        const device = await deviceFor(context, userId, options);
        using pin = readDevicePin(context.tools, device, options);
        const owner = options.forOperator === undefined ? undefined : install.operators().find((one) => one.name === options.forOperator);
        if (options.forOperator !== undefined && owner === undefined) throw new AppError("input", "no-such-operator", `There is no operator ${options.forOperator}.`, { next: "kontor operator list shows them." });
        const made = await createSubscriber(context, {
          connectionId: (await connectionNamed(context, options.connection)).id, userId, signerName: options.signer, operatorId: owner?.id,
          signatureClass: classOf(options.class), device, pin, adoptKey: options.keyId !== undefined, allOnCard: options.allOnCard,
          adoptTransport: adopt === undefined ? undefined : { ...adopt, atBank: options.atBank === true, signatureVersion },
        });
        io.out(made.state === "new" ? `Keys of ${made.userId} made. Next: kontor subscriber send-keys ${made.userId}\n` : `Keys of ${made.userId} taken over. Next: kontor connection bank-keys "${options.connection}"\n`);
      });
    });

  customerOptions(noun.command("send-keys <user-id>").description("step 3: INI and HIA"))
    .option("--at-once", "all three with one order (H3K) and without letters: certificates of an authority that the bank trusts, EBICS 3.0")
    .action(async (userId: string, options: { readonly atOnce?: true }) => {
      await withCustomer(io, options, async (context) => {
        const { id } = await subscriberNamed(context, userId);
        const sent = await (options.atOnce === true ? sendKeysAtOnce(context, id) : sendKeys(context, id));
        io.out(`Keys of ${sent.userId} sent. ${options.atOnce === true ? "No letters are needed. When the bank has activated them: kontor connection bank-keys" : `Next: kontor subscriber letters ${sent.userId} --out letters.pdf`}\n`);
      });
    });

  customerOptions(noun.command("letters <user-id>").description("step 4: the INI and HIA letters to sign and post"))
    .requiredOption("--out <pdf>", "where to write them")
    .action(async (userId: string, options: { readonly out: string }) => {
      await withCustomer(io, options, async (context) => {
        const subscriber = await subscriberNamed(context, userId);
        const letters = await printLetters(context, subscriber.id);
        await writeFileWhole(options.out, letters.bytes);
        await markLetters([{ context, subscriber }], "printed");
        io.out(`Letters written to ${options.out}. When the bank has activated them: kontor connection bank-keys\n`);
      });
    });

  customerOptions(noun.command("list").description("users at banks and their states")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const signers = new Map((await context.store.signers.all()).map((one) => [one.id, one]));
      const rows = (await context.store.connections.subscribers()).map((one) => ({ userId: one.userId, signer: signers.get(one.signerId)?.name ?? "", class: signers.get(one.signerId)?.signatureClass ?? "", state: one.state, signatureVersion: one.signatureVersion, device: context.tools.device(one.device.kind).place(one.device), allOnCard: one.transportCard !== undefined }));
      io.out(options.json === true ? toJson(rows) : table(["user", "signer", "class", "state", "signature key", "other keys"], rows.map((one) => [one.userId, one.signer, one.class, one.state, one.device, one.allOnCard ? "on the card" : "in the store"])));
    });
  });
};

/** @throws AppError workflow/`no-such-connection` */
export async function connectionNamed(context: WorkflowContext, title: string): Promise<Connection> {
  const found = (await context.store.connections.all()).find((one) => one.title.toLowerCase() === title.toLowerCase() || one.id === (title as ConnectionId)); // compared, not used as an id
  if (found === undefined) throw new AppError("workflow", "no-such-connection", `There is no connection "${title}".`, { next: "kontor connection list shows them." });
  return found;
}

async function subscriberNamed(context: WorkflowContext, userId: string): Promise<Subscriber> {
  const found = (await context.store.connections.subscribers()).find((one) => one.userId === userId);
  if (found === undefined) throw new AppError("workflow", "no-such-subscriber", `There is no user ${userId}.`, { next: "kontor subscriber list shows them." });
  return found;
}

/** @throws AppError input/`unknown-version` */
export function versionOf(text: string): "A005" | "A006" {
  if (text === "A005" || text === "A006") return text;
  throw new AppError("input", "unknown-version", `"${text}" is no version of a signature.`, { meaning: "Nothing was taken over.", next: "Say A005 or A006." });
}

export function classOf(text: string): SignatureClass {
  if (text === "E" || text === "A" || text === "B" || text === "T") return text;
  throw new AppError("input", "unknown-class", `"${text}" is no signature class.`, { next: "E single, A first, B second, T transport." });
}

function keysState(connection: Connection): string {
  if (connection.bankKeys === undefined) return "not fetched";
  return connection.bankKeys.confirmedAt === undefined ? "to be confirmed" : `confirmed ${connection.bankKeys.confirmedAt.slice(0, 10)}`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("input", "unreadable-file", `${file} cannot be read.`, { meaning: "Nothing was done.", cause });
  }
}
