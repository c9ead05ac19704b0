import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import { accountText } from "../../domain/account-number.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { orderNameText } from "../../ebics/index.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { fetchOrderContent, fetchOrdersAtBank } from "../../workflows/eds/fetch.ts";
import { type EdsSheet, prepareEdsSheet } from "../../workflows/eds/sheet.ts";
import { type EdsResult, signAtBank } from "../../workflows/eds/sign-at-bank.ts";
import { missingText } from "../../workflows/eds/wording.ts";
import { deletionDate } from "../../workflows/eds/deletion-date.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import type { EdsOrder } from "../../workflows/ports/eds-orders.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { type CommandIo, exitCodes, table, toJson } from "../io.ts";
import { codeOptions } from "../one-time-codes.ts";
import { readDevicePin } from "../signing-device.ts";
import { moneyText, payeesText, paymentJson } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface Chosen extends JsonOption {
  readonly connection?: string;
}
interface Signing extends Chosen {
  readonly userId?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
  readonly customerCode?: string;
  readonly withoutContent?: true;
}

/** `kontor eds …`: orders that wait at the bank for signatures. */
export const eds: Noun = (program, io, setExitCode) => {
  const noun = program.command("eds").description("orders that wait for signatures at the bank");
  const verb = (usage: string, description: string) =>
    customerOptions(noun.command(usage).description(description)).option("--connection <title>", "at which bank, when several have such an order").option("--json", "as JSON");

  verb("fetch", "ask the banks what waits there").action(async (options: Chosen) => {
    await withCustomer(io, options, async (context) => {
      const results = [];
      for (const connection of await connectionsOf(context, options)) results.push({ connection: connection.title, ...(await fetchOrdersAtBank(context, connection.id)) });
      if (options.json === true) io.out(toJson(results));
      else for (const one of results) io.out(`${one.connection}: ${one.kind === "listed" ? `${counted(one.waiting, "order")} to sign, ${one.fresh} new` : `${one.code} ${one.text}`}\n`);
      setExitCode(results.some((one) => one.kind === "refused") ? exitCodes.line : exitCodes.ok);
    });
  });

  verb("list", "what waits, as last fetched").option("--all", "also what waits no more").action(async (options: Chosen & { readonly all?: true }) => {
    await withCustomer(io, options, async (context) => {
      const orders = await context.store.eds.list(options.all === true ? {} : { waiting: true });
      if (options.json === true) io.out(toJson(orders.map(edsJson)));
      else if (orders.length === 0) io.out("No orders wait for signatures at a bank: kontor eds fetch asks.\n");
      else {
        const rows = await Promise.all(orders.map(async (order) => [
          order.bankOrderId, orderNameText(order.name), order.transactionCount === undefined ? "" : String(order.transactionCount), order.sum === undefined ? "" : moneyText(order.sum), order.firstAccount ?? "",
          order.originator.name ?? order.originator.userId, signedText(order), order.outcome?.kind ?? missingText(order), (await deletionDate(context, order)) ?? "",
        ]));
        io.out(table(["order", "kind", "payments", "sum", "account", "from", "signed", "missing", "deleted on"], rows));
      }
    });
  });

  verb("show <order-id>", "one of them with its content; fetches that first where it is not here yet").option("--payments <n>", "how many payments to list", "20").action(async (id: string, options: Chosen & { readonly payments: string }) => {
    await withCustomer(io, options, async (context) => {
      const order = await orderWithId(context, id, options);
      const known = order.content === undefined && order.outcome === undefined ? await fetchOrderContent(context, order.connectionId, order.bankOrderId) : order;
      if (options.json === true) io.out(toJson({ ...edsJson(known), sheet: known.outcome === undefined ? sheetJson(await prepareEdsSheet(context, known.connectionId, known.bankOrderId)) : null }));
      else if (known.outcome !== undefined) io.out(`order ${known.bankOrderId} waits no more: ${known.outcome.text}\n`);
      else tellSheet(io, await prepareEdsSheet(context, known.connectionId, known.bankOrderId), Number(options.payments));
    });
  });

  const signing = (usage: string, description: string) =>
    codeOptions(verb(usage, description))
      .option("--user-id <id>", "which of your keys, when there are several")
      .option("--pin-file <file>", "file with the key file's passphrase or the card's PIN")
      .option("--pin-fd <number>", "open descriptor to read it from")
      .option("--customer-code <code>", "asked for above the customer's limit");
  signing("sign <order-id>", "sign it at the bank; shows what is signed first").option("--without-content", "sign the digest although what stands in the order is not known here").action(async (id: string, options: Signing) => {
    await withCustomer(io, options, async (context) => setExitCode(await act(io, context, id, "sign", options)));
  });
  signing("cancel <order-id>", "cancel it at the bank for good; nothing of it is executed").action(async (id: string, options: Signing) => {
    await withCustomer(io, options, async (context) => setExitCode(await act(io, context, id, "cancel", options)));
  });
};

