import { AppError } from "../domain/errors.ts";
import type { ConnectionId, CurrencyCode, OperatorId, SignerId, SubscriberId } from "../domain/ids.ts";
import { parseCurrency } from "../domain/money.ts";
import { parseIban } from "../domain/account-number.ts";
import type { Secret } from "../domain/secret.ts";
import type { SignatureClass, SignatureRule, Signer } from "../domain/signature-rules.ts";
import { type Answer, createKeyWithCertificate, download, fetchBankKeys, type HtdData, readBankData, readCertificate, sendHia, sendIni } from "../ebics/index.ts";
import { profileOf } from "./bank-profile.ts";
import { converse, dial, type Line, orderContext, rejectionText, subscriberContext } from "./communication/line.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "./context.ts";
import { mustGetConnection } from "./must-get.ts";
import type { ChannelConfig } from "./ports/channel.ts";
import type { Account, Connection, Subscriber } from "./ports/customer-store.ts";

/** What the bank's letter says of the agreement. */
export interface NewConnection {
  readonly title: string;
  readonly bankProfile: string;
  readonly hostId: string;
  readonly partnerId: string;
  readonly channel: ChannelConfig;
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
  const connection: Connection = { ...wanted, id: newId<"ConnectionId">(context), protocol: "H005", practice: profile.practice };
  await context.store.transaction(async (store) => {
    await store.connections.put(connection);
    if ((await store.signers.rules()).length === 0) await store.signers.putRules([ebicsRule]);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "connection.created", subject: connection.id, summary: `Connection ${connection.title} (${connection.hostId}, ${connection.partnerId})`, detail: context.tools.channel(wanted.channel.kind).redact(wanted.channel) });
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
  readonly keyFilePath: string;
  readonly pin: Secret;
  readonly keyBits?: 2048 | 3072 | 4096 | undefined;
}

const keyValidYears = 5;

/** Step 2: makes the three keys. The signature key goes to the signer's device, the other two into the store. @throws AppError signer/* */
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
  const signer = await signerFor(context, wanted);
  const config = { kind: "key-file" as const, path: wanted.keyFilePath };
  const device = await context.tools.device(config.kind).create(config, wanted.pin, context.customer.folder, subject);
  const signatureCertificateDer = Uint8Array.from(device.certificateDer);
  await device.close();
  const [authentication, encryption] = await Promise.all([createKeyWithCertificate("authentication", subject), createKeyWithCertificate("encryption", subject)]);
  const subscriber: Subscriber = {
    id: newId<"SubscriberId">(context), connectionId: connection.id, userId: wanted.userId, signerId: signer.id, state: "new", device: config,
    signatureVersion: profile.signatureVersion, signatureCertificateDer,
    authenticationKeyPkcs8: authentication.privateKeyPkcs8, authenticationCertificateDer: authentication.certificateDer,
    encryptionKeyPkcs8: encryption.privateKeyPkcs8, encryptionCertificateDer: encryption.certificateDer,
  };
  await context.store.transaction(async (store) => {
    await store.signers.put(signer);
    await store.connections.putSubscriber(subscriber);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "subscriber.created", subject: subscriber.id, summary: `Keys made for ${wanted.signerName} (${wanted.userId}, class ${wanted.signatureClass}) at ${connection.title}`, detail: { signatureHash: readCertificate(signatureCertificateDer).certificateHash } });
  });
  return subscriber;
}

/** One person signs at several banks: the same operator and name is the same signer. */
async function signerFor(context: WorkflowContext, wanted: NewSubscriber): Promise<Signer> {
  const known = (await context.store.signers.all()).find((signer) => signer.name === wanted.signerName && signer.operatorId === wanted.operatorId);
  if (known !== undefined) {
    if (known.signatureClass === wanted.signatureClass) return known;
    throw new AppError("input", "other-class", `${known.name} is already a signer of class ${known.signatureClass}.`, {
      meaning: "No keys were made; the class counts for every bank and was left as it is.", next: `Choose class ${known.signatureClass}, or change the signer's class first.`,
    });
  }
  return {
    id: newId<"SignerId">(context) as SignerId, name: wanted.signerName, operatorId: wanted.operatorId, signatureClass: wanted.signatureClass,
    perTransactionLimits: [], perFileLimits: [], perDayLimits: [],
  };
}

