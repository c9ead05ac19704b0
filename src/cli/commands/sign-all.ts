import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import { sumByCurrency } from "../../domain/money.ts";
import { Secret } from "../../domain/secret.ts";
import { counted } from "../../domain/counted.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { recoverAfterCrash } from "../../workflows/communication/recover.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { fetchOrderContents } from "../../workflows/eds/fetch.ts";
import type { EdsOrderKey } from "../../workflows/ports/signers.ts";
import { readGroups, refusalOf, type ReviewGroup, type ReviewOrder, type WaitingOrders } from "../../workflows/review-sheet.ts";
import { groupByPin, outcomeAtBank, outcomeOf, type PinGroup, type SigningPart, signPinGroup } from "../../workflows/sign-many.ts";
import { sheetWith } from "../../workflows/sign-orders.ts";
import type { SignChoice } from "../../workflows/signing-groups.ts";
import { namedCustomers, operatorOptions, withAllCustomers } from "../access.ts";
import { type CommandIo, exitCodes, table, toJson } from "../io.ts";
import { codeOptions } from "../one-time-codes.ts";
import { readSecret } from "../secrets.ts";
import { moneyText } from "../shown.ts";
import type { JsonOption } from "./noun.ts";

interface SignAllOptions extends JsonOption {
  readonly dryRun?: boolean;
  readonly atBank?: boolean;
  readonly customers?: string;
  readonly leaveOut?: readonly string[];
  readonly customerCode?: readonly string[];
  readonly device?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
}

/** How an order came out, or stands before it is signed. */
interface Row {
  readonly customer: string;
  readonly order: ReviewOrder;
  readonly key: SignChoice | undefined;
  outcome: string;
  reason: string | undefined;
}

/** `kontor order sign-all`: one sheet over what waits for the operator's signature at many customers. */
export function signAllCommand(noun: Command, io: CommandIo, setExitCode: (code: number) => void): void {
  codeOptions(operatorOptions(noun.command("sign-all").description("sign what waits at many customers, on one sheet; --dry-run only shows the sheet")))
    .option("--dry-run", "sign nothing")
    .option("--at-bank", "also what waits at the banks, as last fetched; contents that are not here yet are fetched first")
    .option("--customers <names>", "only these, with commas; all that you may open when left out")
    .option("--leave-out <customer/number...>", "orders not to sign: DANUBE/12; DANUBE/A1B2 for one at the bank")
    .option("--customer-code <customer=code...>", "of customers above their limit: DANUBE=D-47")
    .option("--device <text>", "only orders whose key's device is called so, as the sheet shows it; needed where they are cards or one-time passwords and there are several")
    .option("--pin-file <file>", "file with the passphrase of the key files, or the PIN of the one card")
    .option("--pin-fd <number>", "open descriptor to read it from")
    .option("--json", "as JSON")
    .action(async (options: SignAllOptions) => {
      await withAllCustomers(io, options, async (contexts) => setExitCode(await signAll(io, namedCustomers(contexts, options.customers, "Nothing was signed."), options)));
    });
}

async function signAll(io: CommandIo, contexts: readonly WorkflowContext[], options: SignAllOptions): Promise<number> {
  const customers: WaitingOrders[] = [];
  for (const context of contexts) {
    if (!context.rights.includes("sign")) continue;
    await recoverAfterCrash(context);
    const orders = await context.store.orders.list({ states: ["checked", "partly-signed"], limit: ordersMax });
    const atBank = options.atBank === true ? await waitingAtBank(context) : [];
    if (orders.length + atBank.length > 0) customers.push({ context, orderIds: orders.map((order) => order.id), atBank });
  }
  const groups = await readGroups(customers);
  const rows = groups.flatMap((group) => group.orders.map((order) => rowOf(group, order, options)));
  const parts = groups.flatMap((group) => partOf(group, rows, options));
  const unread = groups.reduce((sum, group) => sum + group.unread.length, 0);
  if (options.dryRun !== true && parts.length > 0) {
    if (options.json !== true) tellSheet(io, groups, rows); // what is signed is shown first
    await sign(io, parts, rows, options);
  }
  if (options.json === true) io.out(toJson(sheetJson(groups, rows, options.dryRun === true)));
  else if (options.dryRun === true || parts.length === 0) tellSheet(io, groups, rows);
  else tellResults(io, rows);
  if (rows.some((row) => row.outcome === "to sign")) return exitCodes.ok; // a dry run
  return rows.every(isDone) && unread === 0 ? exitCodes.ok : exitCodes.notAllowed;
}

