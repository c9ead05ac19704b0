import fc from "fast-check";
import { hungarianIban, parseHungarianAccount, type AccountNumber } from "../../src/domain/account-number.ts";
import { AppError } from "../../src/domain/errors.ts";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import { amountText, currencyExponent, type Money } from "../../src/domain/money.ts";
import type { Agent, Batch, Collection, Mandate, MandateAmendment, OrderHeader, Party, PostalAddress, Remittance, Transaction } from "../../src/domain/order.ts";
import type { Recall, RecalledPayment, RecallReason } from "../../src/domain/recall.ts";
import type { Balance, EntryDetail, StatementEntry, StatementHeader } from "../../src/domain/statement.ts";
import type { BatchStatus, StatusReason, StatusReportHeader, TransactionStatus } from "../../src/domain/status-report.ts";
import type { OrderBatchSource, StatementDocument } from "../../src/formats/format.ts";

/** Leaves out what is undefined, so that values compare as the reader builds them. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Any text that a field may hold, also what must be escaped; without the characters that XML forbids. */
const text = (max: number) =>
  fc.string({ unit: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(..."abcXYZ019 ./-&<>\"'őűÖß€") }, { weight: 1, arbitrary: fc.constantFrom("]]>", "\t", "\n", "\r", "😀", "&amp;", "<!--") }), minLength: 1, maxLength: Math.max(1, Math.floor(max / 5)) });
/** A code or reference: no blanks at its ends. */
const token = (max: number) => fc.string({ unit: fc.constantFrom(..."abcXYZ019-&<ő"), minLength: 1, maxLength: max });

const currency = fc.constantFrom("EUR", "HUF", "JPY", "KWD", "USD") as fc.Arbitrary<CurrencyCode>;
const date = fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10) as IsoDate);
const dateTime = date.map((day) => `${day}T12:34:56Z`);
const bic = fc.constantFrom("DEUTDEFF", "OTPVHUHBXXX", "BNPAFRPP");

const account: fc.Arbitrary<AccountNumber> = fc.oneof(
  fc.integer({ min: 0, max: 9_999_999 }).map((n): AccountNumber => {
    for (let check = 0; check < 10; check++) {
      const parsed = parseHungarianAccount(`11773016${String(n).padStart(7, "0")}${check}`);
      if (parsed.ok) return { kind: "iban", iban: hungarianIban(parsed.digits24) };
    }
    throw new Error("one of ten digits fits");
  }),
  fc.record({ value: token(34), scheme: maybe(fc.constantFrom("BBAN", "UPIC", "OWN SCHEME")) }).map(({ value, scheme }): AccountNumber => compact({ kind: "other" as const, value, scheme })),
);
const address: fc.Arbitrary<PostalAddress> = fc
  .record({ streetName: maybe(text(70)), buildingNumber: maybe(text(16)), postCode: maybe(text(16)), townName: maybe(text(35)), country: fc.constantFrom("HU", "DE"), addressLines: fc.array(text(70), { maxLength: 3 }) })
  .map((each) => compact(each));
const party: fc.Arbitrary<Party> = fc.record({ name: text(140).filter((name) => name.trim() !== ""), address: maybe(address), id: maybe(token(35)) }).map((each) => compact(each));
const agent: fc.Arbitrary<Agent> = fc
  .record({ bic: maybe(bic), name: maybe(text(140)), clearingMemberId: maybe(token(28)) })
  .map((each) => compact(each));
const remittance: fc.Arbitrary<Remittance> = fc
  .record({ unstructured: fc.array(text(140), { maxLength: 2 }), creditorReference: maybe(text(35)), creditorReferenceType: maybe(fc.constantFrom("SCOR", "QRR")) })
  .map((each) => compact(each));
const chargeBearer = fc.constantFrom("DEBT", "CRED", "SHAR", "SLEV") as fc.Arbitrary<"DEBT" | "CRED" | "SHAR" | "SLEV">;