/** Step 3: INI and HIA. May be repeated after a failure: what was sent already is not sent again. @throws AppError ebics/`keys-refused` */
export async function sendKeys(context: WorkflowContext, id: SubscriberId): Promise<Subscriber> {
  requireRight(context, "administer", "send keys");
  let subscriber = await mustGetSubscriber(context, id);
  const connection = await mustGetConnection(context.store, subscriber.connectionId);
  const ids = { hostId: connection.hostId, partnerId: connection.partnerId, userId: subscriber.userId };
  const unsecured = { protocol: connection.protocol, ids, product: { name: "Kontor", language: context.operator.language } };
  const advance = async (state: Subscriber["state"]): Promise<void> => {
    subscriber = { ...subscriber, state };
    await context.store.connections.putSubscriber(subscriber);
  };
  await onLine(context, connection, subscriber, async (line) => {
    if (subscriber.state === "new" || subscriber.state === "hia-sent") {
      accepted(await converse(line, sendIni(unsecured, { version: subscriber.signatureVersion, certificateDer: subscriber.signatureCertificateDer })), "INI");
      await advance(subscriber.state === "new" ? "ini-sent" : "keys-sent");
    }
    if (subscriber.state === "ini-sent") {
      accepted(await converse(line, sendHia(unsecured, subscriber)), "HIA");
      await advance("keys-sent");
    }
  });
  await context.store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "subscriber.keys-sent", subject: id, summary: `Keys of ${subscriber.userId} sent to ${connection.title}; letters to be posted` });
  return subscriber;
}

/** The bank's keys as fetched, in both hash rules; nothing is trusted yet. */
export interface BankKeyHashes {
  readonly authentication: { readonly certificateHash: string; readonly publicKeyHash: string };
  readonly encryption: { readonly certificateHash: string; readonly publicKeyHash: string };
}

/**
 * Step 5, after the bank has activated the letters: HPB. The keys are stored unconfirmed.
 * @returns undefined while the bank has not activated the subscriber
 */
export async function fetchBankKeyHashes(context: WorkflowContext, connectionId: ConnectionId): Promise<BankKeyHashes | undefined> {
  requireRight(context, "administer", "fetch bank keys");
  const connection = await mustGetConnection(context.store, connectionId);
  const subscribers = (await context.store.connections.subscribers(connectionId)).filter((one) => one.state === "keys-sent" || one.state === "ready");
  const [subscriber] = subscribers;
  if (subscriber === undefined) throw new AppError("workflow", "keys-not-sent", "No signer has sent keys to this bank yet.", { next: "Make keys and send them first." });
  const answer = await onLine(context, connection, subscriber, (line) => converse(line, fetchBankKeys(subscriberContext(context, connection, subscriber))));
  if (answer.kind === "rejected" && (answer.decisive.code === "061001" || answer.decisive.code === "091002")) return undefined;
  const { keys, authentication, encryption } = accepted(answer, "HPB");
  const unchanged = connection.bankKeys?.confirmedAt !== undefined && sameBytes(keys.authentication.certificateDer, connection.bankKeys.authentication.certificateDer) && sameBytes(keys.encryption.certificateDer, connection.bankKeys.encryption.certificateDer);
  if (!unchanged) {
    await context.store.transaction(async (store) => {
      await store.connections.put({ ...connection, bankKeys: { ...keys, fetchedAt: instantNow(context) } });
      await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "bank-keys.fetched", subject: connectionId, summary: `Keys of ${connection.title} fetched, to be confirmed`, detail: { authentication: authentication.certificateHash, encryption: encryption.certificateHash } });
    });
  }
  return {
    authentication: { certificateHash: authentication.certificateHash, publicKeyHash: authentication.publicKeyHash },
    encryption: { certificateHash: encryption.certificateHash, publicKeyHash: encryption.publicKeyHash },
  };
}

/**
 * Step 6: the operator gives the hashes as the bank has published them; either rule will do. Only when both fit are the keys used.
 * @throws AppError workflow/`bank-hash-differs`: then the keys are not used
 */
