import { type Carries, nameOnly } from "../carries.ts";
import type { Compiled, CompiledField } from "./compile.ts";

/** What files of the definition have a place for, by the domain's names: told before a file is written in another format. */
export function carriesOf(compiled: Compiled): Carries {
  const { definition } = compiled;
  const written = (definition.write?.order ?? []).flatMap((name) => compiled.records.find((record) => record.def.name === name)?.fields ?? []).filter(({ when }) => when.length === 0);
  const at = (path: string): CompiledField[] => written.filter(({ target }) => target !== undefined && `${target.frame}.${target.name}` === path);
  /** A rule for each place that there is. */
  const places = (rows: readonly (readonly [key: string, path: string])[]) => Object.fromEntries(rows.flatMap(([key, path]) => { const [field] = at(path); return field === undefined ? [] : [[key, fits(field)] as const]; }));
  if (definition.kind === "statements") {
    return {
      header: places([["sequenceNumber", "statement.number"], ["fromDate", "statement.from"], ["toDate", "statement.to"], ["account", "statement.account"], ["currency", "statement.currency"], ["ownerName", "statement.owner"]]),
      entry: {
        status: /^BOOK$/, reversal: (value: unknown) => value === false, details: true,
        ...places([["amount", "entry.amount"], ["bookingDate", "entry.bookingDate"], ["valueDate", "entry.valueDate"], ["entryReference", "entry.entryReference"], ["bankReference", "entry.bankReference"], ["bankTransactionCode", "entry.code"], ["additionalInformation", "entry.information"]]),
      },
      detailsMax: 1,
      ...(new Set([...at("statement.opening.date"), ...at("statement.closing.date")].map((field) => (definition.syntax.kind === "delimited" ? field.column : field.at))).size < 2 ? { oneBalanceDate: true } as const : {}),
      detail: {
        remittance: texts(at("detail.remittance")), counterparty: at("detail.party.name").length > 0 ? nameOnly : () => false,
        ...places([["counterpartyAccount", "detail.account"], ["counterpartyBic", "detail.bic"], ["endToEndId", "detail.endToEndId"], ["instructionId", "detail.instructionId"], ["transactionId", "detail.transactionId"], ["creditorReference", "detail.reference"], ["returnReason", "detail.returnReason"]]),
      },
    };
  }
  const collects = definition.constants?.["batch.collects"] !== undefined;
  const lines = at("transaction.creditor.address.line").length, country = at("transaction.creditor.address.country").length > 0;
  const fallen = at("transaction.charges").length > 0 && at("batch.charges").length === 0;
  return {
    batch: {
      debtorAccount: true, ...(at("batch.debtor.name").length > 0 ? { debtor: nameOnly } : {}), ...(at("batch.agent.code").length + at("batch.agent.bic").length > 0 ? { debtorAgent: true } as const : {}), declaredCount: true, declaredSum: true, batchBooking: (value: unknown) => value === true,
      ...(collects ? { collection: (value: unknown) => JSON.stringify(value) === "{}" } : {}),
      ...places([["paymentInformationId", "batch.id"], ["debtorAccountCurrency", "batch.account.currency"], ["requestedExecutionDate", "batch.date"], ["serviceLevel", "batch.serviceLevel"], ["localInstrument", "batch.localInstrument"], ["categoryPurpose", "batch.categoryPurpose"], ["instructionPriority", "batch.priority"], ["chargeBearer", fallen ? "transaction.charges" : "batch.charges"]]),
    },
    transaction: {
      amount: true, creditorAccount: true, remittance: (value: unknown) => isRemittance(value) && value.creditorReference === undefined && value.creditorReferenceType === undefined && texts(at("transaction.remittance"))(value.unstructured),
      creditor: lines === 0 && !country ? nameOnly : (value: unknown) => nameOnly({ ...(value as object), address: undefined }) && isAddress((value as { address?: unknown }).address, lines, country), // a party
      creditorAgent: (value: unknown) => Object.entries(value as object).every(([key, each]) => each === undefined || at(`transaction.agent.${{ bic: "bic", name: "name", clearingMemberId: "code" }[key] ?? key}`).length > 0), // an agent
      ...(at("transaction.ultimateCreditor.name").length > 0 ? { ultimateCreditor: nameOnly } : {}),
      ...(collects ? { mandate: (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 1 } : {}),
      endToEndId: (value: unknown) => value === "NOTPROVIDED" || at("transaction.endToEndId").some((field) => fits(field)(value)),
      ...places([["instructionId", "transaction.instructionId"], ["uetr", "transaction.uetr"], ["purpose", "transaction.purpose"], ["chargeBearer", "transaction.charges"]]),
    },
  };
}

/** True where a value goes into the field as it is. */
function fits(field: CompiledField): (value: unknown) => boolean {
  const { def, length, written, pattern, none, values } = field;
  return (value) => {
    if (def.type !== "text" || typeof value !== "string") return true;
    if (written?.has(value) === true) return true;
    if (written !== undefined && def.unknown !== "keep") return false;
    return (length === 0 || value.length <= length) && pattern?.test(value) !== false && none?.has(value) !== true && values?.has(value) !== true;
  };
}

function texts(fields: readonly CompiledField[]): (value: unknown) => boolean {
  const begins = fields.filter(({ def }, index) => index === 0 || def.type !== "text" || def.join !== "glue").length;
  const room = fields.some(({ length }) => length === 0) ? Number.POSITIVE_INFINITY : fields.reduce((sum, { length }) => sum + length, 0);
  return (value) => Array.isArray(value) && value.length <= begins && value.join("").length <= room;
}

function isRemittance(value: unknown): value is { readonly unstructured: unknown; readonly creditorReference?: unknown; readonly creditorReferenceType?: unknown } {
  return typeof value === "object" && value !== null && "unstructured" in value;
}

/** Lines and a country, nothing else. */
function isAddress(value: unknown, lines: number, country: boolean): boolean {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null || !("addressLines" in value) || !Array.isArray(value.addressLines)) return false;
  return value.addressLines.length <= lines && Object.entries(value).every(([key, each]) => each === undefined || key === "addressLines" || (key === "country" && country));
}