const transaction = (withUetr: boolean, of: CurrencyCode): fc.Arbitrary<Transaction> =>
  fc
    .record({
      instructionId: maybe(token(35)), endToEndId: token(35), uetr: withUetr ? maybe(fc.constant("12345678-0000-4000-8000-000000000001")) : fc.constant(undefined),
      amount: fc.bigInt({ min: 1n, max: 10n ** 14n }).map((minor): Money => ({ minor, currency: of })), creditor: party, creditorAccount: maybe(account), creditorAgent: maybe(agent.filter((each) => Object.keys(each).length > 0)),
      ultimateDebtor: maybe(party), ultimateCreditor: maybe(party), purpose: maybe(fc.constantFrom("SALA", "LONG PURPOSE")), chargeBearer: maybe(chargeBearer), remittance,
    })
    .map((each) => compact(each));

/** A whole order; totals fit. */
export interface AnyOrder {
  readonly header: OrderHeader;
  readonly batches: readonly { readonly batch: Batch; readonly transactions: readonly Transaction[] }[];
}
export const order = (withUetr: boolean): fc.Arbitrary<AnyOrder> =>
  fc
    .record({
      header: fc.record({ messageId: token(35), createdAt: dateTime, initiatingParty: party }),
      batches: fc.uniqueArray(
        currency.chain((of) => fc.record({
          batch: fc.record({
            paymentInformationId: token(35), requestedExecutionDate: date, debtor: party, debtorAccount: account, debtorAccountCurrency: maybe(currency), debtorAgent: agent,
            batchBooking: maybe(fc.boolean()), serviceLevel: maybe(fc.constantFrom("NURG", "URGP", "OWN LEVEL")), localInstrument: maybe(fc.constant("INST")), categoryPurpose: maybe(fc.constant("SALA")),
            instructionPriority: maybe(fc.constantFrom("HIGH" as const, "NORM" as const)), chargeBearer: maybe(chargeBearer), ultimateDebtor: maybe(party),
          }),
          transactions: fc.array(transaction(withUetr, of), { minLength: 1, maxLength: 4 }),
        })),
        { minLength: 1, maxLength: 3, selector: (each) => each.batch.paymentInformationId },
      ),
    })
    .map(({ header, batches }) => {
      const all = batches.flatMap((each) => each.transactions);
      return {
        header: { ...header, declaredCount: all.length, declaredSum: exactSum(all) },
        batches: batches.map(({ batch, transactions }) => ({ batch: { ...compact(batch), declaredCount: transactions.length, declaredSum: exactSum(transactions) }, transactions })),
      };
    });

/** The same order within SEPA's bounds: euro, IBANs, charges shared. */
export function asSepa(any: AnyOrder): AnyOrder {
  const iban: AccountNumber = { kind: "iban", iban: hungarianIban("117730161111101800000000") };
  const batches = any.batches.map(({ batch, transactions }) => {
    const inEuro = transactions.map((each): Transaction => compact({ ...each, amount: { ...each.amount, currency: "EUR" as CurrencyCode }, creditorAccount: each.creditorAccount && iban, chargeBearer: each.chargeBearer && ("SLEV" as const) }));
    return { batch: compact({ ...batch, serviceLevel: batch.serviceLevel && "SEPA", debtorAccount: iban, chargeBearer: batch.chargeBearer && ("SLEV" as const), declaredSum: exactSum(inEuro) }), transactions: inEuro };
  });
  return { header: { ...any.header, declaredSum: exactSum(batches.flatMap((each) => each.transactions)) }, batches };
}

const creditorId = fc.constantFrom("DE98ZZZ09999999999", "HU65ZZZ12345678");
const amendment: fc.Arbitrary<MandateAmendment> = fc
  .record({ originalMandateId: maybe(token(35)), originalCreditorSchemeId: maybe(creditorId), originalCreditorName: maybe(text(70)), originalDebtorAccount: maybe(account), originalDebtorAgent: maybe(fc.constantFrom("SMNDA", "DEUTDEFF")) })
  .filter((each) => Object.values(each).some((value) => value !== undefined))
  .map((each) => compact(each));
