import { AppError, isAppError } from "../domain/errors.ts";
import type { ConnectionId, CurrencyCode, OperatorId, SignerId } from "../domain/ids.ts";
import { parseCurrency } from "../domain/money.ts";
import { parseIban } from "../domain/account-number.ts";
import type { Secret } from "../domain/secret.ts";
import type { SignatureClass, SignatureRule, Signer } from "../domain/signature-rules.ts";
import { download, type HtdData, type KeyWithCertificate, protocols, readBankData, readCertificate } from "../ebics/index.ts";
import { profileOf } from "./bank-profile.ts";
import { converse, orderContext } from "./communication/line.ts";
import { newestOf } from "./discover-version.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "./context.ts";
import { createDevice, openDevice } from "./devices.ts";
import { accepted, onLine } from "./keys/on-line.ts";
import { mustGetConnection } from "./must-get.ts";
import { adoptTransportKeys, type KeysToAdopt, makeTransportKeys, requireAllKeys, requireThreeKeys } from "./transport-keys.ts";
import type { ChannelConfig } from "./ports/channel.ts";
import type { Account } from "./ports/accounts.ts";
import type { Connection, ProtocolVersion } from "./ports/connections.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import type { KeySubject, SigningDevice, SigningDeviceConfig } from "./ports/signing-device.ts";

/** What the bank's letter says of the agreement. */
export interface NewConnection {
  readonly title: string;
  readonly bankProfile: string;
  readonly hostId: string;
  readonly partnerId: string;
  readonly channel: ChannelConfig;
  /** Default: the newest that the profile names; `discoverVersion` asks the bank. */
  readonly protocol?: ProtocolVersion | undefined;
}

/** Where the customer has no rule yet: what the classes mean at the bank anyway. One E releases, or two of which one is E or A. */
const ebicsRule: SignatureRule = { id: "ebics", title: "EBICS classes", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [] };

const idPattern = /^[a-zA-Z0-9,=]{1,35}$/;

/** Step 1 of the set-up. @throws AppError input/`bad-id`, input/`unknown-profile` */
export async function createConnection(context: WorkflowContext, wanted: NewConnection): Promise<Connection> {
  requireRight(context, "administer", "set up connections");
  const profile = profileOf(context.tools.banks, wanted.bankProfile);
  assertId(wanted.hostId, "host id");
  assertId(wanted.partnerId, "partner id");
  const protocol = wanted.protocol ?? newestOf(profile.protocols);
  const [usualForm] = protocols[protocol].keyForms;
  const connection: Connection = { ...wanted, id: newId<"ConnectionId">(context), protocol, keyForm: profile.keyForm ?? usualForm, practice: profile.practice };
  await context.store.transaction(async (store) => {
    await store.connections.put(connection);
    const needsApproval = (await store.profile.get()).fourEyes === true; // then the rules are proposed to the other administrators
    if (!needsApproval && (await store.signers.rules()).length === 0) await store.signers.putRules([ebicsRule]);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "connection.created", subject: connection.id, summary: `Connection ${connection.title} (${connection.hostId}, ${connection.partnerId}, ${connection.protocol})`, detail: context.tools.channel(wanted.channel.kind).redact(wanted.channel) });
  });
  return connection;
}

export interface NewSubscriber {
  readonly connectionId: ConnectionId;
  readonly userId: string;
  readonly signerName: string;
  /** Whose key it is; without one, nobody can sign with it here. */
  readonly operatorId?: OperatorId | undefined;
  readonly signatureClass: SignatureClass;
  /** Relative paths are within the customer's folder. */
  readonly device: SigningDeviceConfig;
  readonly pin: Secret;
  readonly keyBits?: 2048 | 3072 | 4096 | undefined;
  /** The onboarding file it comes from. */
  readonly run?: string | undefined;
  /** A key that is there already and that the PIN opens is taken: an earlier try made it and was stopped before it was noted, or the card came with it. */
  readonly adoptKey?: boolean | undefined;
  /** The authentication and encryption keys are made on the card of the signature key, too: each session asks for its PIN. */
  readonly allOnCard?: boolean | undefined;
  /** The authentication and encryption keys are on that card already. */
  readonly adoptTransport?: (KeysToAdopt & { /** The bank has all three keys: nothing is sent to it. */ readonly atBank: boolean; readonly signatureVersion?: "A005" | "A006" | undefined }) | undefined;
  /** Keys that are there already, from another program or an authority: the device holds the signature key. */
  readonly existing?: ExistingKeys | undefined;
}
export interface ExistingKeys {
  /** The bank has them: nothing is sent to it. */
  readonly atBank: boolean;
  readonly signatureVersion: "A005" | "A006";
  readonly authentication: KeyWithCertificate;
  readonly encryption: KeyWithCertificate;
}

