import { visibleLine } from "../../domain/text.ts";
import { parseAccountNumber } from "../../domain/account-number.ts";
import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoDate, OrderId } from "../../domain/ids.ts";
import { parseIsoDate } from "../../domain/iso-date.ts";
import { parseAmount } from "../../domain/money.ts";
import { orderStates, type OrderState, orderStateTitle } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { collects, type Transaction } from "../../domain/order.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import { once } from "../../workflows/bytes.ts";
import { checkOrder } from "../../workflows/check-order.ts";
import { resolveUnanswered } from "../../workflows/communication/resolve-unanswered.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { enterPayment } from "../../workflows/enter-payment.ts";
import { importPlanned, mendingText, rememberedTreatment } from "../../workflows/import-desk/import-planned.ts";
import { mendingKinds } from "../../workflows/import-desk/mender.ts";
import { type ImportPlan, planImport } from "../../workflows/import-desk/plan-import.ts";
import { quarantineFile } from "../../workflows/import-desk/quarantine.ts";
import { cancelOrder, queueOrder, unqueueOrder } from "../../workflows/outbox.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { printOrder } from "../../workflows/print-pages.ts";
import { prepareSigningSheet, signOrders, withdrawSignatures } from "../../workflows/sign-orders.ts";
import { freeFormText, sendAsText } from "../../workflows/free-form.ts";
import { isRecall } from "../../workflows/recalls/is-recall.ts";
import { prepareRecall } from "../../workflows/recalls/prepare-recall.ts";
import { answerText, askedBackText, recallReasonText, recallStandingText } from "../../workflows/recalls/recall-words.ts";
import { writeOrderRecall } from "../../workflows/recalls/write-recall.ts";
import { sendFileAs } from "../../workflows/send-file-as.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { orderNamed } from "./bank-data.ts";
import { connectionNamed } from "./connection.ts";
import { codeOptions } from "../one-time-codes.ts";
import { openFile, writeFileWhole } from "../files.ts";
import { type CommandIo, exitCodes, table, toJson } from "../io.ts";
import { readDevicePin } from "../signing-device.ts";
import { moneyText, orderJson, payeesText, paymentJson } from "../shown.ts";
import { mendingsOf } from "./mendings-option.ts";
import type { JsonOption, Noun } from "./noun.ts";
import { signAllCommand } from "./sign-all.ts";