const mandate = (sequences: readonly ("FRST" | "RCUR" | "RPRE")[]): fc.Arbitrary<Mandate> => fc
  .record({ mandateId: token(35), signedOn: fc.constant("1970-01-01" as IsoDate), amendment: maybe(amendment), creditorSchemeId: maybe(creditorId), sequenceType: maybe(fc.constantFrom(...sequences)) })
  .map((each) => compact(each));
const collection: fc.Arbitrary<Collection> = fc.record({ creditorSchemeId: creditorId, sequenceType: fc.constantFrom("FRST" as const, "RCUR" as const, "FNAL" as const, "OOFF" as const) });

/** The same order, but that it collects. @param again also a collection that is presented again, which older versions cannot say */
export const collecting = (any: AnyOrder, again: boolean): fc.Arbitrary<AnyOrder> =>
  fc
    .record({ collection, instrument: fc.constantFrom("CORE", "B2B"), mandate: mandate(again ? ["FRST", "RCUR", "RPRE"] : ["FRST", "RCUR"]), account })
    .map((made) => ({
      ...any,
      batches: any.batches.map(({ batch, transactions }) => ({
        batch: { ...batch, localInstrument: made.instrument, collection: made.collection },
        transactions: transactions.map((each) => ({ ...each, creditorAccount: each.creditorAccount ?? made.account, mandate: made.mandate })),
      })),
    }));

/** The sum over currencies, by the way of thousandths. */
export function exactSum(transactions: readonly Pick<Transaction, "amount">[]): string {
  let thousandths = 0n;
  for (const { amount } of transactions) thousandths += amount.minor * 10n ** BigInt(3 - currencyExponent(amount.currency));
  return amountText({ minor: thousandths, currency: "KWD" as CurrencyCode });
}

export function sources(any: AnyOrder): OrderBatchSource[] {
  return any.batches.map(({ batch, transactions }) => ({ batch, count: transactions.length, sum: exactSum(transactions), transactions }));
}

const signed = (of: CurrencyCode): fc.Arbitrary<Money> => fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((minor) => minor !== 0n).map((minor) => ({ minor, currency: of }));

const detail = (entry: Money): fc.Arbitrary<EntryDetail> =>
  fc
    .record({
      amount: maybe(fc.bigInt({ min: 1n, max: 10n ** 10n }).map((size): Money => ({ minor: entry.minor < 0n ? -size : size, currency: entry.currency }))),
      endToEndId: maybe(token(35)), messageId: maybe(token(35)), paymentInformationId: maybe(token(35)), instructionId: maybe(token(35)), transactionId: maybe(token(35)), bankReference: maybe(token(35)),
      counterparty: maybe(party), counterpartyAccount: maybe(account), counterpartyBic: maybe(bic), remittance: fc.array(text(140), { maxLength: 2 }), creditorReference: maybe(text(35)), returnReason: maybe(fc.constantFrom("AC04", "LONG REASON")),
    })
    .map((each) => compact(each));

const entry = (of: CurrencyCode): fc.Arbitrary<StatementEntry> =>
  signed(of).chain((amount) =>
    fc
      .record({
        amount: fc.constant(amount), bookingDate: maybe(date), valueDate: maybe(date), status: fc.constantFrom("BOOK" as const, "PDNG" as const, "INFO" as const), reversal: fc.boolean(),
        entryReference: maybe(token(35)), bankReference: maybe(token(35)), bankTransactionCode: maybe(fc.constantFrom("PMNT/ICDT/ESCT", "NTRF+166+00931")), additionalInformation: maybe(text(500)),
        details: fc.array(detail(amount), { maxLength: 3 }),
      })
      .map((each) => compact(each)),
  );

export interface AnyStatement {
  readonly header: StatementHeader;
  readonly balances: readonly Balance[];
  readonly entries: readonly StatementEntry[];
}