const keyValidYears = 5;

/** Step 2: makes the three keys. The signature key goes to the signer's device, the other two into the store, or onto the same card. @throws AppError signer/* */
export async function createSubscriber(context: WorkflowContext, wanted: NewSubscriber): Promise<Subscriber> {
  requireRight(context, "administer", "set up signers");
  assertId(wanted.userId, "user id");
  const connection = await mustGetConnection(context.store, wanted.connectionId);
  const profile = profileOf(context.tools.banks, connection.bankProfile);
  const keyBits = wanted.keyBits ?? 2048;
  const subject = {
    commonName: wanted.signerName, organisation: context.customer.profile.name, country: profile.country,
    validFrom: new Date(context.tools.clock.now()), validYears: keyValidYears, keyBits,
  };
  await signerFor(context, context.store, wanted); // a class that contradicts is told before any key is made
  const { existing, adoptTransport } = wanted;
  if (adoptTransport?.atBank === true && wanted.adoptKey !== true) throw new AppError("input", "new-key", "A new signature key is none that the bank has.", { meaning: "No keys were made.", next: "Choose the signature key that is on the card, too." });
  const adopted = adoptTransport === undefined || wanted.device.kind !== "pkcs11" ? undefined : await adoptTransportKeys(context, wanted.device, adoptTransport, wanted.pin);
  const card = wanted.allOnCard === true && wanted.device.kind === "pkcs11" ? wanted.device : undefined;
  if (card !== undefined) await requireAllKeys(context, card);
  const device = await (existing === undefined ? makeDevice(context, wanted, wanted.device, subject) : openDevice(context, wanted.device, wanted.pin));
  const signatureCertificateDer = Uint8Array.from(device.certificateDer);
  await device.close();
  if (adopted !== undefined) requireThreeKeys([signatureCertificateDer, adopted.authenticationCertificateDer, adopted.encryptionCertificateDer]);
  const transport = adopted ?? (existing === undefined ? await makeTransportKeys(context, card, wanted.pin, subject) : {
    authenticationKeyPkcs8: existing.authentication.privateKeyPkcs8, authenticationCertificateDer: existing.authentication.certificateDer,
    encryptionKeyPkcs8: existing.encryption.privateKeyPkcs8, encryptionCertificateDer: existing.encryption.certificateDer,
  });
  const unsigned: Omit<Subscriber, "signerId"> = {
    made: { at: instantNow(context), by: context.operator.name }, run: wanted.run,
    id: newId<"SubscriberId">(context), connectionId: connection.id, userId: wanted.userId, state: existing?.atBank === true || adoptTransport?.atBank === true ? "keys-sent" : "new", device: wanted.device,
    signatureVersion: existing?.signatureVersion ?? adoptTransport?.signatureVersion ?? profile.signatureVersion, signatureCertificateDer, ...transport,
  };
  return context.store.transaction(async (store) => {
    const signer = await signerFor(context, store, wanted); // the same person may have got keys for another bank meanwhile
    const subscriber: Subscriber = { ...unsigned, signerId: signer.id };
    await store.signers.put(signer);
    await store.connections.putSubscriber(subscriber);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "subscriber.created", subject: subscriber.id, summary: `Keys ${existing === undefined && adopted === undefined ? "made" : "taken over"} for ${wanted.signerName} (${wanted.userId}, class ${wanted.signatureClass}) at ${connection.title}`, detail: { signatureHash: readCertificate(signatureCertificateDer).certificateHash } });
    return subscriber;
  });
}