async function act(io: CommandIo, context: WorkflowContext, id: string, action: "sign" | "cancel", options: Signing): Promise<number> {
  const order = await orderWithId(context, id, options);
  if (order.content === undefined && order.outcome === undefined) await fetchOrderContent(context, order.connectionId, order.bankOrderId);
  const sheet = await prepareEdsSheet(context, order.connectionId, order.bankOrderId);
  if (options.json !== true) tellSheet(io, sheet, 5);
  const own = sheet.own.filter(({ subscriber }) => options.userId === undefined || subscriber.userId === options.userId);
  const [key] = own;
  if (key === undefined) throw new AppError("signer", "no-key", "You have no key for this.", { meaning: "Nothing was signed.", next: "kontor subscriber list shows the keys; an administrator sets them up." });
  if (own.length > 1) throw new AppError("input", "several-keys", `You have several keys: ${own.map(({ subscriber }) => subscriber.userId).join(", ")}.`, { meaning: "Nothing was signed.", next: "Choose one with --user-id." });
  using pin = readDevicePin(context.tools, key.subscriber.device, options);
  const result = await signAtBank(context, sheet, { action, subscriberId: key.subscriber.id, pin, customerCode: options.customerCode, withoutContent: options.withoutContent === true });
  io.out(options.json === true ? toJson({ order: result.order.bankOrderId, kind: result.kind, text: result.text, outcome: result.order.outcome ?? null }) : `${result.text}\n`);
  return exitCodesOf[result.kind];
}

const exitCodesOf: Readonly<Record<EdsResult["kind"], number>> = {
  done: exitCodes.ok, already: exitCodes.ok, refused: exitCodes.notAllowed, unanswered: exitCodes.needsAttention, "not-sent": exitCodes.line,
};

function tellSheet(io: CommandIo, { order, facts, digest, note, ownOrder, own }: EdsSheet, payments: number): void {
  io.out(`order ${order.bankOrderId} ${orderNameText(order.name)}, brought by ${order.originator.name ?? order.originator.userId} on ${order.originator.at}${ownOrder === undefined ? "" : ` (order ${orderNumberText(ownOrder.number)} of ours)`}\n`);
  io.out(`signed by ${signedText(order)}; needs ${missingText(order)}\n`);
  if (note !== undefined && note !== "") io.out(table(["the bank's note"], note.split(/\r?\n/).map((line) => [line])));
  io.out(`digest that is signed: ${digest}\n`);
  if (facts === undefined) io.out("What stands in the order is NOT known here: only the digest can be signed.\n");
  else {
    io.out(`${counted(facts.transactionCount, "payment")}, ${facts.sums.map(moneyText).join(", ")}, ${isCollecting(facts) ? "direct debits into" : "from"} ${facts.accounts.join(", ")}, ${facts.executionDate ?? ""}\n`);
    const rows = facts.firstTransactions.slice(0, payments).map((one) => [one.creditor.name, one.creditorAccount === undefined ? "" : accountText(one.creditorAccount), moneyText(one.amount), one.remittance.unstructured.join(" ")]);
    io.out(table([isCollecting(facts) ? "debtor" : "payee", "account", "amount", "remittance"], rows));
    if (facts.transactionCount > rows.length) io.out(`… and ${facts.transactionCount - rows.length} more\n`);
    io.out(payeesText(facts));
  }
  for (const { subscriber, refusal } of own) if (refusal !== undefined) io.out(`${subscriber.userId}: ${refusal}\n`);
}

function signedText(order: EdsOrder): string {
  return order.signers.map((signer) => `${signer.name ?? signer.userId} (${signer.signatureClass})`).join(", ") || "nobody";
}

function edsJson(order: EdsOrder): Readonly<Record<string, unknown>> {
  return { ...order, name: orderNameText(order.name), sum: order.sum === undefined ? null : moneyText(order.sum), content: order.content === undefined ? null : order.content.kind === "file" ? { ...order.content, sums: order.content.sums.map(moneyText), largest: order.content.largest.map(moneyText) } : order.content };
}

function sheetJson(sheet: EdsSheet): Readonly<Record<string, unknown>> {
  const { facts } = sheet;
  return {
    digest: sheet.digest, note: sheet.note ?? null, ownOrder: sheet.ownOrder?.number ?? null, keys: sheet.own.map(({ subscriber, refusal }) => ({ userId: subscriber.userId, refusal: refusal ?? null })),
    facts: facts === undefined ? null : { transactionCount: facts.transactionCount, sums: facts.sums.map(moneyText), accounts: facts.accounts, executionDate: facts.executionDate ?? null, newPayeePayments: facts.newPayeePayments, changedPayeePayments: facts.changedPayeePayments, unconfirmedPayeePayments: facts.unconfirmedPayeePayments, firstTransactions: facts.firstTransactions.map((one) => paymentJson(one, isCollecting(facts))) },
  };
}

async function connectionsOf(context: WorkflowContext, options: Chosen): Promise<readonly Connection[]> {
  const all = (await context.store.connections.all()).filter((one) => options.connection === undefined || one.title.toLowerCase() === options.connection.toLowerCase());
  if (all.length === 0) throw new AppError("input", "no-connection", "There is no such connection to a bank.", { next: "kontor connection list shows them." });
  return all;
}

async function orderWithId(context: WorkflowContext, id: string, options: Chosen): Promise<EdsOrder> {
  const found: EdsOrder[] = [];
  for (const connection of await connectionsOf(context, options)) {
    const order = await context.store.eds.get(connection.id, id.toUpperCase());
    if (order !== undefined) found.push(order);
  }
  const [only] = found;
  if (only === undefined) throw new AppError("workflow", "no-such-order", `There is no order ${id} in the list of orders at the bank.`, { next: "kontor eds fetch asks the bank; kontor eds list shows what it said." });
  if (found.length > 1) throw new AppError("input", "several-orders", `Several banks have an order ${id}.`, { meaning: "Nothing was signed.", next: "Say which with --connection TITLE." });
  return only;
}