/** A statement whose balances fit its booked entries. */
const statement: fc.Arbitrary<AnyStatement> = currency.chain((of) =>
  fc
    .record({
      header: fc
        .record({ statementId: token(35), sequenceNumber: maybe(fc.constant("17")), createdAt: dateTime, period: maybe(fc.tuple(date, date)), account: account.filter((each) => each.kind === "iban"), currency: fc.constant(of), ownerName: maybe(text(140)) })
        .map(({ period, ...header }): StatementHeader => compact({ ...header, fromDate: period?.[0], toDate: period?.[1] })),
      opening: signed(of), day: date, entries: fc.array(entry(of), { maxLength: 4 }),
    })
    .map(({ header, opening, day, entries }) => {
      const booked = entries.filter((each) => each.status === "BOOK").reduce((sum, each) => sum + each.amount.minor, 0n);
      return { header, entries, balances: [{ type: "OPBD", amount: opening, date: day }, { type: "CLBD", amount: { minor: opening.minor + booked, currency: of }, date: day }] };
    }),
);
export const statements: fc.Arbitrary<readonly AnyStatement[]> = fc.array(statement, { minLength: 1, maxLength: 3 });
/** The same as an intraday report or a notification, by the format's id; a notification has no balances. */
export function asKind(all: readonly AnyStatement[], id: string): readonly AnyStatement[] {
  if (id.startsWith("camt.052")) return all.map((each) => ({ ...each, header: { ...each.header, kind: "report" } }));
  if (id.startsWith("camt.054")) return all.map((each) => ({ ...each, header: { ...each.header, kind: "notification" }, balances: [] }));
  return all;
}
export const documents = (all: readonly AnyStatement[]): StatementDocument[] => all.map((each) => ({ ...each }));

const reason: fc.Arbitrary<StatusReason> = fc
  .record({
    code: maybe(fc.constantFrom("AC04", "TS01", "LONG CODE")), text: fc.array(text(105), { maxLength: 2 }),
    originatorIds: maybe(fc.dictionary(fc.constantFrom("PartnerID", "OrderID", "UserID", "TimeStamp", "__proto__"), token(35), { minKeys: 1, noNullPrototype: true })),
  })
  .map((each) => compact(each));

export interface AnyStatus {
  readonly header: StatusReportHeader;
  readonly batches: readonly BatchStatus[];
  readonly transactions: readonly TransactionStatus[];
}
export const status: fc.Arbitrary<AnyStatus> = fc
  .record({
    header: fc
      .record({ messageId: token(35), createdAt: dateTime, originalMessageId: token(35), originalMessageName: fc.constant("pain.001.001.09"), groupStatus: maybe(fc.constantFrom("ACTC", "RJCT", "PART")), reasons: fc.array(reason, { maxLength: 2 }) })
      .map((each) => compact(each)),
    batches: fc.uniqueArray(fc.record({ originalPaymentInformationId: token(35), status: fc.constantFrom("ACCP", "RJCT"), reasons: fc.array(reason, { maxLength: 2 }) }), { maxLength: 3, selector: (each) => each.originalPaymentInformationId }),
    loose: fc.array(fc.record({ originalInstructionId: maybe(token(35)), originalEndToEndId: maybe(token(35)), status: fc.constantFrom("ACSC", "RJCT"), reasons: fc.array(reason, { maxLength: 2 }) }).map((each) => compact(each)), { maxLength: 6 }),
  })
  .map(({ header, batches, loose }) => {
    // In the order of the batches, as the file has them; those without a batch come last.
    const transactions = loose.map((each, i): TransactionStatus => compact({ ...each, originalPaymentInformationId: batches[Math.floor((i * (batches.length + 1)) / loose.length)]?.originalPaymentInformationId }));
    return { header, batches, transactions };
  });

