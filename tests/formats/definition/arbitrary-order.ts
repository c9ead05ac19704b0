import fc from "fast-check";
import { type AccountNumber, hungarianIban, parseHungarianAccount } from "../../../src/domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import type { Batch, OrderHeader, Transaction } from "../../../src/domain/order.ts";
import type { OrderBatchSource } from "../../../src/formats/format.ts";
import type { Definition, FieldDefinition } from "../../../src/formats/definition/schema.ts";
import { exactSum } from "../arbitraries.ts";

export interface AnyOrder {
  readonly header: OrderHeader;
  readonly batches: readonly { readonly batch: Batch; readonly transactions: readonly Transaction[] }[];
}

/** Letters that all charsets of Hungarian banks have. */
const letters = [..."abcXYZ019 ./-&()ÁÉÍÓÖŐÚÜŰáéíóöőúüű"];
const word = (max: number) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: Math.max(1, max) }).map((text) => text.trim()).filter((text) => text !== "" && text !== "NOTPROVIDED" && !/^0+$/.test(text));

const hungarian: fc.Arbitrary<AccountNumber> = fc.tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.boolean(), fc.integer({ min: 0, max: 9_999_999 })).map(([number, long, more]) => {
  for (let check = 0; check < 10; check++) {
    const head = String(number).padStart(7, "0");
    const parsed = parseHungarianAccount(long ? `11773016${head}0${String(more).padStart(7, "0")}${check}` : `11773016${head}${check}`);
    if (parsed.ok) return { kind: "iban", iban: hungarianIban(parsed.digits24) };
  }
  throw new Error("one of ten digits fits");
});
const date = fc.integer({ min: 11_000, max: 29_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10) as IsoDate);

/** A value for each place that the definition writes, within its length. */
function anyValue(field: FieldDefinition, currency: CurrencyCode): fc.Arbitrary<unknown> {
  const length = field.length ?? 10;
  switch (field.type) {
    case "text":
      if (field.values !== undefined) return fc.constantFrom(...Object.values(field.values).filter((value) => value !== ""));
      if (field.to?.endsWith("country") === true) return fc.constantFrom("HU", "DE");
      if (field.to?.endsWith("bic") === true) return fc.constantFrom("COBADEFFXXX", "OTPVHUHB");
      if (field.to === "transaction.instructionId") return fc.integer({ min: 1, max: 999_999 }).map((n) => `20261120${String(n).padStart(6, "0")}`);
      return word(length).map((text) => (field.pad === "0" ? text.replace(/^[0 ]+(?=.)/, "") : text)).filter((text) => field.pad !== "0" || !text.startsWith("0"));
    case "date":
      return date;
    case "account":
      if (!field.kinds.includes("iban") && field.kinds.includes("other")) return fc.constant<AccountNumber>({ kind: "other", value: "1234567890123" });
      return field.kinds.includes("hungarian") ? hungarian : fc.constantFrom<AccountNumber>({ kind: "iban", iban: "DE89370400440532013000" as never }, { kind: "other", value: "1234567890123" });
    case "amount": {
      const decimals = typeof field.decimals === "number" ? Math.min(field.decimals, 2) : 2;
      const digits = Math.min(length, 12);
      return fc.bigInt({ min: 1n, max: 10n ** BigInt(digits - 3) }).map((units) => ({ minor: currency === "HUF" || decimals === 0 ? units * 100n : units, currency }));
    }
    case "currency":
      return fc.constant(currency);
    default:
      return fc.constant(undefined);
  }
}