/** A signature that the bank had already is as good as a new one. */
function isDone({ outcome, order }: Row): boolean {
  return outcome === "signed" || outcome === "left out" || (outcome === "already signed" && order.kind === "at-bank");
}

/** Of one customer; what the cockpit counts, too. */
const ordersMax = 500;

/** What waits at this customer's banks, with its content where the bank gives it. */
async function waitingAtBank(context: WorkflowContext): Promise<readonly EdsOrderKey[]> {
  const waiting = await context.store.eds.list({ waiting: true, limit: ordersMax });
  const missing = Map.groupBy(waiting.filter((order) => order.content === undefined), (order) => order.connectionId);
  for (const [connectionId, orders] of context.rights.includes("fetch") ? missing : []) await fetchOrderContents(context, connectionId, orders.map((order) => order.bankOrderId));
  return waiting.map(({ connectionId, bankOrderId }) => ({ connectionId, bankOrderId }));
}

function rowOf(group: ReviewGroup, order: ReviewOrder, options: SignAllOptions): Row {
  const customer = group.group.context.customer.profile.shortName;
  const key = group.prepared?.choices[0];
  const refusal = key === undefined ? undefined : refusalOf(key, order);
  const named = (options.leaveOut ?? []).some((text) => text.toLowerCase() === `${customer}/${order.kind === "own" ? order.entry.order.number : order.sheet.order.bankOrderId}`.toLowerCase());
  const elsewhere = options.device !== undefined && key !== undefined && key.device !== options.device;
  if (key === undefined) return { customer, order, key, outcome: "not by you", reason: "You have no signing key at this bank." };
  if (refusal !== undefined) return { customer, order, key, outcome: "not by you", reason: refusal };
  return { customer, order, key, outcome: named || elsewhere ? "left out" : "to sign", reason: undefined };
}

interface NamedPart extends SigningPart {
  readonly rows: readonly Row[];
  readonly device: string;
}

function partOf(group: ReviewGroup, rows: readonly Row[], options: SignAllOptions): readonly NamedPart[] {
  const own = rows.filter((row) => row.outcome === "to sign" && group.orders.includes(row.order));
  const key = group.prepared?.choices[0];
  if (own.length === 0 || key === undefined || group.prepared === undefined) return [];
  const { context } = group.group;
  const sheet = sheetWith(group.prepared.sheet, own.flatMap(({ order }) => (order.kind === "own" ? [order.entry] : [])));
  const atBank = own.flatMap(({ order }) => (order.kind === "at-bank" ? [order.sheet] : []));
  const { shortName } = context.customer.profile;
  const customerCode = options.customerCode?.find((text) => text.toLowerCase().startsWith(`${shortName.toLowerCase()}=`))?.slice(shortName.length + 1);
  return [{ context, sheet, atBank, subscriber: key.subscriber, customerCode, rows: own, device: key.device }];
}

async function sign(io: CommandIo, parts: readonly NamedPart[], rows: readonly Row[], options: SignAllOptions): Promise<void> {
  const groups = groupByPin(parts);
  const [group] = groups;
  if (group === undefined) return;
  if (groups.length > 1) {
    throw new AppError("input", "several-devices", `Several devices would sign: ${[...new Set(parts.map((part) => part.device))].join(", ")}.`, { meaning: "Nothing was signed: a PIN is never tried on another device.", next: "Sign for one after the other, each chosen with --device." });
  }
  using pin = secretOf(group, options);
  const done = await signPinGroup(group, pin, {
    onResult(part, result) {
      const row = part.rows.find(({ order }) => order.kind === "own" && order.entry.order.id === result.order.id);
      tellRow(row, outcomeOf(result), result.kind === "signed" ? (result.verdict.complete ? undefined : result.verdict.explanation) : result.reason);
    },
    onAtBank(part, result) {
      tellRow(part.rows.find(({ order }) => order.kind === "at-bank" && order.sheet.order.bankOrderId === result.order.bankOrderId), outcomeAtBank(result), result.text);
    },
  });
  const failed = [...done.parts.map(({ part, failure }) => ({ part, failure })), ...done.wrongPin.map(({ part, error }) => ({ part, failure: error as unknown }))];
  for (const { part, failure } of failed) {
    for (const row of part.rows) {
      if (failure === undefined || row.outcome !== "to sign") continue;
      row.outcome = "not signed";
      row.reason = failure instanceof AppError ? failure.message : "Something went wrong.";
    }
  }
  for (const { failure } of failed) if (failure !== undefined && !(failure instanceof AppError)) throw failure;
  if (rows.some((row) => row.outcome === "to sign")) io.err("Some orders have no result: look at them.\n");
}

