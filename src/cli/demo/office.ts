import path from "node:path";
import { counted } from "../../domain/counted.ts";
import { accountText, parseIban } from "../../domain/account-number.ts";
import { assert, isAppError } from "../../domain/errors.ts";
import type { CurrencyCode, Iban, IsoDate, OrderId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Transaction } from "../../domain/order.ts";
import { Secret } from "../../domain/secret.ts";
import { communicate } from "../../workflows/communication/communicate.ts";
import type { SessionResult } from "../../workflows/communication/progress.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { enterPayment } from "../../workflows/enter-payment.ts";
import { importPlanned } from "../../workflows/import-desk/import-planned.ts";
import { planImport } from "../../workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../workflows/import-orders.ts";
import { queueOrder } from "../../workflows/outbox.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Order } from "../../workflows/ports/orders.ts";
import { printOrder, printStatement } from "../../workflows/print-pages.ts";
import { prepareSigningSheet, signOrders } from "../../workflows/sign-orders.ts";
import { templateFromOrder } from "../../workflows/templates.ts";
import { openFile, writeFileWhole } from "../files.ts";
import { demoCustomers, type DemoOperatorName, demoPassphrase } from "./customers.ts";
import { writeOrderFile } from "./order-files.ts";
import { germanPayee, hungarianPayee, invoices, wages } from "./payees.ts";
import type { DemoWorld } from "./world.ts";

export interface OfficeOptions {
  /** Gets the order files. */
  readonly out: string;
  readonly say: (text: string) => void;
}

/** An order of the day. */
interface OfDay {
  readonly customer: string;
  readonly id: OrderId;
}

/** The people of the office and what they do, in the order of the day. */
export class Office {
  readonly sessions: { readonly customer: string; readonly result: SessionResult }[] = [];
  stoppedDuplicates = 0;
  readonly #world: DemoWorld;
  readonly #options: OfficeOptions;
  readonly #today: IsoDate;
  readonly #orders: OfDay[] = [];

  constructor(world: DemoWorld, options: OfficeOptions, today: IsoDate) {
    this.#world = world;
    this.#options = options;
    this.#today = today;
  }

  async prepare(): Promise<void> {
    const { bank } = this.#world;
    const closed = bank.admin.openAccount({ owner: "Closed long ago", currency: "HUF" });
    bank.admin.closeAccount(closed.number);
    const closedIban = parseIban(closed.number);
    assert(closedIban !== undefined, "the practice bank gives IBANs");
    const month = this.#today.slice(0, 7);
    const payroll = wages(240, month).map((wage, index): Transaction => (index === 17 ? { ...wage, creditor: { name: "Régi Rezső" }, creditorAccount: { kind: "iban", iban: closedIban } } : wage));
    await this.#importFile("DANUBE", "HUF", "pain.001.001.03", `payroll-${month}.xml`, payroll, true);
    await this.#importFile("DANUBE", "EUR", "pain.001.001.09", `freight-${month}.xml`, invoices(12, 4100), false);
    await this.#importFile("KORONA", "EUR", "pain.001.001.09", `suppliers-${month}.xml`, [...invoices(80, 880100), this.#unaffordable()], false);
    await this.#enterByHand();
  }

