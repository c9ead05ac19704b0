import type { Finding } from "../../domain/finding.ts";
import type { PostalAddress } from "../../domain/order.ts";
import type { Fields } from "../xml/fields.ts";

/** a-z A-Z 0-9 / - ? : ( ) . , ' + and blank. Source: EPC217-08. */
const basic = /^[a-zA-Z0-9/\-?:().,'+ ]*$/;

/** Says once for each kind of field that text outside of the SEPA basic set occurs: a Hungarian file would else have it in every line. */
export class BasicCharacters {
  readonly #report: (finding: Finding) => void;
  readonly #told = new Set<string>();

  constructor(report: (finding: Finding) => void) {
    this.#report = report;
  }

  check(fields: Fields, slot: number, text: string): void {
    if (basic.test(text)) return;
    const field = fields.pathOf(slot);
    if (this.#told.has(field)) return;
    this.#told.add(field);
    this.#report({
      severity: "info", code: "not-basic-characters", line: fields.lineOf(slot), column: fields.columnOf(slot), field,
      message: "Here, and perhaps later in this field, stand characters outside of the SEPA basic set. Some banks replace them by others; the payment is made all the same.",
    });
  }
}

/** Since then an address of lines only is refused in SEPA and beyond. Source: EPC rulebooks 2025, with the end of November 2026's migration. */
const structuredSince = "2026-11-15";

export class AddressCheck {
  readonly #applies: boolean;

  /** @param executionDate of the batch, empty when unknown: then nothing is said */
  constructor(executionDate: string) {
    this.#applies = executionDate >= structuredSince;
  }

  /** @returns what is wrong with it, as a sentence */
  problem(address: PostalAddress): string | undefined {
    const lines = address.addressLines.length;
    if (!this.#applies || lines === 0) return undefined;
    if (address.townName === undefined || address.country === undefined) {
      return "This address has lines only. Since 15 November 2026 banks want at least town and country in their own fields: split the address.";
    }
    return lines > 2 ? "Beside town and country an address may have at most two lines: put street and post code into their own fields." : undefined;
  }
}
