import { isAppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import type { WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { BankKeys, Connection } from "../ports/connections.ts";
import { administer } from "../four-eyes/administer.ts";
import { bankKeysActOf } from "../four-eyes/acts/bank-keys.ts";
import { assertPublished, keepFetched, type PublishedHashes } from "./bank-keys.ts";
import { type BankKeyHashes, hashesOf, type KeyPair, sameKeys, trustKeys } from "./trust-keys.ts";

/** Keys of one bank that somebody has to compare, once for all customers who use it. */
export interface BankKeyQuestion {
  /** Host id and address: what makes it the same bank, whatever each customer calls it. */
  readonly bank: string;
  readonly hostId: string;
  readonly url: string;
  /** As the first customer calls it. */
  readonly title: string;
  readonly practice: boolean;
  /** What was confirmed; undefined where the bank's keys have never been. */
  readonly old: BankKeyHashes | undefined;
  readonly new: BankKeyHashes;
  readonly keys: KeyPair;
  readonly oldKeys: KeyPair | undefined;
  readonly customers: readonly ConcernedCustomer[];
}
export interface ConcernedCustomer {
  readonly context: WorkflowContext;
  readonly connectionId: ConnectionId;
  readonly shortName: string;
  /** False: somebody else administers this customer, and confirms there. */
  readonly mayConfirm: boolean;
}

/** The same bank for everybody: its host id at its address. */
function bankOf(connection: Pick<Connection, "hostId" | "channel">): string {
  return `${connection.hostId} ${connection.channel.url}`;
}

/**
 * What is to be compared at the banks of these customers: one entry per bank and pair of keys. A customer whose store still has the old keys of a
 * bank that has changed them is among those concerned, although it has not heard of it yet.
 */
export async function bankKeyQuestions(contexts: readonly WorkflowContext[]): Promise<readonly BankKeyQuestion[]> {
  const all: { readonly context: WorkflowContext; readonly connection: Connection }[] = [];
  for (const context of contexts) for (const connection of await context.store.connections.all()) all.push({ context, connection });
  const questions: BankKeyQuestion[] = [];
  for (const { connection } of all) {
    const { bankKeys } = connection;
    if (bankKeys === undefined || bankKeys.confirmedAt !== undefined) continue;
    const bank = bankOf(connection);
    if (questions.some((one) => one.bank === bank && sameKeys(one.keys, bankKeys))) continue;
    const concerned = all.filter((one) => bankOf(one.connection) === bank && isConcerned(one.connection, bankKeys, all));
    const oldKeys = concerned.map((one) => one.connection.bankKeys?.previous).find((one) => one !== undefined);
    questions.push({
      bank, hostId: connection.hostId, url: connection.channel.url, title: connection.title, practice: connection.practice, keys: bankKeys, oldKeys,
      old: oldKeys === undefined ? undefined : hashesOf(oldKeys), new: hashesOf(bankKeys),
      customers: concerned.map((one) => ({ context: one.context, connectionId: one.connection.id, shortName: one.context.customer.profile.shortName, mayConfirm: one.context.rights.includes("administer") })),
    });
  }
  return questions;
}

/** It has these keys to compare; or it trusts the very keys that another customer's store says these have replaced. */
function isConcerned(connection: Connection, keys: KeyPair, all: readonly { readonly connection: Connection }[]): boolean {
  const own = connection.bankKeys;
  if (own === undefined) return false;
  if (own.confirmedAt === undefined) return sameKeys(own, keys);
  return all.some(({ connection: other }) => bankOf(other) === bankOf(connection) && other.bankKeys?.previous !== undefined && sameKeys(other.bankKeys, keys) && sameKeys(other.bankKeys.previous, own));
}

/** Tells the stores that have not heard of it: from then on nothing is sent to that bank for any of these customers until the keys are compared. */
export async function spreadBankKeyChange(question: BankKeyQuestion): Promise<void> {
  const { oldKeys, keys } = question;
  if (oldKeys === undefined) return;
  // Where the operator can neither send nor administer, nothing is sent by them anyway.
  const own = question.customers.filter(({ context }) => context.rights.some((right) => right === "send" || right === "fetch" || right === "administer"));
  for (const { context, connectionId } of own) {
    await context.store.transaction(async (store) => {
      const { bankKeys } = await mustGetConnection(store, connectionId);
      if (bankKeys?.confirmedAt !== undefined && sameKeys(bankKeys, oldKeys)) {
        await keepFetched(context, store, connectionId, { keys: { authentication: keys.authentication, encryption: keys.encryption } });
      }
    });
  }
}

export interface BankKeyConfirmation {
  /** Short names of those for whom the keys are used from now on. */
  readonly confirmed: readonly string[];
  /** Of those that the operator does not administer: nothing is sent for them until somebody who does has confirmed. */
  readonly left: readonly string[];
  /** Of those who want four eyes: another administrator has to approve it. */
  readonly proposed: readonly string[];
}

/**
 * The operator gives the hashes as the bank has published them, once; they count for every customer concerned whom the operator administers.
 * @throws AppError workflow/`bank-hash-differs`: then the keys are used for nobody
 */
export async function confirmForAll(question: BankKeyQuestion, published: PublishedHashes): Promise<BankKeyConfirmation> {
  assertPublished(published, question.keys);
  const confirmed: string[] = [];
  const proposed: string[] = [];
  for (const { context, connectionId, shortName } of question.customers.filter((one) => one.mayConfirm)) {
    if (await wantsFourEyes(context)) {
      await proposeIfAsked(context, connectionId, question);
      proposed.push(shortName);
    } else if (await trustIfAsked(context, connectionId, question)) confirmed.push(shortName);
  }
  return { confirmed, proposed, left: question.customers.filter((one) => !one.mayConfirm).map((one) => one.shortName) };
}

async function wantsFourEyes({ store }: WorkflowContext): Promise<boolean> {
  return (await store.profile.get()).fourEyes === true;
}

/** The keys are put in place unconfirmed, where the store had not heard of them; then the other administrators are asked. */
async function proposeIfAsked(context: WorkflowContext, connectionId: ConnectionId, { keys: { authentication, encryption } }: Pick<BankKeyQuestion, "keys">): Promise<void> {
  const connection = await context.store.transaction((store) => keepFetched(context, store, connectionId, { keys: { authentication, encryption } }));
  try {
    await administer(context, bankKeysActOf(connection, { authentication, encryption }));
  } catch (error) {
    if (!isAppError(error, "workflow", "already-proposed")) throw error;
  }
}

/** The store may have changed since the question was read: only what was shown is confirmed. */
function trustIfAsked(context: WorkflowContext, connectionId: ConnectionId, { keys, oldKeys }: Pick<BankKeyQuestion, "keys" | "oldKeys">, how?: string): Promise<boolean> {
  return context.store.transaction(async (store) => {
    const connection = await mustGetConnection(store, connectionId);
    const { bankKeys } = connection;
    if (bankKeys === undefined) return false;
    const isAsked = bankKeys.confirmedAt === undefined ? sameKeys(bankKeys, keys) : oldKeys !== undefined && sameKeys(bankKeys, oldKeys);
    if (isAsked) await trustKeys(context, store, connection, keys, how);
    return isAsked;
  });
}

/**
 * Keys that were confirmed for one of these customers need not be compared again for another at the same bank: it has given both the same.
 * @param contexts only customers whom the operator administers
 * Where four eyes are wanted they are compared and approved all the same.
 * @returns for how many connections that held
 */
export async function trustKnownBanks(contexts: readonly WorkflowContext[]): Promise<number> {
  const known = new Map<string, BankKeys[]>();
  for (const context of contexts) {
    for (const connection of await context.store.connections.all()) {
      if (connection.bankKeys?.confirmedAt !== undefined) known.set(bankOf(connection), [...(known.get(bankOf(connection)) ?? []), connection.bankKeys]);
    }
  }
  let trusted = 0;
  for (const question of await bankKeyQuestions(contexts)) {
    if (question.oldKeys !== undefined || !(known.get(question.bank) ?? []).some((one) => sameKeys(one, question.keys))) continue;
    for (const { context, connectionId } of question.customers.filter((one) => one.mayConfirm)) if (!(await wantsFourEyes(context)) && (await trustIfAsked(context, connectionId, question, "the same that were compared for another customer of this bank"))) trusted++;
  }
  return trusted;
}
