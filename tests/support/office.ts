import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Faults, type PracticeBank, type PracticeBankOptions, startPracticeBank } from "../../src/bank/index.ts";
import { loadCatalogue } from "../../src/cli/catalogue.ts";
import { systemProcesses } from "../../src/cli/processes.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { internet } from "./internet.ts";
import { type Clock, SettableClock } from "../../src/domain/clock.ts";
import type { CurrencyCode, CustomerId, OperatorId, OrderId } from "../../src/domain/ids.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import type { Transaction } from "../../src/domain/order.ts";
import { type Right, rights } from "../../src/domain/rights.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createPrinter } from "../../src/print/printer.ts";
import { createSigningDevices } from "../../src/signing/all.ts";
import { keyFile, keyFiles } from "../../src/signing/key-file/index.ts";
import { oneTimePassword } from "../../src/signing/one-time-password/index.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { createConnection, createSubscriber, fetchGrants } from "../../src/workflows/connect-bank.ts";
import { confirmBankKeys, fetchBankKeyHashes } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import type { Tools, WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { BankAddress, ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { Connection, ProtocolVersion } from "../../src/workflows/ports/connections.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { CustomerProfile } from "../../src/workflows/ports/profile.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { validating } from "./valid-line.ts";
import { noAccess } from "./no-access.ts";

const root = path.resolve(import.meta.dirname, "../..");
export const pinText = "quiet river 71 stones";
export const officeProfile: CustomerProfile = {
  name: "Faultless Freight Kft.", shortName: "FAULT", code: "F-1", colour: "cyan", language: "en", confirmAbove: [],
};

/**
 * One customer at an in-process practice bank, onboarded over real HTTPS, with its store in a folder of its own.
 * `open` opens the store anew, as a program that was started again does.
 */
export interface Office {
  readonly bank: PracticeBank;
  readonly clock: SettableClock;
  readonly folder: string;
  readonly storePath: string;
  readonly markFile: string;
  readonly dataKey: Uint8Array;
  readonly tools: Tools;
  open(options?: OpenOptions): Promise<WorkflowContext>;
  close(): Promise<void>;
}
/** How the office reaches its bank. */
export interface OfficeRoad {
  readonly driver: ChannelDriver;
  config(address: BankAddress): ChannelConfig;
}
export interface OpenOptions {
  /** Called before each writing statement; may throw. */
  readonly onWrite?: (statement: string) => void;
  /** Instead of the internet driver. */
  readonly driver?: ChannelDriver;
  /** Default: two tries to go on after a cut, at once. */
  readonly redialPausesMs?: readonly number[];
  /** What passes is not checked against the schemas: for tests that say what no bank says. */
  readonly anythingGoes?: true;
}

export async function openOffice(options: { readonly faults?: Faults; readonly segmentBytesMax?: number; readonly bankSegmentBytesMax?: number; readonly nowMs?: number; readonly sharedKeys?: true; /** Default: the internet. */ readonly road?: OfficeRoad; readonly limits?: PracticeBankOptions["limits"]; readonly protocol?: ProtocolVersion } = {}): Promise<Office> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-office-"));
  const clock = new SettableClock(options.nowMs ?? Date.parse("2026-11-23T08:00:00Z"));
  const bank = await startPracticeBank({ memory: true, clock, randomness, faults: options.faults, sharedKeys: options.sharedKeys, limits: options.limits, segmentBytesMax: options.bankSegmentBytesMax });
  const tools = await makeTools(clock, options.segmentBytesMax);
  const dataKey = Uint8Array.from(randomBytes(32));
  const storePath = path.join(folder, "store.db");
  const markFile = path.join(folder, "marks", "01customer.json");
  const operator = { id: "01operator" as OperatorId, name: "Réka", language: "en" as const };
  const contexts: WorkflowContext[] = [];
  const open = async (how: OpenOptions & { readonly create?: boolean } = {}): Promise<WorkflowContext> => {
    const store = await openCustomerStore({ path: storePath, markFile, dataKey, create: how.create, onWrite: how.onWrite });
    const driver = how.anythingGoes === true && how.driver !== undefined ? how.driver : validating(how.driver ?? options.road?.driver ?? internet);
    const channel = (): ChannelDriver => driver;
    const context = { operator, customer: { id: "01customer" as CustomerId, folder, profile: officeProfile }, rights, store, access: noAccess, tools: { ...tools, channel, redialPausesMs: how.redialPausesMs ?? [0, 0] } };
    contexts.push(context);
    return context;
  };
  const first = await open({ create: true });
  await first.store.profile.update(officeProfile);
  await onboard(first, bank, operator.id, options.road?.config, options.protocol);
  await first.store.profile.setRights(operator.id, operator.name, rights.filter((right) => right !== "administer"));
  await first.store.close();
  return {
    bank, clock, folder, storePath, markFile, dataKey, tools, open,
    close: async () => {
      await Promise.all(contexts.map((context) => context.store.close()));
      await bank.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const randomness = { bytes: (sizeBytes: number) => Uint8Array.from(randomBytes(sizeBytes)) };

export async function makeTools(clock: Clock, segmentBytesMax: number | undefined): Promise<Tools> {
  return {
    clock, randomness, segmentBytesMax, redialPausesMs: [0, 0], banks: await loadCatalogue(path.join(root, "profiles")), channel: () => internet, device: (kind) => (kind === "one-time-password" ? oneTimePassword : keyFile), oneTimePassword, keyFiles,
    printer: createPrinter(), processes: systemProcesses(), cards: createSigningDevices().cards, bics: () => Promise.resolve(() => undefined),
  };
}

export async function onboard(context: WorkflowContext, bank: PracticeBank, operatorId: OperatorId, road: OfficeRoad["config"] = (address) => ({ kind: "internet", ...address }), protocol?: ProtocolVersion): Promise<void> {
  bank.admin.addPartner({ partnerId: "FAULT01", name: officeProfile.name });
  bank.admin.openAccount({ partnerId: "FAULT01", owner: officeProfile.name, currency: "EUR", opening: { minor: 9_000_000_00n, currency: "EUR" as CurrencyCode } });
  bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "REKA", name: "Réka", signatureClass: "E" });
  const connection = await createConnection(context, { title: "Practice bank", bankProfile: "practice", hostId: bank.hostId, partnerId: "FAULT01", protocol, channel: road({ url: bank.url, pinnedCaPem: bank.caPem }) });
  await context.store.signers.putRules([{ id: "one", title: "One signature", accounts: [], upTo: [], signaturesNeeded: 1, signers: [], exclusions: [] }]);
  using pin = Secret.fromText(pinText);
  const subscriber = await createSubscriber(context, { connectionId: connection.id, userId: "REKA", signerName: "Réka", operatorId, signatureClass: "E", device: { kind: "key-file", path: "keys/REKA.p12" }, pin });
  await sendKeys(context, subscriber.id);
  bank.admin.activateSubscriber("FAULT01", "REKA", "trust");
  await fetchBankKeyHashes(context, connection.id);
  await confirmBankKeys(context, connection.id, { authenticationHash: bank.keyHashes.authentication.publicKeyHash, encryptionHash: bank.keyHashes.encryption.publicKeyHash });
  await fetchGrants(context, connection.id);
}

/** Another operator with these rights, who has the same customer open. */
export async function letIn(context: WorkflowContext, name: string, rights: readonly Right[]): Promise<WorkflowContext> {
  const id = `01${name}` as OperatorId;
  await context.store.profile.setRights(id, name, rights);
  return { ...context, operator: { id, name, language: "en" }, rights };
}

/** IBAN of the customer's first account. */
export async function ownIban({ store }: WorkflowContext): Promise<string> {
  const [own] = await store.accounts.all();
  if (own?.number.kind !== "iban") throw new Error("the first account has no IBAN");
  return own.number.iban;
}

export async function onlyConnection(context: WorkflowContext): Promise<Connection> {
  const [connection] = await context.store.connections.all();
  if (connection === undefined) throw new Error("the office has a connection");
  return connection;
}

export function payment(endToEndId: string, minor: bigint, payee = 1): Transaction {
  return {
    endToEndId, amount: { minor, currency: "EUR" as CurrencyCode }, creditor: { name: `Payee ${payee}` },
    creditorAccount: { kind: "iban", iban: germanPayee(payee) }, remittance: { unstructured: [`Invoice ${endToEndId}`] },
  };
}

/** An order of these payments, signed and in the outbox. */
export async function queuedOrder(context: WorkflowContext, title: string, transactions: readonly Transaction[]): Promise<Order> {
  const order = await signedOrder(context, title, transactions);
  return queueOrder(context, order.id);
}

export async function signedOrder(context: WorkflowContext, title: string, transactions: readonly Transaction[]): Promise<Order> {
  const [order] = await signedOrders(context, [{ title, transactions }]);
  if (order === undefined) throw new Error("one order was asked for");
  return order;
}

/** Many at once: the key file is opened a single time, which is what takes long. */
export async function signedOrders(context: WorkflowContext, wanted: readonly { readonly title: string; readonly transactions: readonly Transaction[] }[]): Promise<readonly Order[]> {
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the office has an account");
  const executionDate = todayIn("Europe/Budapest", context.tools.clock.now());
  const ids: OrderId[] = [];
  for (const one of wanted) ids.push((await enterPayment(context, { ...one, debtorAccountId: account.id, executionDate })).id);
  const sheet = await prepareSigningSheet(context, ids);
  const [key] = sheet.own;
  if (key === undefined) throw new Error("the operator has a key");
  using pin = Secret.fromText(pinText);
  const results = await signOrders(context, sheet, { subscriberId: key.subscriber.id, pin });
  return results.map((result) => {
    if (result.kind !== "signed") throw new Error(result.reason);
    return result.order;
  });
}

/** A checked order, with the signature of the only signer. */
export async function signedByOffice(context: WorkflowContext, order: Order, pinOfKey = pinText): Promise<Order> {
  const sheet = await prepareSigningSheet(context, [order.id]);
  const [own] = sheet.own;
  if (own === undefined) throw new Error("the operator has a key");
  using pin = Secret.fromText(pinOfKey);
  const [result] = await signOrders(context, sheet, { subscriberId: own.subscriber.id, pin });
  if (result?.kind !== "signed") throw new Error(result?.reason);
  return result.order;
}

/** How often the bank has the order: by its message id in the bank's own books. */
export function timesAtBank(bank: PracticeBank, messageId: string): number {
  return bank.admin.orders().filter((order) => order.messageId === messageId && order.status !== "refused").length;
}

/** As if the bank knew no transaction any more, so that only its customer protocol is left to ask. */
export async function forgetTransfers({ store }: WorkflowContext): Promise<void> {
  for (const { id } of await store.transfers.all()) await store.transfers.remove(id);
}

export async function mustGetOrder(context: WorkflowContext, id: OrderId): Promise<Order> {
  const order = await context.store.orders.get(id);
  if (order === undefined) throw new Error("the order is there");
  return order;
}
