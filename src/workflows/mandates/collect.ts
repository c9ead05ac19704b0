import { bankDayOnOrAfter, earliestExecution, nextBankDay, targetCalendar } from "../../domain/calendar.ts";
import { AppError } from "../../domain/errors.ts";
import type { AccountId, IsoDate, RegisteredMandateId } from "../../domain/ids.ts";
import type { MandateScheme, RegisteredMandate, RegisterEntry } from "../../domain/mandate.ts";
import { amendmentToTell, mandateStateOn, nextSequenceType } from "../../domain/mandate-rules.ts";
import { amountText, type Money, sumByCurrency } from "../../domain/money.ts";
import type { Batch, SequenceType, Transaction } from "../../domain/order.ts";
import type { OrderBatchSource } from "../../formats/format.ts";
import { profileOf } from "../bank-profile.ts";
import { collect, once } from "../bytes.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { executionRule } from "../execution-rule.ts";
import { orderFormat } from "../format-by-id.ts";
import { importOrderFile } from "../import-orders.ts";
import { newReference } from "../new-reference.ts";
import type { Account } from "../ports/accounts.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import { formatsTaken, likelyService } from "../route-order.ts";
import { mandateDay, mustGetMandate } from "./keep-mandate.ts";

/** What is collected of one debtor. */
export interface CollectionLine {
  readonly mandateId: RegisteredMandateId;
  readonly amount: Money;
  /** For the debtor's statement, at most 140 characters. */
  readonly text: string;
  /** No other follows under this mandate. */
  readonly last?: boolean | undefined;
}

export interface CollectionOrder {
  readonly title: string;
  /** That the money comes to. */
  readonly accountId: AccountId;
  readonly dueOn: IsoDate;
  readonly lines: readonly CollectionLine[];
}

/**
 * Writes collections under mandates of the register as pain.008 and takes the file in, by the same road as an imported one. Core and B2B go
 * to the bank by services of their own, so each is an order. All or nothing.
 * @throws AppError input/* when something is missing, or a mandate cannot be collected under
 */
export async function collectUnderMandates(context: WorkflowContext, wanted: CollectionOrder): Promise<readonly Order[]> {
  requireRight(context, "prepare", "collect direct debits");
  if (wanted.lines.length === 0) throw new AppError("input", "no-collections", "Choose at least one mandate.", { meaning: "Nothing was stored." });
  const account = (await context.store.accounts.all()).find((one) => one.id === wanted.accountId);
  if (account === undefined) throw new AppError("input", "no-account", "Choose the account that the money comes to.", { meaning: "Nothing was stored." });
  return context.store.transaction(async (store) => {
    const lines = await linesOf(context, store, wanted);
    const orders: Order[] = [];
    for (const scheme of ["CORE", "B2B"] as const) {
      const some = lines.filter(({ mandate }) => mandate.scheme === scheme);
      if (some.length > 0) orders.push(await enter({ ...context, store }, account, wanted, scheme, some));
    }
    return orders;
  });
}

/**
 * The first day for which what is sent now can be due: as the account's bank wants it, and after today in any case, as the debtor's bank has to
 * have it before.
 */
export async function earliestDueDay(context: WorkflowContext, account: Account, schemes: Iterable<MandateScheme>): Promise<IsoDate> {
  const { store, tools } = context;
  const today = mandateDay(context);
  const tomorrow = nextBankDay(targetCalendar, today);
  const connection = account.connectionId === undefined ? undefined : await store.connections.get(account.connectionId);
  if (connection === undefined) return tomorrow;
  const bank = { profile: profileOf(tools.banks, connection.bankProfile), protocol: connection.protocol };
  const days = [...schemes].map((scheme) => {
    const service = likelyService(bank, { sums: [] }, [batchOf(account, today, scheme, { creditorSchemeId: "", sequenceType: "RCUR" })]);
    return earliestExecution(executionRule(tools.banks, bank.profile, service), tools.clock.now());
  });
  return bankDayOnOrAfter(targetCalendar, [...days, tomorrow].reduce((latest, day) => (day > latest ? day : latest)));
}

interface Line {
  readonly mandate: RegisteredMandate;
  readonly sequenceType: SequenceType;
  readonly transaction: Transaction;
}

async function linesOf(context: WorkflowContext, store: CustomerStore, { lines, dueOn }: CollectionOrder): Promise<readonly Line[]> {
  const made: Line[] = [];
  const ids = new Set<string>();
  for (const line of lines) {
    const entry = await mustGetMandate(store, line.mandateId);
    requireCollectable(context, entry, line);
    made.push(lineOf(entry, line, freeId(entry.mandate, dueOn, ids)));
  }
  return made;
}