/** `kontor order …`: prepare, sign, put into the outbox, follow. */
export const order: Noun = (program, io, setExitCode) => {
  const noun = program.command("order").description("payments on their way to the bank");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("import <file>", "take an order file in; --dry-run only tells what is in it")
    .option("--dry-run", "store nothing")
    .option("--title <text>", "how the order is called")
    .option("--mend <kinds>", `what to mend on the spot, with commas: ${mendingKinds.join(", ")}; none; as before for files of this source when left out`)
    .option("--format <id>", "read it in this format, where several could")
    .option("--quarantine", "keep the file in quarantine when it cannot be imported")
    .action(async (file: string, options: JsonOption & ImportOptions) => {
      await withCustomer(io, options, async (context) => setExitCode(await importFile(io, context, file, options)));
    });

  verb("send-file <file>", "any file as an order under a name of your choice; a payment file is read as ever, of another only name, size and hash are known")
    .requiredOption("--connection <title>", "to which bank")
    .requiredOption("--as <order>", "SCT/DE/-/pain.001@09/ZIP, CCT, \"FUL NAME COUNTRY\"")
    .option("--transport", "the signatures do not release it; something else does")
    .option("--title <text>", "how the order is called")
    .action(async (file: string, options: JsonOption & { readonly connection: string; readonly as: string; readonly transport?: boolean; readonly title?: string }) => {
      await withCustomer(io, options, async (context) => {
        const connection = await connectionNamed(context, options.connection);
        const sendAs = { ...orderNamed(options.as, "send"), signatures: options.transport === true ? "transport" as const : "release" as const };
        tellOrder(io, await sendFileAs(context, { source: { name: file, open: () => openFile(file) }, connectionId: connection.id, sendAs, title: options.title }), options.json === true);
      });
    });

  verb("enter", "one payment by hand")
    .requiredOption("--from <account>", "own account")
    .requiredOption("--to <account>", "payee's IBAN or Hungarian account number")
    .requiredOption("--name <text>", "payee")
    .requiredOption("--amount <decimal>", "in the account's currency")
    .requiredOption("--date <YYYY-MM-DD>", "execution date")
    .option("--text <text>", "remittance information", "")
    .option("--reference <id>", "end-to-end id", "NOTPROVIDED")
    .option("--urgent", "urgent payment")
    .option("--instant", "instant payment")
    .action(async (options: JsonOption & EnterOptions) => {
      await withCustomer(io, options, async (context) => tellOrder(io, await enter(context, options), options.json === true));
    });

  verb("list", "orders, newest first").option("--state <state>", orderStates.join(", ")).option("--text <text>", "title, number, message id, payee or debtor").option("--limit <n>", "at most so many", "50").action(async (options: JsonOption & { readonly state?: string; readonly text?: string; readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const orders = await context.store.orders.list({ states: options.state === undefined ? undefined : [stateOf(options.state)], text: options.text, limit: Number(options.limit) });
      if (options.json === true) io.out(toJson(orders.map(orderJson)));
      else if (orders.length === 0) io.out("No orders here: kontor order import FILE\n");
      else io.out(table(["order", "state", "title", "payments", "sum", "date", "bank's id"], orders.map((one) => [orderNumberText(one.number), orderStateTitle[one.state], one.title, String(one.transactionCount), one.sums.map(moneyText).join(", "), one.executionDate, one.bankOrderId ?? ""])));
    });
  });

  verb("show <number>", "one order: facts, findings, signatures, history, payments").option("--payments <n>", "how many payments to list", "20").action(async (number: string, options: JsonOption & { readonly payments: string }) => {
    await withCustomer(io, options, async (context) => showOrder(io, context, await orderNumbered(context, number), Number(options.payments), options.json === true));
  });

  verb("check <number>", "check again: accounts, bank, dates, repeats").action(async (number: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => tellOrder(io, await checkOrder(context, (await orderNumbered(context, number)).id), options.json === true));
  });

  codeOptions(verb("sign <number...>", "sign with your key; shows what is signed first"))
    .option("--user-id <id>", "which of your keys, when there are several")
    .option("--pin-file <file>", "file with the key file's passphrase or the card's PIN")
    .option("--pin-fd <number>", "open descriptor to read it from")
    .option("--customer-code <code>", "asked for above the customer's limit")
    .option("--for-others", "the others sign at the bank: also a signature that is not enough here")
    .action(async (numbers: readonly string[], options: JsonOption & SignOptions) => {
      await withCustomer(io, options, async (context) => {
        const all = await sign(io, context, numbers, options);
        setExitCode(all ? exitCodes.ok : exitCodes.notAllowed);
      });
    });

  signAllCommand(noun, io, setExitCode);

  verb("withdraw <number>", "take all signatures off again").action(async (number: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => tellOrder(io, await withdrawSignatures(context, (await orderNumbered(context, number)).id), options.json === true));
  });

  verb("queue <number>", "into the outbox: it leaves with the next session").option("--override-reason <text>", "when the same payments went before and shall go again").option("--for-others", "only partly signed: it waits at the bank until the others have signed it there").action(async (number: string, options: JsonOption & { readonly overrideReason?: string; readonly forOthers?: true }) => {
    await withCustomer(io, options, async (context) => {
      const override = options.overrideReason === undefined ? undefined : { reason: options.overrideReason };
      tellOrder(io, await queueOrder(context, (await orderNumbered(context, number)).id, { override, forOthers: options.forOthers }), options.json === true);
    });
  });

  verb("unqueue <number>", "out of the outbox again").action(async (number: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => tellOrder(io, await unqueueOrder(context, (await orderNumbered(context, number)).id), options.json === true));
  });

  verb("cancel <number>", "end an order that has not left").requiredOption("--reason <text>", "why").action(async (number: string, options: JsonOption & { readonly reason: string }) => {
    await withCustomer(io, options, async (context) => tellOrder(io, await cancelOrder(context, (await orderNumbered(context, number)).id, options.reason), options.json === true));
  });

  verb("ask <number>", "ask the bank about an order that was never answered").action(async (number: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const outcome = await resolveUnanswered(context, (await orderNumbered(context, number)).id);
      io.out(options.json === true ? toJson(outcome) : `${outcome.text}\n`);
      setExitCode(outcome.kind === "unanswered" ? exitCodes.needsAttention : exitCodes.ok);
    });
  });

  verb("recall <number>", "ask the bank to stop payments of an order or to get them back (camt.055): an order of its own, to be signed and sent")
    .requiredOption("--reason <code>", "CUST asked by the customer, DUPL paid twice, TECH technical mistake, FRAD fraud, or another that the bank takes")
    .option("--out <file>", "only write the file there; send-file can send it")
    .option("--payment <n...>", "only these payments, as order show numbers them")
    .option("--batch <n>", "only this batch, counted from 1")
    .option("--text <text>", "a sentence for the bank")
    .option("--format <id>", "camt.055.001.05, .08 or .09; that of the order's time when left out")
    .action(async (number: string, options: JsonOption & RecallOptions) => {
      await withCustomer(io, options, async (context) => {
        const one = await orderNumbered(context, number);
        const wish = { reason: options.reason, text: options.text, formatId: options.format, batch: options.batch === undefined ? undefined : positionOf(options.batch), payments: options.payment?.map(positionOf) };
        if (options.out === undefined) {
          tellOrder(io, await prepareRecall(context, one.id, wish), options.json === true);
          return;
        }
        const { bytes, format, recall } = await writeOrderRecall(context, one.id, wish);
        await writeFileWhole(options.out, once(bytes));
        const { messageId, declaredCount = 0, declaredSum } = recall.header;
        if (options.json === true) io.out(toJson({ order: one.number, format, messageId, count: declaredCount, sum: declaredSum, file: options.out }));
        else io.out(`Written to ${options.out} (${format}): it asks back ${counted(declaredCount, "payment")} of order ${orderNumberText(one.number)}, ${declaredSum} together. The bank knows nothing of it yet: send it with kontor order send-file.\n`);
      });
    });

  verb("print <number>", "the order sheet as PDF").requiredOption("--out <pdf>", "where to write it").action(async (number: string, options: { readonly out: string }) => {
    await withCustomer(io, options, async (context) => {
      await writeFileWhole(options.out, (await printOrder(context, (await orderNumbered(context, number)).id)).bytes);
      io.out(`Written to ${options.out}.\n`);
    });
  });
};