function tellRow(row: Row | undefined, outcome: string, reason: string | undefined): void {
  if (row === undefined) return;
  row.outcome = outcome;
  row.reason = reason;
}

/** Nothing is asked for where the PIN is typed on the reader. */
function secretOf({ parts: [first] }: PinGroup, options: SignAllOptions): Secret {
  if (first !== undefined && first.context.tools.device(first.subscriber.device.kind).secretName(first.subscriber.device) === undefined) return Secret.fromText("");
  return readSecret("pin", { file: options.pinFile, fd: options.pinFd });
}

function tellSheet(io: CommandIo, groups: readonly ReviewGroup[], rows: readonly Row[]): void {
  if (rows.length === 0 && groups.length === 0) {
    io.out("Nothing waits for a signature where you may sign.\n");
    return;
  }
  io.out(table(["customer", "order", "title", "payments", "sum", "date", "key", "digest", ""], rows.map(({ customer, order, key, outcome }) => [
    customer, nameOf(order), titleOf(order), String(order.facts.transactionCount), order.facts.sums.map(moneyText).join(", "), order.facts.executionDate ?? "", key === undefined ? "" : `${key.subscriber.userId}, ${key.device}`, order.digest.slice(0, 16), outcome,
  ])));
  for (const { customer, order, reason } of rows) {
    for (const warning of order.warnings) io.out(`${customer} ${nameOf(order)} ${warning.text}\n`);
    if (reason !== undefined) io.out(`${customer} ${nameOf(order)} not by you: ${reason}\n`);
  }
  for (const { group, unread } of groups) for (const { title, error } of unread) io.out(`${group.context.customer.profile.shortName} ${title}: ${error instanceof AppError ? error.message : "cannot be read"}\n`);
  const signing = rows.filter((row) => row.outcome === "to sign");
  io.out(`${counted(signing.length, "order")} to sign, ${sumByCurrency(signing.flatMap((row) => row.order.facts.sums)).map(moneyText).join(", ") || "nothing"}\n`);
}

function tellResults(io: CommandIo, rows: readonly Row[]): void {
  for (const { customer, order, outcome, reason } of rows) io.out(`${customer} ${nameOf(order)}: ${outcome}${reason === undefined ? "" : `: ${reason}`}\n`);
}

function sheetJson(groups: readonly ReviewGroup[], rows: readonly Row[], dryRun: boolean): unknown {
  return {
    dryRun,
    orders: rows.map(({ customer, order, key, outcome, reason }) => ({
      customer, order: order.kind === "own" ? order.entry.order.number : order.sheet.order.bankOrderId, atBank: order.kind === "at-bank", title: titleOf(order), payments: order.facts.transactionCount, sums: order.facts.sums.map(moneyText),
      accounts: order.facts.accounts, date: order.facts.executionDate ?? null, newPayeePayments: order.facts.newPayeePayments, changedPayeePayments: order.facts.changedPayeePayments, unconfirmedPayeePayments: order.facts.unconfirmedPayeePayments, warnings: order.warnings, digest: order.digest,
      needsCustomerCode: order.kind === "own" ? order.entry.needsCustomerCode : order.sheet.needsCustomerCode, userId: key?.subscriber.userId ?? null, device: key?.device ?? null, outcome, reason: reason ?? null,
    })),
    unread: groups.flatMap(({ group, unread }) => unread.map(({ title, error }) => ({ customer: group.context.customer.profile.shortName, order: title, reason: error instanceof AppError ? error.message : "cannot be read" }))),
    sums: sumByCurrency(rows.filter(({ outcome }) => outcome === "to sign" || outcome === "signed").flatMap(({ order }) => order.facts.sums)).map(moneyText),
  };
}

/** `0012`, or the bank's order id. */
function nameOf(order: ReviewOrder): string {
  return order.kind === "own" ? orderNumberText(order.entry.order.number) : order.sheet.order.bankOrderId;
}

function titleOf(order: ReviewOrder): string {
  return order.kind === "own" ? order.entry.order.title : `at the bank, from ${order.sheet.order.originator.name ?? order.sheet.order.originator.userId}`;
}
