import { statementDay } from "../domain/statement.ts";
import { accountText } from "../domain/account-number.ts";
import { AppError } from "../domain/errors.ts";
import type { OrderId, StatementId, SubscriberId } from "../domain/ids.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { orderNameText, protocols, readCertificate } from "../ebics/index.ts";
import { instantNow, requireRight, type WorkflowContext } from "./context.ts";
import { mustGet } from "./must-get.ts";
import type { Connection } from "./ports/connections.ts";
import type { Order, OrderTransaction } from "./ports/orders.ts";
import type { StoredEntry } from "./ports/statements.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import { paymentsAskedBack } from "./recalls/payments-asked-back.ts";
import type { InitialisationLetters, LetterKey, PageFrame } from "./ports/printed-pages.ts";

/** A printed document: a suggested file name of harmless characters, and its bytes as they are made. */
export interface PrintedDocument {
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const pageRows = 500;

export async function printOrder(context: WorkflowContext, id: OrderId): Promise<PrintedDocument> {
  requireRight(context, "see", "print orders");
  const order = await mustGet(context.store, id);
  const connection = order.connectionId === undefined ? undefined : await context.store.connections.get(order.connectionId);
  const sheet = {
    frame: frameOf(context, connection),
    order,
    sentAs: order.sendAs === undefined ? undefined : orderNameText(order.sendAs),
    asksBack: order.recall === undefined ? undefined : orderNumberText(order.recall.orderNumber),
    batches: await context.store.orders.batches(order.recall?.orderId ?? id),
    transactions: allTransactions(context, order),
    signatures: await context.store.orders.signatures(id),
    steps: await context.store.orders.steps(id),
  };
  return { fileName: fileNameOf(context, `order-${orderNumberText(order.number)}`), bytes: context.tools.printer.orderSheet(sheet, context.customer.profile.language) };
}

export async function printStatement(context: WorkflowContext, id: StatementId): Promise<PrintedDocument> {
  requireRight(context, "see", "print statements");
  const statement = await context.store.statements.get(id);
  if (statement === undefined) throw new AppError("workflow", "no-such-statement", "This statement is not there any more.");
  const account = await context.store.accounts.findByNumber(accountText(statement.header.account));
  const connection = account?.connectionId === undefined ? undefined : await context.store.connections.get(account.connectionId);
  const sheet = { frame: frameOf(context, connection), header: statement.header, balances: statement.balances, balanced: statement.balanced, entries: allEntries(context, id) };
  // Accounts number their statements each from 1: the account's end keeps the names apart.
  const accountEnd = accountText(statement.header.account).slice(-6);
  const { currency, sequenceNumber, statementId } = statement.header;
  const name = ["statement", accountEnd, currency, sequenceNumber ?? statementId, statementDay(statement)].filter((part) => part !== undefined).join("-");
  return { fileName: fileNameOf(context, name), bytes: context.tools.printer.statement(sheet, context.customer.profile.language) };
}

/** Step 4 of the set-up: the letters to sign by hand and post. */
export async function printLetters(context: WorkflowContext, id: SubscriberId): Promise<PrintedDocument> {
  requireRight(context, "administer", "print letters");
  const subscriber = (await context.store.connections.subscribers()).find((one) => one.id === id);
  const connection = subscriber === undefined ? undefined : await context.store.connections.get(subscriber.connectionId);
  if (subscriber === undefined || connection === undefined) throw new AppError("workflow", "no-such-subscriber", "This signer is not there any more.");
  return { fileName: fileNameOf(context, `letters-${subscriber.userId}`), bytes: context.tools.printer.letters(await lettersOf(context, connection, subscriber), context.customer.profile.language) };
}

/** The letter of an administrator's recovery code: the only place where the code stands. @param waitHours from its use until it counts */
export function printRecoveryLetter(context: WorkflowContext, code: string, waitHours: number): PrintedDocument {
  const letter = { frame: frameOf(context, undefined), administrator: context.operator.name, code, waitHours };
  return { fileName: fileNameOf(context, `recovery-code-${context.operator.name}`), bytes: context.tools.printer.recoveryLetter(letter, context.operator.language) };
}

/** What stands in a user's letters. @throws AppError ebics/`bad-certificate` */
export async function lettersOf(context: WorkflowContext, connection: Connection, subscriber: Subscriber): Promise<InitialisationLetters> {
  const signer = (await context.store.signers.all()).find((one) => one.id === subscriber.signerId);
  const keys: LetterKey[] = [
    letterKey(connection, "INI", "signature", subscriber.signatureVersion, subscriber.signatureCertificateDer),
    letterKey(connection, "HIA", "authentication", "X002", subscriber.authenticationCertificateDer),
    letterKey(connection, "HIA", "encryption", "E002", subscriber.encryptionCertificateDer),
  ];
  return { frame: frameOf(context, connection), hostId: connection.hostId, partnerId: connection.partnerId, userId: subscriber.userId, userName: signer?.name ?? subscriber.userId, keys };
}

/** The key as it was sent: in its certificate, as its numbers, or both where a bank of 2.4 or 2.5 wants certificates. */
function letterKey(connection: Connection, letter: LetterKey["letter"], use: LetterKey["use"], version: string, certificateDer: Uint8Array): LetterKey {
  const { pem, certificateHash, publicKeyHash, exponentHex, modulusHex, keyBits: bits } = readCertificate(certificateDer);
  const form = connection.keyForm ?? "certificate";
  const hasNumbers = protocols[connection.protocol].keyForms.includes("plain");
  return {
    letter, use, version, bits,
    certificate: form === "certificate" ? { pem, hash: certificateHash } : undefined,
    numbers: hasNumbers ? { exponentHex, modulusHex, hash: publicKeyHash } : undefined,
  };
}

function frameOf(context: WorkflowContext, connection: Connection | undefined): PageFrame {
  const { profile } = context.customer;
  return {
    customerName: profile.name, customerShortName: profile.shortName, colour: profile.colour, bankTitle: connection?.title ?? "",
    printedAt: instantNow(context), printedBy: context.operator.name, practice: connection?.practice ?? false,
  };
}

/** Ids from outside must not choose where a file goes: only letters, digits, dot and hyphen stay. */
function fileNameOf(context: WorkflowContext, what: string): string {
  const clean = `${context.customer.profile.shortName}-${what}`.normalize("NFD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9.-]+/g, "-").replace(/^[.-]+/, "").slice(0, 120);
  return `${clean}.pdf`;
}

async function* allTransactions({ store }: WorkflowContext, { id, recall }: Order): AsyncIterable<OrderTransaction> {
  for (let offset = 0; ; offset += pageRows) {
    const part = { offset, limit: pageRows };
    const page = recall === undefined ? await store.orders.transactions(id, part) : await paymentsAskedBack(store, recall, part);
    yield* page;
    if (page.length < pageRows) return;
  }
}

async function* allEntries(context: WorkflowContext, id: StatementId): AsyncIterable<StoredEntry> {
  for (let offset = 0; ; offset += pageRows) {
    const page = await context.store.statements.entries(id, { offset, limit: pageRows });
    yield* page;
    if (page.length < pageRows) return;
  }
}
