import type { FrameName } from "./schema.ts";

/** What a place in the payment or statement takes. `list` takes several texts. */
export type TargetKind = "text" | "list" | "date" | "day" | "account" | "amount" | "currency" | "bic" | "charges" | "priority" | "sequence" | "flag";

/**
 * Where a field's value may go, by frame. A `day` is kept as a date and time of midnight. `statement` also takes both balances;
 * a `flag` is true where there is any value.
 */
const targets = {
  order: { messageId: "text", createdAt: "day", "initiator.name": "text", "initiator.id": "text" },
  batch: {
    id: "text", date: "date", "debtor.name": "text", "debtor.id": "text", "debtor.address.line": "list", "debtor.address.country": "text", account: "account", "account.currency": "currency", "agent.bic": "bic",
    "agent.name": "text", "agent.code": "text", serviceLevel: "text", localInstrument: "text", categoryPurpose: "text", priority: "priority", charges: "charges", "collection.creditorSchemeId": "text", "collection.sequence": "sequence",
    collects: "flag",
  },
  transaction: {
    instructionId: "text", endToEndId: "text", uetr: "text", amount: "amount", currency: "currency", "creditor.name": "text", "creditor.id": "text", "creditor.address.line": "list",
    "creditor.address.street": "text", "creditor.address.postCode": "text", "creditor.address.town": "text", "creditor.address.country": "text", account: "account", "agent.bic": "bic", "agent.name": "text",
    "agent.code": "text", "ultimateCreditor.name": "text", "ultimateDebtor.name": "text", purpose: "text", charges: "charges", remittance: "list", reference: "text", mandateId: "text",
  },
  statement: {
    id: "text", number: "text", createdAt: "day", from: "date", to: "date", account: "account", currency: "currency", owner: "text", "opening.amount": "amount", "opening.date": "date", "closing.amount": "amount",
    "closing.date": "date", text: "list",
  },
  entry: {
    amount: "amount", currency: "currency", bookingDate: "date", valueDate: "date", reversal: "flag", entryReference: "text", bankReference: "text", code: "list", information: "list",
  },
  detail: {
    amount: "amount", currency: "currency", endToEndId: "text", messageId: "text", paymentInformationId: "text", instructionId: "text", transactionId: "text", bankReference: "text", "party.name": "text", "party.id": "text",
    "party.address.line": "list", account: "account", bic: "bic", remittance: "list", reference: "text", returnReason: "text",
  },
  report: { messageId: "text", createdAt: "day", originalMessageId: "text", originalMessageName: "text", status: "text", text: "list" },
  item: { originalBatch: "text", originalInstructionId: "text", originalEndToEndId: "text", status: "text", reason: "text", text: "list" },
} as const satisfies Record<FrameName, Readonly<Record<string, TargetKind>>>;

type Targets = typeof targets;

/** The values of an open frame, one slot a target. */
export type Slots = unknown[];

/** Slot numbers by target name. */
export function slotsOf<F extends FrameName>(frame: F): { readonly [K in keyof Targets[F] & string]: number } {
  return Object.fromEntries(Object.keys(targets[frame]).map((name, index) => [name, index])) as { readonly [K in keyof Targets[F] & string]: number }; // its own keys
}

/** In the order of the slots. */
export function targetNames(frame: FrameName): readonly string[] {
  return Object.keys(targets[frame]);
}

/** All undefined, of its final size. */
export function emptySlots(frame: FrameName): Slots {
  return new Array<unknown>(sizes[frame]);
}
const sizes = Object.fromEntries(Object.entries(targets).map(([frame, names]) => [frame, Object.keys(names).length])) as Record<FrameName, number>; // the same keys

/** A target as the compiler resolves it. */
export interface Target {
  readonly frame: FrameName;
  readonly name: string;
  readonly slot: number;
  readonly kind: TargetKind;
}

/** @param path `transaction.creditor.name` */
export function targetOf(path: string): Target | undefined {
  const dot = path.indexOf(".");
  const frame = path.slice(0, dot), name = path.slice(dot + 1);
  if (!isFrame(frame) || !Object.hasOwn(targets[frame], name)) return undefined;
  const kinds: Readonly<Record<string, TargetKind>> = targets[frame];
  const kind = kinds[name];
  return kind === undefined ? undefined : { frame, name, slot: Object.keys(kinds).indexOf(name), kind };
}

export function isFrame(text: string): text is FrameName {
  return Object.hasOwn(targets, text);
}