interface RecallOptions {
  readonly reason: string;
  readonly out?: string;
  readonly payment?: readonly string[];
  readonly batch?: string;
  readonly text?: string;
  readonly format?: string;
}

/** @throws AppError input/`bad-number` */
function positionOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError("input", "bad-number", `"${text}" is no number of a payment or batch.`, { meaning: "Nothing was written.", next: "They count from 1." });
}

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly title?: string;
  readonly mend?: string;
  readonly format?: string;
  readonly quarantine?: boolean;
}

/** @returns the exit code */
async function importFile(io: CommandIo, context: WorkflowContext, file: string, options: JsonOption & ImportOptions): Promise<number> {
  const source = { name: file, open: () => openFile(file) };
  const before = await rememberedTreatment(context, file);
  const plan = await planImport(context, source, options.mend === undefined ? before.mendings : mendingsOf(options.mend), { formatId: options.format ?? before.formatId });
  if (options.dryRun === true) {
    tellPlan(io, plan, options.json === true);
    return plan.importable ? exitCodes.ok : exitCodes.usage;
  }
  if (!plan.importable && options.quarantine === true) {
    const held = await quarantineFile(context, source, plan);
    io.out(options.json === true ? toJson({ quarantine: held.id, reason: held.reason }) : `In quarantine as ${held.id}: ${held.reason}\n`);
    return exitCodes.usage;
  }
  tellOrder(io, await importPlanned(context, plan, { title: options.title }), options.json === true);
  return exitCodes.ok;
}

interface EnterOptions {
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly amount: string;
  readonly date: string;
  readonly text: string;
  readonly reference: string;
  readonly urgent?: boolean;
  readonly instant?: boolean;
}

async function enter(context: WorkflowContext, options: EnterOptions): Promise<Order> {
  const own = parseAccountNumber(options.from);
  const account = own === undefined ? undefined : await context.store.accounts.findByNumber(own.kind === "iban" ? own.iban : own.value);
  if (account === undefined) throw new AppError("input", "no-account", `${options.from} is not an account of ${context.customer.profile.shortName}.`, { meaning: "Nothing was stored." });
  const amount = parseAmount(options.amount, account.currency);
  if (!amount.ok) throw new AppError("input", "bad-amount", `"${options.amount}" is no amount in ${account.currency}.`, { meaning: "Nothing was stored.", next: "Write it as 1234.50." });
  const date: IsoDate | undefined = parseIsoDate(options.date);
  if (date === undefined) throw new AppError("input", "bad-date", `"${options.date}" is no date.`, { meaning: "Nothing was stored.", next: "Write it as 2026-11-23." });
  const transaction: Transaction = {
    endToEndId: options.reference, amount: amount.money, creditor: { name: options.name }, creditorAccount: parseAccountNumber(options.to),
    remittance: { unstructured: options.text === "" ? [] : [options.text] },
  };
  return enterPayment(context, { title: options.name, debtorAccountId: account.id, executionDate: date, transactions: [transaction], urgent: options.urgent, instant: options.instant });
}

