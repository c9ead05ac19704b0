import { mkdir } from "node:fs/promises";
import path from "node:path";
import { accountText, parseIban } from "../../domain/account-number.ts";
import { SettableClock } from "../../domain/clock.ts";
import type { CurrencyCode, IsoDate, OrderId } from "../../domain/ids.ts";
import { bankDayOnOrAfter, targetCalendar } from "../../domain/calendar.ts";
import { instantIn, todayIn } from "../../domain/iso-date.ts";
import { assert, isAppError } from "../../domain/errors.ts";
import type { Transaction } from "../../domain/order.ts";
import { Secret } from "../../domain/secret.ts";
import { numberText } from "../../workflows/attention.ts";
import { communicate } from "../../workflows/communication/communicate.ts";
import type { SessionResult } from "../../workflows/communication/progress.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { enterPayment } from "../../workflows/enter-payment.ts";
import { importOrderFile, previewOrderFile } from "../../workflows/import-orders.ts";
import { queueOrder } from "../../workflows/outbox.ts";
import type { Order } from "../../workflows/ports/customer-store.ts";
import { printOrder, printStatement } from "../../workflows/print-pages.ts";
import { prepareSigningSheet, signOrders } from "../../workflows/sign-orders.ts";
import { templateFromOrder } from "../../workflows/templates.ts";
import { openFile, writeFileWhole } from "../files.ts";
import { demoCustomers, demoPassphrase } from "./customers.ts";
import { writeOrderFile } from "./order-files.ts";
import { germanPayee, hungarianPayee, invoices, wages } from "./payees.ts";
import { type DayReport, reportOf } from "./report.ts";
import { accountIn, type DemoWorld, openDemoWorld } from "./world.ts";

export interface DayOptions {
  /** Holds the stores while the day runs. */
  readonly root: string;
  /** Gets the order files and the PDFs. */
  readonly out: string;
  /** Real time at the start; the day is the next bank day from here. */
  readonly nowMs: number;
  readonly say: (text: string) => void;
}

const zone = "Europe/Budapest";
/** Small enough that the payroll needs several segments. */
const segmentBytes = 4096;

/** Plays a whole day of an office with three customers, by the same workflows that screens and commands use. @returns what was done, counted from the stores and from the bank's books */
export async function playDay(options: DayOptions): Promise<DayReport> {
  const day = bankDayOnOrAfter(targetCalendar, todayIn(zone, options.nowMs));
  const clock = new SettableClock(Math.max(options.nowMs, instantIn(zone, day, "08:00")));
  await mkdir(options.out, { recursive: true });
  const pdfs: string[] = [];
  const keep = async (document: { fileName: string; bytes: AsyncIterable<Uint8Array> }): Promise<void> => {
    await writeFileWhole(path.join(options.out, document.fileName), document.bytes);
    pdfs.push(document.fileName);
  };
  const world = await openDemoWorld({ root: options.root, clock, segmentBytesMax: segmentBytes, say: options.say, onLetter: (fileName, bytes) => keep({ fileName, bytes }) });
  try {
    const office = new Office(world, options, todayIn(zone, clock.now()));
    await office.prepare();
    await office.sign();
    await office.send();
    await office.triesToPayTwice();
    world.bank.admin.clock.nextBusinessDay();
    clock.set(Date.parse(world.bank.admin.clock.state().now));
    await office.fetchAll();
    await office.print(keep);
    return await reportOf(world, { sessions: office.sessions, pdfs, stoppedDuplicates: office.stoppedDuplicates, day });
  } finally {
    await world.close();
  }
}

/** The people of the office and what they do, in the order of the day. */
class Office {
  readonly sessions: { readonly customer: string; readonly result: SessionResult }[] = [];
  stoppedDuplicates = 0;
  readonly #world: DemoWorld;
  readonly #options: DayOptions;
  readonly #today: IsoDate;
  readonly #orders: { readonly customer: string; readonly id: OrderId }[] = [];

  constructor(world: DemoWorld, options: DayOptions, today: IsoDate) {
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

  /** More than the account has: the bank refuses it alone (AM04). */
  #unaffordable(): Transaction {
    return {
      endToEndId: "RE-MASCHINE", amount: { minor: 900_000_00n, currency: "EUR" as CurrencyCode }, creditor: { name: "Maschinenbau Ems AG" },
      creditorAccount: { kind: "iban", iban: germanPayee(99) }, remittance: { unstructured: ["Anzahlung Presse 3"] },
    };
  }

  async #enterByHand(): Promise<void> {
    const context = await this.#context("TISZA");
    const account = await accountIn(context, "EUR");
    const rent = (endToEndId: string): Transaction => ({
      endToEndId, amount: { minor: 1_450_00n, currency: "EUR" as CurrencyCode }, creditor: { name: "Part Ingatlan Kft." },
      creditorAccount: { kind: "iban", iban: hungarianPayee(900) }, remittance: { unstructured: ["Office rent"] },
    });
    const entry = { title: "Office rent", debtorAccountId: account.id, executionDate: this.#today };
    const first = await enterPayment(context, { ...entry, transactions: [rent("RENT-1")] });
    const template = await templateFromOrder(context, first.id, "Office rent");
    this.#remember("TISZA", first);
    const again = await enterPayment(context, { ...entry, title: "Storage rent", transactions: template.transactions.map((one) => ({ ...one, endToEndId: "RENT-2", amount: { ...one.amount, minor: 320_00n } })), fromTemplate: true });
    this.#remember("TISZA", again);
    this.#options.say(`TISZA: entered orders ${numberText(first)} and, from a template, ${numberText(again)}`);
  }

  async #importFile(customer: string, currency: string, format: string, name: string, transactions: readonly Transaction[], batchBooking: boolean): Promise<void> {
    const context = await this.#context(customer);
    const account = (await context.store.accounts.all()).find((one) => one.currency === currency);
    assert(account !== undefined, `${customer} has an account in ${currency}`);
    const file = path.join(this.#options.out, name);
    await writeFileWhole(file, writeOrderFile({ format, messageId: name.replace(/\W/g, "").slice(0, 30).toUpperCase(), context, account, executionDate: this.#today, transactions, batchBooking }));
    const source = { name, open: () => openFile(file) };
    const preview = await previewOrderFile(context, source);
    assert(preview.importable, `${name} can be imported`);
    const order = await importOrderFile(context, source);
    this.#remember(customer, order);
    this.#options.say(`${customer}: imported ${name} as order ${numberText(order)}, ${order.transactionCount} payments to ${accountText(account.number).slice(0, 4)}…, ${preview.facts?.newPayeePayments ?? 0} to new payees`);
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
        this.#options.say(`${profile.shortName}: ${operator} (${own.signer.signatureClass}) signed ${signed.length} orders${signed.every((one) => one.verdict.complete) ? "" : "; one more signature needed"}`);
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
    for (const operator of ["Réka", "Anna"] as const) {
      const own = await this.#world.context(payroll.customer, operator);
      const sheet = await prepareSigningSheet(own, [again.id]);
      using pin = Secret.fromText(demoPassphrase);
      const [key] = sheet.own;
      assert(key !== undefined, `${operator} has a key`);
      await signOrders(own, sheet, { subscriberId: key.subscriber.id, pin, customerCode: own.customer.profile.code });
    }
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
        this.#options.say(`${customer}: session ${result.session.number} fetched ${statements} statements, ${statusReports} status reports, ${protocolEvents} protocol events; ${transactionsBooked} payments booked`);
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