  /** The next morning's work, left for whoever sits down: something to sign, something to send, something to mend. */
  async prepareMorning(): Promise<void> {
    const { customer: danube, id: bonus } = await this.#importFile("DANUBE", "HUF", "pain.001.001.09", "bonus.xml", wages(36, "bonus"), true);
    await this.#importFile("DANUBE", "EUR", "pain.001.001.09", "freight-2.xml", invoices(9, 4200), false);
    await this.#importFile("KORONA", "EUR", "pain.001.001.09", "suppliers-2.xml", invoices(24, 880300), false);
    await this.#signOne(danube, "Anna", bonus);
    const strangers = { ...invoices(1, 1)[0], endToEndId: "RE-FREMD" } as Transaction;
    await this.#importFile("KORONA", "EUR", "pain.001.001.03", "not-ours.xml", [strangers], false, hungarianPayee(4711));
    const rent = await this.#rent("Office rent, next month", "RENT-3", 1_450_00n);
    await this.#signOne("TISZA", "Réka", rent.id);
    await queueOrder(await this.#context("TISZA"), rent.id);
  }

  /** More than the account has: the bank refuses it alone (AM04). */
  #unaffordable(): Transaction {
    return {
      endToEndId: "RE-MASCHINE", amount: { minor: 900_000_00n, currency: "EUR" as CurrencyCode }, creditor: { name: "Maschinenbau Ems AG" },
      creditorAccount: { kind: "iban", iban: germanPayee(99) }, remittance: { unstructured: ["Anzahlung Presse 3"] },
    };
  }

