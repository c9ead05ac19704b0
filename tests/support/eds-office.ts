import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { internet } from "./internet.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import type { CurrencyCode, CustomerId, OperatorId } from "../../src/domain/ids.ts";
import { rights } from "../../src/domain/rights.ts";
import type { ProtocolVersion } from "../../src/ebics/index.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { SignatureClass } from "../../src/domain/signature-rules.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { SessionResult } from "../../src/workflows/communication/progress.ts";
import { createConnection, createSubscriber, fetchGrants } from "../../src/workflows/connect-bank.ts";
import { confirmBankKeys, fetchBankKeyHashes } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import type { Tools, WorkflowContext } from "../../src/workflows/context.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { makeTools, mustGetOrder, officeProfile, onlyConnection, payment, pinText } from "./office.ts";
import { validating } from "./valid-line.ts";
import { noAccess } from "./no-access.ts";

/** A practice bank with one partner whose people sit at workstations of their own: each an install with its own store, keys and operator. */
export interface EdsTown {
  readonly bank: PracticeBank;
  readonly clock: SettableClock;
  readonly partnerId: string;
  /** Where the bank's books lie. */
  readonly bankFolder: string;
  /** A workstation with one signer, onboarded over HTTPS. */
  workstation(userId: string, signatureClass: SignatureClass, options?: { readonly driver?: (driver: ChannelDriver) => ChannelDriver }): Promise<Workstation>;
  close(): Promise<void>;
}
export interface Workstation {
  readonly context: WorkflowContext;
  readonly userId: string;
  session(what?: { readonly send?: boolean; readonly fetch?: boolean }): Promise<SessionResult>;
}

/** @param bankSegmentBytesMax of what the bank gives */
export async function openEdsTown(protocol: ProtocolVersion = "H005", bankSegmentBytesMax?: number): Promise<EdsTown> {
  const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));
  const bankFolder = mkdtempSync(path.join(os.tmpdir(), "kontor-eds-bank-"));
  const bank = await startPracticeBank({ folder: bankFolder, clock, randomness: { bytes: (sizeBytes) => Uint8Array.from(randomBytes(sizeBytes)) }, segmentBytesMax: bankSegmentBytesMax });
  const partnerId = "FAULT01";
  bank.admin.addPartner({ partnerId, name: officeProfile.name });
  bank.admin.openAccount({ partnerId, owner: officeProfile.name, currency: "EUR", opening: { minor: 9_000_000_00n, currency: "EUR" as CurrencyCode } });
  const tools = await makeTools(clock, undefined);
  const closers: (() => Promise<void>)[] = [];
  return {
    bank, clock, partnerId, bankFolder,
    async workstation(userId, signatureClass, options = {}) {
      const { context, close } = await openWorkstation(bank, tools, partnerId, protocol, userId, signatureClass, options.driver ?? ((driver) => driver));
      closers.push(close);
      const connection = await onlyConnection(context);
      return { context, userId, session: (what = {}) => communicate(context, { connectionId: connection.id, send: what.send ?? true, fetch: what.fetch ?? true }) };
    },
    async close() {
      for (const close of closers) await close();
      await bank.close();
      rmSync(bankFolder, { recursive: true });
    },
  };
}

/** An order of two payments, or more of that amount, signed by this workstation's signer, whose signature is not enough, and sent for the others to sign at the bank. */
export async function sentForOthers(by: Workstation, title: string, minor: bigint, more = 0): Promise<Order> {
  const { context } = by;
  const [account] = await context.store.accounts.all();
  if (account === undefined) throw new Error("the workstation has an account");
  const transactions = [payment(`${title}A`, minor, 1), payment(`${title}B`, 55_00n, 2), ...Array.from({ length: more }, (_, at) => payment(`${title}${at}`, minor, 3))];
  const { id } = await enterPayment(context, { title, debtorAccountId: account.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()), transactions });
  const sheet = await prepareSigningSheet(context, [id]);
  using pin = Secret.fromText(pinText);
  const [signed] = await signOrders(context, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin, forOthers: true });
  if (signed?.kind !== "signed" || signed.verdict.complete) throw new Error("one signature is given, and is not enough");
  await queueOrder(context, id, { forOthers: true });
  const { orders, problem } = await by.session();
  if (orders[0]?.kind !== "delivered") throw new Error(problem ?? "it was not delivered");
  return mustGetOrder(context, id);
}

async function openWorkstation(bank: PracticeBank, tools: Tools, partnerId: string, protocol: ProtocolVersion, userId: string, signatureClass: SignatureClass, wrap: (driver: ChannelDriver) => ChannelDriver): Promise<{ readonly context: WorkflowContext; readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), `kontor-eds-${userId}-`));
  const store = await openCustomerStore({ path: path.join(folder, "store.db"), dataKey: Uint8Array.from(randomBytes(32)), create: true });
  const operatorId = `01${userId.toLowerCase()}` as OperatorId;
  const driver = validating(wrap(internet));
  const operator = { id: operatorId, name: userId, language: "en" as const };
  const context: WorkflowContext = { operator, customer: { id: "01customer" as CustomerId, folder, profile: officeProfile }, rights, store, access: noAccess, tools: { ...tools, channel: () => driver } };
  await store.profile.update(officeProfile);
  bank.admin.addSubscriber({ partnerId, userId, name: userId, signatureClass });
  const connection = await createConnection(context, { title: "Practice bank", bankProfile: "practice", hostId: bank.hostId, partnerId, protocol, channel: { kind: "internet", url: bank.url, pinnedCaPem: bank.caPem } });
  await store.signers.putRules([{ id: "two", title: "Two signatures", accounts: [], upTo: [], signaturesNeeded: 2, signers: [], exclusions: [] }]);
  using pin = Secret.fromText(pinText);
  const subscriber = await createSubscriber(context, { connectionId: connection.id, userId, signerName: userId, operatorId, signatureClass, device: { kind: "key-file", path: `keys/${userId}.p12` }, pin });
  await sendKeys(context, subscriber.id);
  bank.admin.activateSubscriber(partnerId, userId, "trust");
  await fetchBankKeyHashes(context, connection.id);
  await confirmBankKeys(context, connection.id, { authenticationHash: bank.keyHashes.authentication.publicKeyHash, encryptionHash: bank.keyHashes.encryption.publicKeyHash });
  await fetchGrants(context, connection.id);
  await store.profile.setRights(operatorId, userId, rights.filter((right) => right !== "administer"));
  return {
    context: { ...context, rights: rights.filter((right) => right !== "administer") },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
