import type { IsoDate } from "../../domain/ids.ts";
import type { Batch, Party, PostalAddress, Transaction } from "../../domain/order.ts";
import { isStructured, structureAddress } from "../../domain/structured-address.ts";

/** What can be mended on the spot, each by its own rule. */
export const mendingKinds = ["address", "characters", "date", "bic"] as const;
export type MendingKind = (typeof mendingKinds)[number];

/** One change that would be, or was, made to what the file says. */
export interface Mending {
  readonly kind: MendingKind;
  /** 0-based position of the payment; undefined for a batch. */
  readonly transaction: number | undefined;
  /** Of whom it is: the payee's name, or the batch's id. Raw. */
  readonly subject: string;
  /** The field's name in the standard. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
  /** False where somebody should look at it before it is believed. */
  readonly certain: boolean;
}

/** All mendings of one kind in a file. */
export interface MendingGroup {
  readonly kind: MendingKind;
  readonly count: number;
  /** How many of them somebody should look at. */
  readonly uncertain: number;
  /** The first, uncertain ones before certain ones. */
  readonly first: readonly Mending[];
}

/** Where the rules get their facts. */
export interface MendingFacts {
  /** The day on which the bank can execute what asks for this day. */
  bankDay(date: IsoDate): IsoDate;
  /** The text in the characters that every bank takes. */
  transliterate(text: string): string;
  /** The BIC of the bank that keeps this IBAN, where it is known. */
  bicOf(iban: string): string | undefined;
}

const shownMax = 200;

/**
 * Applies the chosen rules to an order as it passes by, and counts what each rule would change, chosen or not. Amounts, accounts and names
 * of accounts are never touched: no rule can send money elsewhere.
 */
export class Mender {
  readonly #facts: MendingFacts;
  readonly #chosen: ReadonlySet<MendingKind>;
  readonly #groups = new Map<MendingKind, { count: number; uncertain: number; certainFirst: Mending[]; uncertainFirst: Mending[] }>();
  #position = 0;

  constructor(facts: MendingFacts, chosen: ReadonlySet<MendingKind>) {
    this.#facts = facts;
    this.#chosen = chosen;
  }

  /** In the order of `mendingKinds`; kinds without anything to mend are left out. */
  groups(): MendingGroup[] {
    return mendingKinds.flatMap((kind) => {
      const group = this.#groups.get(kind);
      if (group === undefined) return [];
      return [{ kind, count: group.count, uncertain: group.uncertain, first: [...group.uncertainFirst, ...group.certainFirst].slice(0, shownMax) }];
    });
  }

  batch(batch: Batch): Batch {
    const about = { transaction: undefined, subject: batch.paymentInformationId };
    const requestedExecutionDate = this.#mend("date", batch.requestedExecutionDate, this.#facts.bankDay(batch.requestedExecutionDate), { ...about, field: "ReqdExctnDt", certain: true });
    return { ...batch, requestedExecutionDate, debtor: this.#letters(batch.debtor, "Dbtr", about) };
  }

  transaction(transaction: Transaction): Transaction {
    const about = { transaction: this.#position++, subject: transaction.creditor.name };
    const country = transaction.creditorAccount?.kind === "iban" ? transaction.creditorAccount.iban.slice(0, 2) : undefined;
    const structured = this.#address(transaction.creditor, country, about);
    return {
      ...transaction,
      creditor: this.#letters(structured, "Cdtr", about),
      creditorAgent: this.#agent(transaction, about),
      remittance: { ...transaction.remittance, unstructured: transaction.remittance.unstructured.map((text) => this.#plain(text, "RmtInf/Ustrd", about)) },
      ...(transaction.ultimateCreditor === undefined ? {} : { ultimateCreditor: this.#letters(transaction.ultimateCreditor, "UltmtCdtr", about) }),
      ...(transaction.ultimateDebtor === undefined ? {} : { ultimateDebtor: this.#letters(transaction.ultimateDebtor, "UltmtDbtr", about) }),
    };
  }

  #address(party: Party, country: string | undefined, about: About): Party {
    const { address } = party;
    if (address === undefined || isStructured(address)) return party;
    const structured = structureAddress(address, country);
    if (structured === undefined) return party;
    const mended = this.#mend("address", address, structured.address, { ...about, field: "Cdtr/PstlAdr", certain: structured.certain }, addressText);
    return { ...party, address: mended };
  }

  #agent({ creditorAgent, creditorAccount }: Transaction, about: About): Transaction["creditorAgent"] {
    if (creditorAgent?.bic !== undefined || creditorAccount?.kind !== "iban") return creditorAgent;
    const bic = this.#facts.bicOf(creditorAccount.iban);
    if (bic === undefined) return creditorAgent;
    const mended = this.#mend("bic", "", bic, { ...about, field: "CdtrAgt/FinInstnId/BICFI", certain: true });
    return mended === "" ? creditorAgent : { ...creditorAgent, bic: mended };
  }

  #letters(party: Party, field: string, about: About): Party {
    const name = this.#plain(party.name, `${field}/Nm`, about);
    if (party.address === undefined) return name === party.name ? party : { ...party, name };
    return { ...party, name, address: this.#plainAddress(party.address, `${field}/PstlAdr`, about) };
  }

  #plainAddress(address: PostalAddress, field: string, about: About): PostalAddress {
    const plain = (text: string | undefined): string | undefined => (text === undefined ? undefined : this.#plain(text, field, about));
    return {
      ...address,
      streetName: plain(address.streetName), buildingNumber: plain(address.buildingNumber), postCode: plain(address.postCode), townName: plain(address.townName),
      addressLines: address.addressLines.map((line) => this.#plain(line, field, about)),
    };
  }

  #plain(text: string, field: string, about: About): string {
    return this.#mend("characters", text, this.#facts.transliterate(text), { ...about, field, certain: true });
  }

  /** @returns the value after, where the rule was chosen; else the value before */
  #mend<T>(kind: MendingKind, before: T, after: T, about: About & { readonly field: string; readonly certain: boolean }, show: (value: T) => string = String): T {
    if (before === after) return before;
    const group = this.#groups.get(kind) ?? { count: 0, uncertain: 0, certainFirst: [], uncertainFirst: [] };
    this.#groups.set(kind, group);
    group.count++;
    if (!about.certain) group.uncertain++;
    const shown = about.certain ? group.certainFirst : group.uncertainFirst;
    if (shown.length < shownMax) shown.push({ kind, ...about, before: show(before), after: show(after) });
    return this.#chosen.has(kind) ? after : before;
  }
}

interface About {
  readonly transaction: number | undefined;
  readonly subject: string;
}

/** One line for people: parts with their names where they are known, lines as they are. */
function addressText(address: PostalAddress): string {
  const street = [address.streetName, address.buildingNumber].filter((part) => part !== undefined).join(" ");
  const town = [address.postCode, address.townName].filter((part) => part !== undefined).join(" ");
  return [street, ...address.addressLines, town, address.country ?? ""].filter((part) => part !== "").join(" | ");
}