async function makeDevice(context: WorkflowContext, wanted: NewSubscriber, config: SigningDeviceConfig, subject: KeySubject): Promise<SigningDevice> {
  try {
    return await createDevice(context, config, wanted.pin, subject);
  } catch (error) {
    if (wanted.adoptKey !== true || !isAppError(error, "signer", "exists")) throw error;
    const found = await openDevice(context, config, wanted.pin);
    const users = (await context.store.connections.subscribers()).filter((one) => Buffer.compare(one.signatureCertificateDer, found.certificateDer) === 0);
    const signers = await context.store.signers.all();
    // One person may sign at several banks with the key of one card; a key file is made for each.
    const own = (one: Subscriber): boolean => config.kind === "pkcs11" && one.connectionId !== wanted.connectionId && signers.some(({ id, name, operatorId }) => id === one.signerId && name === wanted.signerName && operatorId === wanted.operatorId);
    if (users.every(own)) return found;
    await found.close();
    throw new AppError("signer", "exists", `This key is ${users.map((one) => one.userId).join(", ")}'s already.`, { meaning: "No keys were made.", next: "Choose another key, or make a new one.", cause: error });
  }
}

/** One person signs at several banks: the same operator and name is the same signer. */
async function signerFor(context: WorkflowContext, store: CustomerStore, wanted: NewSubscriber): Promise<Signer> {
  const known = (await store.signers.all()).find((signer) => signer.name === wanted.signerName && signer.operatorId === wanted.operatorId);
  if (known !== undefined) {
    if (known.signatureClass === wanted.signatureClass) return known;
    throw new AppError("input", "other-class", `${known.name} is already a signer of class ${known.signatureClass}.`, {
      meaning: "No keys were made; the class counts for every bank and was left as it is.", next: `Choose class ${known.signatureClass}, or change the signer's class first.`,
    });
  }
  if ((await store.profile.get()).fourEyes === true) {
    throw new AppError("rights", "needs-approval", `There is no signer ${wanted.signerName} of this operator, and a new signer of this customer needs a second administrator.`, {
      meaning: "No keys were made.", next: "Enter the signer in the settings (part 3) and have it approved; then make the keys.",
    });
  }
  return {
    id: newId<"SignerId">(context) as SignerId, name: wanted.signerName, operatorId: wanted.operatorId, signatureClass: wanted.signatureClass,
    perTransactionLimits: [], perFileLimits: [], perDayLimits: [],
  };
}

/** Step 7: what the bank grants (HTD). Accounts it names are taken over where they are new. */
export async function fetchGrants(context: WorkflowContext, connectionId: ConnectionId): Promise<HtdData> {
  requireRight(context, "administer", "fetch grants");
  const connection = await mustGetConnection(context.store, connectionId);
  const subscriber = (await context.store.connections.subscribers(connectionId)).find((one) => one.state === "ready");
  if (subscriber === undefined) throw new AppError("workflow", "no-ready-subscriber", "No signer is ready at this bank.", { next: "Confirm the bank's keys first." });
  return onLine(context, connection, subscriber, async (line) => {
    const got = accepted(await converse(line, download(orderContext(context, line), { order: "HTD" })), "HTD");
    const htd = readBankData(connection.protocol, "HTD", got.data);
    await context.store.transaction(async (store) => {
      await store.connections.putGrants(connectionId, subscriber.id, JSON.stringify(htd));
      const known = await store.accounts.all();
      for (const account of accountsOf(context, connectionId, htd)) {
        const same = known.find((one) => JSON.stringify(one.number) === JSON.stringify(account.number) && one.currency === account.currency);
        if (same === undefined) await store.accounts.put(account);
        else if (same.connectionId === undefined) await store.accounts.put({ ...same, connectionId });
      }
      await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "grants.fetched", subject: connectionId, summary: `${connection.title} grants ${htd.partner.orders.length} orders and names ${htd.partner.accounts.length} accounts` });
    });
    await converse(line, got.receipt(true));
    return htd;
  });
}

function accountsOf(context: WorkflowContext, connectionId: ConnectionId, htd: HtdData): Account[] {
  return htd.partner.accounts.flatMap((one) => {
    const currency: CurrencyCode | undefined = parseCurrency(one.currency);
    const iban = one.iban === undefined ? undefined : parseIban(one.iban);
    if (currency === undefined || (iban === undefined && one.nationalNumber === undefined)) return [];
    return [{
      id: newId<"AccountId">(context), connectionId, currency, bic: one.bic,
      number: iban !== undefined ? { kind: "iban" as const, iban } : { kind: "other" as const, value: one.nationalNumber ?? "" },
      title: one.description ?? one.currency, ownerName: one.holder ?? context.customer.profile.name,
    }];
  });
}

function assertId(id: string, what: string): void {
  if (idPattern.test(id)) return;
  throw new AppError("input", "bad-id", `The ${what} "${id}" cannot be right: at most 35 letters, digits, commas and equal signs.`, { next: "Copy it from the bank's letter." });
}