const recallReason: fc.Arbitrary<RecallReason> = fc.record({ code: maybe(fc.constantFrom("CUST", "FRAD", "AM09", "LONG CODE")), text: fc.array(text(105), { maxLength: 2 }) }).map((each) => compact(each));

/** A request to get payments back, with what the format's version has a place for; the totals fit, or something is meant as a whole. */
export const recall = (id: string): fc.Arbitrary<Recall> => {
  const reverses = id.startsWith("pain.007"), betweenBanks = id.startsWith("camt.056");
  const only = <T>(when: boolean, arbitrary: fc.Arbitrary<T>) => (when ? maybe(arbitrary) : fc.constant(undefined));
  const side = fc.oneof(party.map((each) => ({ party: each })), agent.filter((each) => Object.keys(each).length > 0).map((each) => ({ agent: each })), fc.constant({}));
  const bank = maybe(agent.filter((each) => Object.keys(each).length > 0));
  const payment: fc.Arbitrary<RecalledPayment> = fc
    .record({
      recallId: maybe(token(35)), originalInstructionId: maybe(token(35)), originalEndToEndId: token(35), originalTransactionId: only(betweenBanks, token(35)),
      originalUetr: only(!reverses && /0[89]$/.test(id), fc.constant("12345678-0000-4000-8000-000000000001")),
      amount: currency.chain((of) => fc.bigInt({ min: 1n, max: 10n ** 14n }).map((minor): Money => ({ minor, currency: of }))),
      reversedAmount: only(reverses, fc.constant<Money>({ minor: 1n, currency: "EUR" as CurrencyCode })),
      executionDate: maybe(date), collectionDate: maybe(date), settlementDate: maybe(date),
      debtor: maybe(party), debtorAccount: maybe(account), debtorAgent: bank, creditor: maybe(party), creditorAccount: maybe(account), creditorAgent: bank,
      remittance: fc.array(text(140), { maxLength: 2 }), reasons: fc.array(recallReason, { maxLength: 2 }),
    })
    .map((each) => compact(each));
  const payments = fc.array(payment, { minLength: 1, maxLength: 3 });
  const totals = { declaredCount: maybe(fc.integer({ min: 1, max: 99 })), declaredSum: maybe(fc.constant("12.34")) };
  const batch = fc.record({ originalPaymentInformationId: token(35), whole: fc.boolean(), ...totals, reasons: fc.array(recallReason, { maxLength: 2 }) }).map((each) => compact(each));
  const batches = betweenBanks
    ? payments.map((each) => [{ batch: undefined, payments: each }])
    : fc.array(fc.record({ batch, payments }).map((each) => (each.batch.whole ? { ...each, payments: [] } : each)), { minLength: 1, maxLength: 3 });
  const message = fc
    .record({ originalMessageId: token(35), originalMessageName: fc.constant("pain.001.001.09"), whole: fc.boolean(), ...(reverses ? {} : totals), reasons: fc.array(recallReason, { maxLength: 2 }) })
    .map((each) => compact(each));
  const messages = fc.array(fc.record({ message, batches }).map((each) => (each.message.whole ? { ...each, batches: [] } : each)), { minLength: 1, maxLength: reverses ? 1 : 3 });
  const header = fc.record({ messageId: token(35), createdAt: dateTime, from: reverses ? party.map((each) => ({ party: each })) : side, to: reverses ? agent.filter((each) => Object.keys(each).length > 0).map((each) => ({ agent: each })) : side });
  return fc.record({ header, messages: messages as fc.Arbitrary<Recall["messages"]> }).map((each): Recall => {
    const all = each.messages.flatMap((one) => one.batches.flatMap((two) => two.payments));
    return { ...each, header: { ...each.header, declaredCount: all.length, declaredSum: exactSum(all.map((one) => ({ amount: one.reversedAmount ?? one.amount! }))) } };
  });
};

/** Collects what a format writes. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** The error that a call throws; fails when it throws none of ours. */
export async function appErrorOf(work: () => Promise<unknown>): Promise<AppError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