/** An order that the definition can carry: each optional value is there or not. */
export function orderOf(definition: Definition): fc.Arbitrary<AnyOrder> {
  const records = (definition.write?.order ?? []).map((name) => definition.records.find((record) => record.name === name)!);
  const fields = records.flatMap((record) => record.fields).filter((field) => field.to !== undefined && (field.when ?? []).length === 0);
  const perItem = records.some((record) => record.opens?.includes("batch") === true && record.opens.includes("transaction"));
  const head = new Set(records.filter((record) => record.opens?.includes("transaction") !== true).flatMap((record) => record.fields.map((field) => field.to)));
  const currency = fc.constantFrom(...(definition.constants?.["transaction.currency"] === undefined ? ["HUF", "EUR"] : ["HUF"])) as fc.Arbitrary<CurrencyCode>;
  const valuesOf = (frame: string, of: CurrencyCode, pick: (to: string) => boolean) =>
    fc.record(Object.fromEntries(fields.filter((field) => field.to!.startsWith(`${frame}.`) && pick(field.to!)).map((field) => {
      const value = anyValue(field, of);
      const must = field.required === true || field.to === "batch.date" || field.to === "order.createdAt";
      return [field.to!.slice(frame.length + 1), must ? value : fc.option(value, { nil: undefined, freq: 2 })];
    }))) as fc.Arbitrary<Record<string, unknown>>;
  return currency.chain((of) =>
    fc.record({ order: valuesOf("order", of, () => true), headBatch: valuesOf("batch", of, (to) => head.has(to)), serial: fc.integer({ min: 1, max: 9999 }), batches: fc.array(fc.record({ own: valuesOf("batch", of, (to) => !head.has(to)), items: fc.array(valuesOf("transaction", of, () => true), { minLength: 1, maxLength: 4 }) }), { minLength: 1, maxLength: perItem ? 3 : 1 }) })
      .map(({ order, headBatch, serial, batches }) => {
        const createdAt = order.createdAt === undefined ? "" : `${String(order.createdAt)}T00:00:00`;
        const initiatorId = order["initiator.id"] as string | undefined;
        return {
          header: { messageId: initiatorId === undefined ? "" : `${initiatorId}-${String(order.createdAt).replaceAll("-", "")}-${String(serial).padStart(4, "0")}`, createdAt, initiatingParty: { name: "", ...(initiatorId === undefined ? {} : { id: initiatorId }) } },
          batches: batches.map(({ own, items }, index) => ({ batch: batchOf({ ...headBatch, ...own }, index, definition), transactions: items.map((item) => transactionOf(item, definition)) })),
        };
      }),
  );
}

function batchOf(v: Record<string, unknown>, index: number, definition: Definition): Batch {
  return compact({
    paymentInformationId: String(index + 1), requestedExecutionDate: v.date as IsoDate, debtor: { name: (v["debtor.name"] as string | undefined) ?? "" }, debtorAccount: v.account as AccountNumber, debtorAgent: {},
    debtorAccountCurrency: v["account.currency"] as string | undefined, serviceLevel: v.serviceLevel as string | undefined, categoryPurpose: v.categoryPurpose as string | undefined, instructionPriority: v.priority as "HIGH" | undefined,
    collection: definition.constants?.["batch.collects"] === undefined ? undefined : {},
  });
}

function transactionOf(v: Record<string, unknown>, definition: Definition): Transaction {
  const text = (key: string) => v[key] as string | undefined;
  const agent = compact({ bic: text("agent.bic"), name: text("agent.name"), clearingMemberId: text("agent.code") });
  const address = text("creditor.address.line");
  const country = text("creditor.address.country");
  return compact({
    instructionId: text("instructionId"), endToEndId: text("endToEndId") ?? "NOTPROVIDED", amount: v.amount as Transaction["amount"],
    creditor: compact({ name: text("creditor.name")!, address: address === undefined && country === undefined ? undefined : compact({ addressLines: address === undefined ? [] : [address], country }) }),
    creditorAccount: v.account as AccountNumber, creditorAgent: Object.keys(agent).length === 0 ? undefined : agent, purpose: text("purpose"), chargeBearer: v.charges as Transaction["chargeBearer"],
    ultimateCreditor: text("ultimateCreditor.name") === undefined || text("ultimateCreditor.name") === text("creditor.name") ? undefined : { name: text("ultimateCreditor.name")! },
    remittance: { unstructured: text("remittance") === undefined ? [] : [text("remittance")!] }, mandate: text("mandateId") === undefined || definition.constants?.["batch.collects"] === undefined ? undefined : { mandateId: text("mandateId")! },
  });
}

export function sourcesOf({ batches }: AnyOrder): OrderBatchSource[] {
  return batches.map(({ batch, transactions }) => ({ batch, count: transactions.length, sum: exactSum(transactions), transactions }));
}

function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