interface SignOptions {
  readonly userId?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
  readonly customerCode?: string;
  readonly forOthers?: true;
}

async function sign(io: CommandIo, context: WorkflowContext, numbers: readonly string[], options: JsonOption & SignOptions): Promise<boolean> {
  const ids: OrderId[] = [];
  for (const number of numbers) ids.push((await orderNumbered(context, number)).id);
  const sheet = await prepareSigningSheet(context, ids);
  const own = sheet.own.filter(({ subscriber }) => (options.userId === undefined || subscriber.userId === options.userId) && sheet.orders.every(({ order }) => order.connectionId === subscriber.connectionId));
  const [key] = own;
  if (key === undefined) throw new AppError("signer", "no-key", "You have no key for this.", { meaning: "Nothing was signed.", next: "kontor subscriber list shows the keys; an administrator sets them up." });
  if (own.length > 1) throw new AppError("input", "several-keys", `You have several keys: ${own.map(({ subscriber }) => subscriber.userId).join(", ")}.`, { meaning: "Nothing was signed.", next: "Choose one with --user-id." });
  if (options.json !== true) {
    io.out(table(["order", "payments", "sum", "accounts", "date", "new payees", "digest"], sheet.orders.map(({ order, facts, digest }) => [orderNumberText(order.number), String(facts.transactionCount), facts.sums.map(moneyText).join(", "), facts.accounts.join(", "), facts.executionDate ?? "", String(facts.newPayeePayments + facts.changedPayeePayments), digest.slice(0, 16)])));
    for (const { order, facts } of sheet.orders) if (facts.unconfirmedPayeePayments > 0) io.out(`order ${orderNumberText(order.number)}: ${payeesText({ ...facts, newPayeePayments: 0, changedPayeePayments: 0 })}`);
    for (const { order, facts, digest } of sheet.orders) if (facts.file !== undefined) io.out(`order ${orderNumberText(order.number)} ${freeFormText(order, facts.file)}, signed hash ${digest}\n`);
    for (const { order, facts } of sheet.orders) if (facts.recall !== undefined) io.out(`order ${orderNumberText(order.number)} asks back ${askedBackText(facts.recall)}; reason ${recallReasonText(facts.recall)}\n`);
  }
  using pin = readDevicePin(context.tools, key.subscriber.device, options);
  const results = await signOrders(context, sheet, { subscriberId: key.subscriber.id, pin, customerCode: options.customerCode, forOthers: options.forOthers });
  if (options.json === true) io.out(toJson(results.map((one) => ({ order: one.order.number, kind: one.kind, state: one.order.state, reason: one.kind === "signed" ? (one.verdict.explanation === "" ? null : one.verdict.explanation) : one.reason }))));
  else for (const one of results) io.out(`order ${orderNumberText(one.order.number)}: ${one.kind === "signed" ? (one.verdict.complete ? "signed" : `signed; ${one.verdict.explanation}`) : `NOT signed: ${one.reason}`}\n`);
  return results.every((one) => one.kind === "signed");
}

async function showOrder(io: CommandIo, context: WorkflowContext, one: Order, payments: number, json: boolean): Promise<void> {
  const { orders } = context.store;
  const [signatures, steps, transactions, states] = [await orders.signatures(one.id), await orders.steps(one.id), await orders.transactions(one.id, { limit: payments }), await orders.transactionStates(one.id)];
  const collecting = collects(await orders.batches(one.recall?.orderId ?? one.id));
  if (json) {
    io.out(toJson({ ...orderJson(one), transactionStates: states, signatures: signatures.map(({ signature: _bytes, ...rest }) => rest), steps, transmissions: await context.store.transmissions.ofOrder(one.id), transactions: transactions.map((row) => paymentJson(row, collecting)) }));
    return;
  }
  tellOrder(io, one, false);
  for (const recall of await orders.recallsOf(one.id)) io.out(`  ${visibleLine(recallStandingText(recall), 400)}\n`);
  if (signatures.length > 0) io.out(`\n${table(["signed by", "class", "when", "device"], signatures.map((row) => [row.signerName, row.signatureClass, row.at, row.device]))}`);
  io.out(`\n${table(["when", "who", "step", "to", "note"], steps.map((row) => [row.at, row.actor, row.event, orderStateTitle[row.to], row.note ?? ""]))}`);
  io.out(`\n${table(["#", collecting ? "debtor" : "payee", "account", "amount", "remittance", "state", "reason"], transactions.map((row) => [String(row.position + 1), row.creditor.name, row.creditorAccount === undefined ? "" : row.creditorAccount.kind === "iban" ? row.creditorAccount.iban : row.creditorAccount.value, moneyText(row.amount), row.remittance.unstructured.join(" "), row.state, row.reasonCode ?? ""]))}`);
  if (one.transactionCount > transactions.length) io.out(`… and ${one.transactionCount - transactions.length} more (--payments ${one.transactionCount})\n`);
}