  async #enterByHand(): Promise<void> {
    const first = await this.#rent("Office rent", "RENT-1", 1_450_00n);
    const context = await this.#context("TISZA");
    const template = await templateFromOrder(context, first.id, "Office rent");
    assert(template.debtorAccountId !== undefined, "the template knows the account");
    const transactions = template.transactions.map((one) => ({ ...one, endToEndId: "RENT-2", amount: { ...one.amount, minor: 320_00n } }));
    const again = await enterPayment(context, { title: "Storage rent", debtorAccountId: template.debtorAccountId, executionDate: this.#today, transactions, fromTemplate: true });
    this.#remember("TISZA", again);
    this.#options.say(`TISZA: entered orders ${orderNumberText(first.number)} and, from a template, ${orderNumberText(again.number)}`);
  }

  /** One payment by hand. */
  async #rent(title: string, endToEndId: string, minor: bigint): Promise<Order> {
    const context = await this.#context("TISZA");
    const account = await this.#accountIn(context, "EUR");
    const transaction: Transaction = {
      endToEndId, amount: { minor, currency: account.currency }, creditor: { name: "Part Ingatlan Kft." },
      creditorAccount: { kind: "iban", iban: hungarianPayee(900) }, remittance: { unstructured: ["Office rent"] },
    };
    const order = await enterPayment(context, { title, debtorAccountId: account.id, executionDate: this.#today, transactions: [transaction] });
    this.#remember("TISZA", order);
    return order;
  }

  async #accountIn(context: WorkflowContext, currency: string): Promise<Account> {
    const account = (await context.store.accounts.all()).find((one) => one.currency === currency);
    assert(account !== undefined, `${context.customer.profile.shortName} has an account in ${currency}`);
    return account;
  }

  async #importFile(customer: string, currency: string, format: string, name: string, transactions: readonly Transaction[], batchBooking: boolean, foreignAccount?: Iban): Promise<OfDay> {
    const context = await this.#context(customer);
    const own = await this.#accountIn(context, currency);
    const account: Account = foreignAccount === undefined ? own : { ...own, number: { kind: "iban", iban: foreignAccount } };
    const file = path.join(this.#options.out, name);
    await writeFileWhole(file, writeOrderFile({ format, messageId: name.replace(/\W/g, "").slice(0, 30).toUpperCase(), context, account, executionDate: this.#today, transactions, batchBooking }));
    const source = { name, open: () => openFile(file) };
    const plan = await planImport(context, source);
    const order = await importPlanned(context, plan);
    this.#remember(customer, order);
    this.#options.say(`${customer}: imported ${name} as order ${orderNumberText(order.number)}, ${counted(order.transactionCount, "payment")} to ${accountText(account.number).slice(0, 4)}…, ${plan.facts?.newPayeePayments ?? 0} to new payees`);
    return { customer, id: order.id };
  }

  async #signOne(customer: string, operator: DemoOperatorName, id: OrderId): Promise<void> {
    const context = await this.#world.context(customer, operator);
    const sheet = await prepareSigningSheet(context, [id]);
    const [key] = sheet.own;
    assert(key !== undefined, `${operator} has a key`);
    using pin = Secret.fromText(demoPassphrase);
    const [result] = await signOrders(context, sheet, { subscriberId: key.subscriber.id, pin, customerCode: context.customer.profile.code });
    assert(result?.kind === "signed", `${operator} signs for ${customer}`);
  }

  async sign(): Promise<void> {
    for (const { profile, signers } of demoCustomers) {
      for (const { operator, userId } of signers) {
        const context = await this.#world.context(profile.shortName, operator);
        const ids = this.#orders.filter((one) => one.customer === profile.shortName).map((one) => one.id);
        const sheet = await prepareSigningSheet(context, ids);
        const own = sheet.own.find(({ subscriber }) => subscriber.userId === userId);
        assert(own !== undefined, `${operator} has a key`);
        using pin = Secret.fromText(demoPassphrase);
        const results = await signOrders(context, sheet, { subscriberId: own.subscriber.id, pin, customerCode: profile.code });
        const signed = results.filter((one) => one.kind === "signed");
        assert(signed.length === ids.length, `${operator} signs all orders of ${profile.shortName}`);
        this.#options.say(`${profile.shortName}: ${operator} (${own.signer.signatureClass}) signed ${counted(signed.length, "order")}${signed.every((one) => one.verdict.complete) ? "" : "; one more signature needed"}`);
      }
    }
  }

  async send(): Promise<void> {
    for (const { customer, id } of this.#orders) await queueOrder(await this.#context(customer), id);
    await this.#communicate(true);
  }

  async fetchAll(): Promise<void> {
    await this.#communicate(false);
  }

  /** Somebody imports the payroll again; it must be stopped before it leaves. */
  async triesToPayTwice(): Promise<void> {
    const [payroll] = this.#orders;
    assert(payroll !== undefined, "the payroll was imported first");
    const context = await this.#context(payroll.customer);
    const file = path.join(this.#options.out, `payroll-${this.#today.slice(0, 7)}.xml`);
    const again = await importOrderFile(context, { name: file, open: () => openFile(file) }, { title: "Payroll, imported again" });
    for (const operator of ["Réka", "Anna"] as const) await this.#signOne(payroll.customer, operator, again.id);
    try {
      await queueOrder(context, again.id);
    } catch (error) {
      if (!isAppError(error, "workflow", "same-content-sent")) throw error;
      this.stoppedDuplicates++;
      this.#options.say(`${payroll.customer}: stopped. ${error.message} ${error.meaning ?? ""}`);
    }
  }

  async print(keep: (document: { fileName: string; bytes: AsyncIterable<Uint8Array> }) => Promise<void>): Promise<void> {
    for (const { customer, id } of this.#orders) await keep(await printOrder(await this.#context(customer), id));
    for (const customer of new Set(this.#orders.map((one) => one.customer))) {
      const context = await this.#context(customer);
      for (const statement of await context.store.statements.list()) await keep(await printStatement(context, statement.id));
    }
  }

  async #communicate(send: boolean): Promise<void> {
    for (const customer of new Set(this.#orders.map((one) => one.customer))) {
      const context = await this.#context(customer);
      for (const connection of await context.store.connections.all()) {
        const result = await communicate(context, { connectionId: connection.id, send, fetch: true });
        this.sessions.push({ customer, result });
        for (const order of result.orders) this.#options.say(`${customer}: ${order.text}`);
        const { statements, statusReports, protocolEvents, transactionsBooked } = result.fetched;
        this.#options.say(`${customer}: session ${result.session.number} fetched ${counted(statements, "statement")}, ${counted(statusReports, "status report")}, ${counted(protocolEvents, "protocol event")}; ${counted(transactionsBooked, "payment")} booked`);
        if (result.problem !== undefined) this.#options.say(`${customer}: ${result.problem}`);
      }
    }
  }

  #remember(customer: string, order: Order): void {
    this.#orders.push({ customer, id: order.id });
  }

  #context(customer: string): Promise<WorkflowContext> {
    return this.#world.context(customer, "Réka");
  }
}
