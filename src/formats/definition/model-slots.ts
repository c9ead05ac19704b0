import { AppError } from "../../domain/errors.ts";
import type { Agent, Batch, OrderHeader, Party, PostalAddress, Transaction } from "../../domain/order.ts";
import type { Balance, EntryDetail, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import { emptySlots, type Slots, slotsOf } from "./targets.ts";

/** The values of payments and statements as slots, for writing: what reading makes of slots, the other way. An amount is Money here. */

const o = slotsOf("order"), b = slotsOf("batch"), t = slotsOf("transaction"), s = slotsOf("statement"), e = slotsOf("entry"), d = slotsOf("detail");

export function orderSlots(header: OrderHeader): Slots {
  const v = emptySlots("order");
  v[o.messageId] = filled(header.messageId);
  v[o.createdAt] = filled(header.createdAt);
  v[o["initiator.name"]] = filled(header.initiatingParty.name);
  v[o["initiator.id"]] = header.initiatingParty.id;
  return v;
}

export function batchSlots(batch: Batch): Slots {
  const v = emptySlots("batch");
  v[b.id] = filled(batch.paymentInformationId);
  v[b.date] = filled(batch.requestedExecutionDate);
  v[b["debtor.name"]] = filled(batch.debtor.name);
  v[b["debtor.id"]] = batch.debtor.id;
  v[b["debtor.address.line"]] = lines(batch.debtor.address);
  v[b["debtor.address.country"]] = batch.debtor.address?.country;
  v[b.account] = batch.debtorAccount;
  v[b["account.currency"]] = batch.debtorAccountCurrency;
  agent(v, batch.debtorAgent, b["agent.bic"], b["agent.name"], b["agent.code"]);
  v[b.serviceLevel] = batch.serviceLevel;
  v[b.localInstrument] = batch.localInstrument;
  v[b.categoryPurpose] = batch.categoryPurpose;
  v[b.priority] = batch.instructionPriority;
  v[b.charges] = batch.chargeBearer;
  if (batch.collection !== undefined) {
    v[b.collects] = "true";
    v[b["collection.creditorSchemeId"]] = batch.collection.creditorSchemeId;
    v[b["collection.sequence"]] = batch.collection.sequenceType;
  }
  if (batch.ultimateDebtor !== undefined) refuse("the party on whose behalf is paid");
  return v;
}

export function transactionSlots(transaction: Transaction): Slots {
  const v = emptySlots("transaction");
  const { creditor, remittance, mandate } = transaction;
  v[t.instructionId] = transaction.instructionId;
  v[t.endToEndId] = transaction.endToEndId === "NOTPROVIDED" ? undefined : transaction.endToEndId;
  v[t.uetr] = transaction.uetr;
  v[t.amount] = transaction.amount;
  v[t.currency] = transaction.amount.currency;
  v[t["creditor.name"]] = filled(creditor.name);
  v[t["creditor.id"]] = creditor.id;
  v[t["creditor.address.line"]] = lines(creditor.address);
  v[t["creditor.address.street"]] = creditor.address?.streetName;
  v[t["creditor.address.postCode"]] = creditor.address?.postCode;
  v[t["creditor.address.town"]] = creditor.address?.townName;
  v[t["creditor.address.country"]] = creditor.address?.country;
  if (creditor.address?.buildingNumber !== undefined) refuse("a building number of its own");
  v[t.account] = transaction.creditorAccount;
  agent(v, transaction.creditorAgent, t["agent.bic"], t["agent.name"], t["agent.code"]);
  v[t["ultimateCreditor.name"]] = partyName(transaction.ultimateCreditor);
  v[t["ultimateDebtor.name"]] = partyName(transaction.ultimateDebtor);
  v[t.purpose] = transaction.purpose;
  v[t.charges] = transaction.chargeBearer;
  v[t.remittance] = remittance.unstructured.length === 0 ? undefined : [...remittance.unstructured];
  v[t.reference] = remittance.creditorReference;
  if (remittance.creditorReferenceType !== undefined) refuse("the kind of a structured reference");
  v[t.mandateId] = mandate?.mandateId;
  if (mandate?.amendment !== undefined || mandate?.creditorSchemeId !== undefined || mandate?.sequenceType !== undefined) refuse("details of a mandate");
  return v;
}

export function statementSlots(header: StatementHeader, balances: readonly Balance[]): Slots {
  const v = emptySlots("statement");
  v[s.id] = filled(header.statementId);
  v[s.number] = header.sequenceNumber;
  v[s.createdAt] = header.createdAt;
  v[s.from] = header.fromDate;
  v[s.to] = header.toDate;
  v[s.account] = header.account;
  v[s.currency] = header.currency ?? balances[0]?.amount.currency;
  v[s.owner] = header.ownerName;
  const opening = balances.find(({ type }) => type === "OPBD") ?? balances.find(({ type }) => type === "PRCD");
  const closing = balances.findLast(({ type }) => type === "CLBD") ?? balances.findLast(({ type }) => type === "ITBD");
  v[s["opening.amount"]] = opening?.amount;
  v[s["opening.date"]] = opening?.date;
  v[s["closing.amount"]] = closing?.amount;
  v[s["closing.date"]] = closing?.date;
  return v;
}

export function entrySlots(entry: StatementEntry): Slots {
  const v = emptySlots("entry");
  v[e.amount] = entry.amount;
  v[e.currency] = entry.amount.currency;
  v[e.bookingDate] = entry.bookingDate;
  v[e.valueDate] = entry.valueDate;
  v[e.reversal] = entry.reversal ? "true" : undefined;
  v[e.entryReference] = entry.entryReference;
  v[e.bankReference] = entry.bankReference;
  v[e.code] = entry.bankTransactionCode === undefined ? undefined : [entry.bankTransactionCode];
  v[e.information] = entry.additionalInformation === undefined ? undefined : [entry.additionalInformation];
  return v;
}

export function detailSlots(detail: EntryDetail | undefined): Slots {
  const v = emptySlots("detail");
  if (detail === undefined) return v;
  v[d.amount] = detail.amount;
  v[d.endToEndId] = detail.endToEndId;
  v[d.messageId] = detail.messageId;
  v[d.paymentInformationId] = detail.paymentInformationId;
  v[d.instructionId] = detail.instructionId;
  v[d.transactionId] = detail.transactionId;
  v[d.bankReference] = detail.bankReference;
  v[d["party.name"]] = partyName(detail.counterparty);
  v[d["party.id"]] = detail.counterparty?.id;
  v[d["party.address.line"]] = lines(detail.counterparty?.address);
  v[d.account] = detail.counterpartyAccount;
  v[d.bic] = detail.counterpartyBic;
  v[d.remittance] = detail.remittance.length === 0 ? undefined : [...detail.remittance];
  v[d.reference] = detail.creditorReference;
  v[d.returnReason] = detail.returnReason;
  return v;
}

/** @throws AppError format/`cannot-carry` */
export function refuse(what: string): never {
  throw new AppError("format", "cannot-carry", `The format has no place for ${what}. Leave it out, or use another format.`, { meaning: "No file was made." });
}

function filled(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function lines(address: PostalAddress | undefined): string[] | undefined {
  return address === undefined || address.addressLines.length === 0 ? undefined : [...address.addressLines];
}

function partyName(party: Party | undefined): string | undefined {
  return party === undefined || party.name === "" ? undefined : party.name;
}

function agent(v: Slots, from: Agent | undefined, bic: number, name: number, code: number): void {
  v[bic] = from?.bic;
  v[name] = from?.name;
  v[code] = from?.clearingMemberId;
}