function tellOrder(io: CommandIo, one: Order, json: boolean): void {
  if (json) {
    io.out(toJson(orderJson(one)));
    return;
  }
  if (one.contentUnknown === true) io.out(`order ${orderNumberText(one.number)} ${orderStateTitle[one.state]}: ${isRecall(one) ? "a recall of an order that is not known here" : "a free-form file"}, "${one.title}"\n`);
  else if (one.recall !== undefined) io.out(`order ${orderNumberText(one.number)} ${orderStateTitle[one.state]}: asks back ${counted(one.transactionCount, "payment")} of order ${orderNumberText(one.recall.orderNumber)}, ${one.sums.map(moneyText).join(", ")}, ${one.format}\n`);
  else io.out(`order ${orderNumberText(one.number)} ${orderStateTitle[one.state]}: ${counted(one.transactionCount, "payment")}, ${one.sums.map(moneyText).join(", ")}, ${one.executionDate}, ${one.format}\n`);
  if (one.sendAs !== undefined) io.out(`  sent as ${sendAsText(one.sendAs)}\n`);
  if (one.recall?.answer !== undefined) io.out(`  the bank: ${visibleLine(answerText(one.recall.answer), 400)}\n`);
  tellFindings(io, one.findings);
}

function tellPlan(io: CommandIo, plan: ImportPlan, json: boolean): void {
  const { facts, source: _source, sourceFormat, alternatives, chosen, rewriting, ...preview } = plan;
  if (json) {
    io.out(toJson({ ...preview, sourceFormat: sourceFormat?.id ?? null, alternatives: alternatives.map((one) => one.id), mended: [...chosen], writtenAnew: rewriting !== undefined, facts: facts === undefined ? null : { ...facts, sums: facts.sums.map(moneyText), largest: facts.largest.map(moneyText), batches: facts.batches.map((one) => ({ ...one, sums: one.sums.map(moneyText) })), firstTransactions: facts.firstTransactions.map((one) => paymentJson(one, isCollecting(facts))) }, sameContent: preview.sameContent.map(orderJson), sameMessageId: preview.sameMessageId.map(orderJson) }));
    return;
  }
  if (facts !== undefined) {
    io.out(`${preview.format}: ${counted(facts.transactionCount, "payment")}, ${facts.sums.map(moneyText).join(", ")}\n`);
    io.out(table(["account", "date", "payments", "sum"], facts.batches.map((one) => [one.batch.debtorAccount.kind === "iban" ? one.batch.debtorAccount.iban : one.batch.debtorAccount.value, one.batch.requestedExecutionDate, String(one.count), one.sums.map(moneyText).join(", ")])));
    io.out(payeesText(facts));
  }
  if (rewriting !== undefined) io.out(`It is ${sourceFormat?.id ?? "unknown"} and would be written for the bank as ${preview.format}.\n`);
  for (const group of preview.mendings) io.out(`${chosen.has(group.kind) ? "Mended" : `Could be mended (--mend ${group.kind})`}: ${mendingText(group)}${group.uncertain === 0 ? "" : `, ${group.uncertain} to look at`}\n`);
  tellFindings(io, preview.findings);
  io.out(preview.importable ? "It can be imported. Nothing was stored.\n" : "It cannot be imported. Nothing was stored.\n");
}

function tellFindings(io: CommandIo, findings: Order["findings"]): void {
  if (findings.length === 0) return;
  io.out(table(["", "line", "field", "finding"], findings.map((one) => [one.severity, one.line === undefined ? "" : String(one.line), one.field ?? "", one.message])));
}

async function orderNumbered(context: WorkflowContext, text: string): Promise<Order> {
  const found = /^\d{1,9}$/.test(text) ? await context.store.orders.byNumber(Number(text)) : undefined;
  if (found === undefined) throw new AppError("workflow", "no-such-order", `There is no order ${text}.`, { next: "kontor order list shows them." });
  return found;
}

function stateOf(text: string): OrderState {
  const state = orderStates.find((one) => one === text);
  if (state === undefined) throw new AppError("input", "unknown-state", `"${text}" is no state of an order.`, { next: `States: ${orderStates.join(", ")}.` });
  return state;
}