export async function confirmBankKeys(context: WorkflowContext, connectionId: ConnectionId, published: { readonly authenticationHash: string; readonly encryptionHash: string }): Promise<Connection> {
  requireRight(context, "administer", "confirm bank keys");
  const connection = await mustGetConnection(context.store, connectionId);
  const { bankKeys } = connection;
  if (bankKeys === undefined) throw new AppError("workflow", "no-bank-keys", "The bank's keys were not fetched yet.", { next: "Fetch them first." });
  assertHash(published.authenticationHash, bankKeys.authentication.certificateDer, "authentication (X002)");
  assertHash(published.encryptionHash, bankKeys.encryption.certificateDer, "encryption (E002)");
  const at = instantNow(context);
  const confirmed: Connection = { ...connection, bankKeys: { ...bankKeys, confirmedAt: at, confirmedBy: context.operator.name } };
  await context.store.transaction(async (store) => {
    await store.connections.put(confirmed);
    for (const subscriber of await store.connections.subscribers(connectionId)) {
      if (subscriber.state === "keys-sent") await store.connections.putSubscriber({ ...subscriber, state: "ready" });
    }
    await store.journal.append({ at, actor: context.operator.name, action: "bank-keys.confirmed", subject: connectionId, summary: `Keys of ${connection.title} confirmed`, detail: { authentication: readCertificate(bankKeys.authentication.certificateDer).certificateHash, encryption: readCertificate(bankKeys.encryption.certificateDer).certificateHash } });
  });
  return confirmed;
}

function assertHash(published: string, certificateDer: Uint8Array, use: string): void {
  const typed = published.replace(/[^0-9a-f]/gi, "").toUpperCase();
  const { certificateHash, publicKeyHash } = readCertificate(certificateDer);
  if (typed === certificateHash || typed === publicKeyHash) return;
  throw new AppError("workflow", "bank-hash-differs", `The hash of the bank's ${use} key is not the one you gave.`, {
    meaning: "The keys are not used; nothing can be sent to somebody who pretends to be the bank.",
    next: "Compare with the bank's letter or web page, digit by digit. If it still differs, call the bank.",
  });
}

/** Step 7: what the bank grants (HTD). Accounts it names are taken over where they are new. */
export async function fetchGrants(context: WorkflowContext, connectionId: ConnectionId): Promise<HtdData> {
  requireRight(context, "administer", "fetch grants");
  const connection = await mustGetConnection(context.store, connectionId);
  const subscriber = (await context.store.connections.subscribers(connectionId)).find((one) => one.state === "ready");
  if (subscriber === undefined) throw new AppError("workflow", "no-ready-subscriber", "No signer is ready at this bank.", { next: "Confirm the bank's keys first." });
  return onLine(context, connection, subscriber, async (line) => {
    const got = accepted(await converse(line, download(orderContext(context, connection, subscriber), { order: "HTD" })), "HTD");
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

/** Enters or changes an account by hand. */
export async function putAccount(context: WorkflowContext, account: Account): Promise<void> {
  requireRight(context, "administer", "change accounts");
  await context.store.transaction(async (store) => {
    await store.accounts.put(account);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "account.changed", subject: account.id, summary: `Account ${account.title}` });
  });
}

/** A short conversation outside a session of the outbox: key management and grants. */
async function onLine<T>(context: WorkflowContext, connection: Connection, subscriber: Subscriber, work: (line: Line) => Promise<T>): Promise<T> {
  const channel = await dial(context, connection);
  try {
    return await work({ connection, subscriber, channel, signal: undefined, log: [] });
  } finally {
    await channel.close();
  }
}

function accepted<T>(answer: Answer<T>, order: string): T {
  if (answer.kind === "ok") return answer.value;
  const { code, text, next } = rejectionText(answer);
  throw new AppError("ebics", "refused", `The bank refused ${order}: ${code} ${text}`, { meaning: "No payment is affected.", next, context: { code } });
}

async function mustGetSubscriber(context: WorkflowContext, id: SubscriberId): Promise<Subscriber> {
  const subscriber = (await context.store.connections.subscribers()).find((one) => one.id === id);
  if (subscriber === undefined) throw new AppError("workflow", "no-such-subscriber", "This signer is not there any more.");
  return subscriber;
}

function assertId(id: string, what: string): void {
  if (idPattern.test(id)) return;
  throw new AppError("input", "bad-id", `The ${what} "${id}" cannot be right: at most 35 letters, digits, commas and equal signs.`, { next: "Copy it from the bank's letter." });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
}