/** @throws AppError input/`not-collectable`, input/`not-euro` */
function requireCollectable(context: WorkflowContext, entry: RegisterEntry, { amount }: CollectionLine): void {
  const { mandate } = entry;
  const state = mandateStateOn(entry, mandateDay(context));
  if (state !== "active") throw new AppError("input", "not-collectable", `Mandate ${mandate.mandateId} of ${mandate.debtor.name} is ${state.replace("-", " ")}: nothing can be collected under it.`, { meaning: "Nothing was stored.", next: "Leave it out, or put the mandate right first." });
  if (amount.currency !== "EUR") throw new AppError("input", "not-euro", "SEPA direct debits are in euro.", { meaning: "Nothing was stored." });
  if (amount.minor <= 0n) throw new AppError("input", "amount-not-positive", `What is collected under ${mandate.mandateId} must be more than zero.`, { meaning: "Nothing was stored." });
}

/** The reference and the day: the same collection entered again is seen to be the same. */
function freeId({ mandateId }: RegisteredMandate, dueOn: IsoDate, taken: Set<string>): string {
  const base = `${mandateId.slice(0, 22).replace(/\/$/, "")}-${dueOn.replaceAll("-", "")}`;
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

function lineOf(entry: RegisterEntry, { amount, text, last }: CollectionLine, endToEndId: string): Line {
  const { mandate } = entry;
  return {
    mandate, sequenceType: nextSequenceType(entry, last),
    transaction: {
      endToEndId, amount, creditor: mandate.debtor, creditorAccount: mandate.debtorAccount, creditorAgent: mandate.debtorBic === undefined ? undefined : { bic: mandate.debtorBic },
      remittance: { unstructured: text.trim() === "" ? [] : [text.trim()] }, mandate: { mandateId: mandate.mandateId, signedOn: mandate.signedOn, amendment: amendmentToTell(entry) },
    },
  };
}

async function enter(context: WorkflowContext, account: Account, wanted: CollectionOrder, scheme: MandateScheme, lines: readonly Line[]): Promise<Order> {
  const reference = newReference(context);
  const sources = batchesOf(account, wanted, scheme, lines, reference);
  const total = { declaredCount: lines.length, declaredSum: sumText(lines) };
  const format = orderFormat(await formatTaken(context, account, sources.map(({ batch }) => batch)));
  const bytes = await collect(format.write({ messageId: reference, createdAt: instantNow(context), initiatingParty: { name: context.customer.profile.name }, ...total }, sources));
  return importOrderFile(context, { name: `${wanted.title}.xml`, open: () => once(bytes) }, { title: wanted.title, origin: "mandates" });
}

/** A batch for each creditor identifier and place in the series: that is how banks want them. */
function batchesOf(account: Account, { dueOn }: CollectionOrder, scheme: MandateScheme, lines: readonly Line[], reference: string): readonly OrderBatchSource[] {
  const groups = Map.groupBy(lines, ({ mandate, sequenceType }) => `${mandate.creditorSchemeId} ${sequenceType}`);
  return [...groups.values()].flatMap((group, at): OrderBatchSource[] => {
    const [first] = group;
    if (first === undefined) return [];
    const sum = sumText(group);
    const batch: Batch = {
      ...batchOf(account, dueOn, scheme, { creditorSchemeId: first.mandate.creditorSchemeId, sequenceType: first.sequenceType }),
      paymentInformationId: `${reference}-${at + 1}`, declaredCount: group.length, declaredSum: sum,
    };
    return [{ batch, count: group.length, sum, transactions: group.map(({ transaction }) => transaction) }];
  });
}

/** What all batches of an order have in common. */
function batchOf(account: Account, dueOn: IsoDate, scheme: MandateScheme, collection: NonNullable<Batch["collection"]>): Batch {
  return {
    paymentInformationId: "", requestedExecutionDate: dueOn, debtor: { name: account.ownerName }, debtorAccount: account.number, debtorAgent: { bic: account.bic },
    batchBooking: true, serviceLevel: "SEPA", localInstrument: scheme, chargeBearer: "SLEV", collection,
  };
}

/** The newest that the account's bank takes. */
async function formatTaken({ store, tools }: WorkflowContext, account: Account, batches: readonly Batch[]): Promise<string> {
  const connection = account.connectionId === undefined ? undefined : await store.connections.get(account.connectionId);
  const taken = connection === undefined ? [] : formatsTaken({ profile: profileOf(tools.banks, connection.bankProfile), protocol: connection.protocol }, { sums: [] }, batches);
  return taken.filter((id) => id.startsWith("pain.008.") && orderFormat(id).writes).sort().at(-1) ?? "pain.008.001.08";
}

/** All in euro, as was asked for before. */
function sumText(lines: readonly Line[]): string {
  return sumByCurrency(lines.map(({ transaction }) => transaction.amount)).map(amountText).join();
}
