import type { Finding } from "../../domain/finding.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import type { StatementEntry, StatementHeader } from "../../domain/statement.ts";
import { type Carries, lostFields, withoutLost } from "../../formats/carries.ts";

/** What every order has besides its payments; a format may name it differently without losing any of them. */
const aboutTheFile: ReadonlySet<string> = new Set(["createdAt", "initiatingParty", "declaredCount", "declaredSum"]);
/** What the bank knows of its own customer, and a name that only the file uses: told, and no reason to stop. */
const aboutTheHolder: ReadonlySet<string> = new Set(["paymentInformationId", "debtor", "debtorAgent", "debtorAccountCurrency"]);

/** What stands for a field that must be there and was left out; of a party its name stays where there is a place for that. */
function absent<Part extends object>(lost: readonly string[], values: Part, carried: Carries["batch"]): Partial<Part> {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => lost.includes(key) && !(Object.hasOwn(carried ?? {}, key) && typeof value === "object" && "name" in value))) as Partial<Part>; // some of its own entries
}

/** Gathers what a format cannot carry, by field: how often, and where first. */
export class Losses {
  readonly #carries: Carries;
  readonly #found = new Map<string, { count: number; readonly line: number | undefined; readonly aboutStatement: boolean }>();

  constructor(carries: Carries | undefined) {
    this.#carries = carries ?? {};
  }

  statement(header: StatementHeader): StatementHeader {
    this.#note(lostFields(header, this.#carries.header).filter((key) => !aboutTheFile.has(key)), undefined, true);
    const kept = withoutLost(header, this.#carries.header);
    return lostFields(header, this.#carries.header).includes("statementId") ? { ...kept, statementId: "" } : kept; // it must be there
  }

  batch(batch: Batch): Batch {
    const lost = lostFields(batch, this.#carries.batch).filter((key) => !aboutTheFile.has(key) && !(key === "debtorAgent" && Object.values(batch.debtorAgent).every((value) => value === undefined)));
    this.#note(lost.filter((key) => !aboutTheHolder.has(key)), undefined, false);
    this.#note(lost.filter((key) => aboutTheHolder.has(key)), undefined, true);
    return { ...withoutLost(batch, this.#carries.batch), ...absent(lost, { paymentInformationId: "", debtor: { name: "" }, debtorAgent: {} }, this.#carries.batch) };
  }

  transaction(transaction: Transaction, line?: number): Transaction {
    this.#note(lostFields(transaction, this.#carries.transaction), line, false);
    const lost = lostFields(transaction, this.#carries.transaction);
    return { ...withoutLost(transaction, this.#carries.transaction), ...absent(lost, { endToEndId: "NOTPROVIDED", remittance: { unstructured: [] } }, this.#carries.transaction) };
  }

  entry(entry: StatementEntry, line?: number): StatementEntry {
    const { detail, detailsMax } = this.#carries;
    this.#note(lostFields(entry, this.#carries.entry), line, false);
    const kept = withoutLost(entry, this.#carries.entry);
    if (detailsMax !== undefined && kept.details.length > detailsMax) {
      this.#note(["details"], line, false);
      return { ...kept, details: [] };
    }
    if (detail === undefined) return kept;
    return { ...kept, details: kept.details.map((each) => {
      this.#note(lostFields(each, detail), line, false);
      return { ...withoutLost(each, detail), remittance: lostFields(each, detail).includes("remittance") ? [] : each.remittance };
    }).filter((each) => each.remittance.length > 0 || Object.entries(each).some(([key, value]) => key !== "remittance" && value !== undefined)) };
  }

  /** @param accepted they are left out, and the findings only tell of it */
  findings(format: string, accepted: boolean): Finding[] {
    return [...this.#found].map(([field, { count, line, aboutStatement }]) => ({
      severity: aboutStatement ? "info" : accepted ? "warning" : "error",
      code: aboutStatement || accepted ? "left-out" : "would-be-lost",
      field, line,
      message: `${format} has no place for "${field}" as it stands ${count === 1 ? "here" : `here and in ${count - 1} more places`}. ${aboutStatement || accepted ? "It was left out." : "Nothing was written. Choose another format, or accept the loss."}`,
    }));
  }

  #note(keys: readonly string[], line: number | undefined, aboutStatement: boolean): void {
    for (const key of keys) {
      const known = this.#found.get(key);
      if (known === undefined) this.#found.set(key, { count: 1, line, aboutStatement });
      else known.count++;
    }
  }
}
