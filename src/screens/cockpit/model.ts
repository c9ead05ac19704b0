import type { CustomerSummary } from "../../customers/index.ts";
import type { CustomerId } from "../../domain/ids.ts";
import type { Attention, AttentionItem } from "../../workflows/attention.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { filterRows } from "../lists/list-model.ts";
import { compareNeeds } from "../needs/need-spans.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";

/** A customer as far as it is known: its line fills in as its store is read. */
export interface CockpitCustomer {
  readonly summary: CustomerSummary;
  readonly state: "waiting" | "ready" | "failed";
  readonly context: WorkflowContext | undefined;
  readonly attention: Attention | undefined;
  readonly error: unknown;
}

/** One thing that needs somebody, with whose it is. */
export interface Need {
  readonly key: string;
  readonly customer: CockpitCustomer;
  readonly item: AttentionItem;
}

export const sortOrders = ["name", "to sign", "out", "last contact"] as const;
export type SortOrder = (typeof sortOrders)[number];

export interface CockpitModel {
  readonly customers: readonly CockpitCustomer[];
  readonly listed: boolean;
  /** Counts the rounds of reading: a newer one ends the one before. */
  readonly round: number;
  readonly focus: "needs" | "customers";
  readonly needs: TableState;
  /** Its filter holds for both lists; its marks are customers. */
  readonly list: TableState;
  readonly sort: SortOrder;
}

export type CockpitAction =
  | { readonly type: "listed"; readonly customers: readonly CustomerSummary[] }
  | { readonly type: "read"; readonly id: CustomerId; readonly context: WorkflowContext; readonly attention: Attention }
  | { readonly type: "failed"; readonly id: CustomerId; readonly error: unknown }
  | { readonly type: "focus"; readonly on: CockpitModel["focus"] }
  | { readonly type: "needs"; readonly action: TableAction }
  | { readonly type: "list"; readonly action: TableAction }
  | { readonly type: "sort"; readonly sort: SortOrder };

export const initialCockpit: CockpitModel = { customers: [], listed: false, round: 0, focus: "needs", needs: initialTable, list: initialTable, sort: "name" };

/** Pure. While lines fill in, the cursor of the needs stays on the row it was moved to. */
export function updateCockpit(model: CockpitModel, action: CockpitAction): CockpitModel {
  switch (action.type) {
    case "listed":
      return {
        ...model, listed: true, round: model.round + 1,
        customers: action.customers.map((summary) => model.customers.find((known) => known.summary.id === summary.id) ?? { summary, state: "waiting", context: undefined, attention: undefined, error: undefined }),
      };
    case "read":
      return keepNeed(model, { ...model, customers: change(model, action.id, { state: "ready", context: action.context, attention: action.attention, error: undefined }) });
    case "failed":
      return keepNeed(model, { ...model, customers: change(model, action.id, { state: "failed", attention: undefined, error: action.error }) });
    case "focus":
      return { ...model, focus: action.on };
    case "needs":
      return { ...model, needs: updateTable(model.needs, action.action) };
    case "list":
      return { ...model, list: updateTable(model.list, action.action), needs: action.action.type === "filter" ? { ...model.needs, cursor: 0, top: 0 } : model.needs };
    case "sort":
      return { ...model, sort: action.sort };
  }
}

function change(model: CockpitModel, id: CustomerId, to: Partial<CockpitCustomer>): readonly CockpitCustomer[] {
  return model.customers.map((customer) => (customer.summary.id === id ? { ...customer, ...to } : customer));
}

/** An operator who has moved down stays where they are; one at the top sees the most urgent. */
function keepNeed(before: CockpitModel, after: CockpitModel): CockpitModel {
  const rows = needsOf(after);
  const key = before.needs.cursor === 0 ? undefined : needsOf(before)[before.needs.cursor]?.key;
  const same = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  const cursor = Math.max(0, Math.min(rows.length - 1, same < 0 ? before.needs.cursor : same));
  return cursor === after.needs.cursor ? after : { ...after, needs: { ...after.needs, cursor } };
}

/** What needs somebody now, over all customers that fit the filter, the most urgent first. */
export function needsOf(model: CockpitModel): Need[] {
  const needs = oncePerBank(visible(model).flatMap((customer) => (customer.attention?.items ?? []).map((item, at): Need => ({
    key: `${customer.summary.id} ${item.kind} ${item.orderIds.length === 1 ? (item.orderIds[0] ?? "") : at}`, customer, item,
  }))));
  return needs.sort((a, b) => compareNeeds(a.item, b.item) || a.customer.summary.shortName.localeCompare(b.customer.summary.shortName));
}

/** A bank that has changed its keys is asked about once, whoever of its customers is named. */
function oncePerBank(needs: readonly Need[]): Need[] {
  const sameBank = (need: Need): readonly Need[] => needs.filter((one) => one.item.bank === need.item.bank);
  return needs.flatMap((need): Need[] => {
    if (need.item.bank === undefined) return [need];
    const [first, ...more] = sameBank(need);
    if (first !== need) return [];
    return [more.length === 0 ? need : { ...need, item: { ...need.item, note: `${more.length + 1} customers · ${need.item.note}` } }];
  });
}

/** The customers that fit the filter, in the order asked for. */
export function customersOf(model: CockpitModel): readonly CockpitCustomer[] {
  return visible(model).toSorted((a, b) => sortKey(b, model.sort) - sortKey(a, model.sort) || a.summary.shortName.localeCompare(b.summary.shortName));
}

function sortKey({ attention }: CockpitCustomer, sort: SortOrder): number {
  switch (sort) {
    case "name":
      return 0;
    case "to sign":
      return attention?.summary.toSign ?? -1;
    case "out":
      return attention?.summary.toSend ?? -1;
    case "last contact":
      // The longest without contact first; never is longest.
      return attention === undefined ? Number.NEGATIVE_INFINITY : attention.summary.lastContact === undefined ? Number.MAX_SAFE_INTEGER : -Date.parse(attention.summary.lastContact.at);
  }
}

function visible(model: CockpitModel): readonly CockpitCustomer[] {
  return filterRows(model.customers, model.list.filter, ({ summary, context, attention }) => `${summary.shortName} ${context?.customer.profile.name ?? ""} ${attention?.summary.bank ?? ""}`);
}

/** The customer under the cursor, in whichever list has the keyboard. */
function currentCustomer(model: CockpitModel): CockpitCustomer | undefined {
  return focusOf(model) === "needs" ? needsOf(model)[model.needs.cursor]?.customer : customersOf(model)[model.list.cursor];
}

/** The marked customers, else the one under the cursor. */
export function chosenCustomers(model: CockpitModel): readonly CockpitCustomer[] {
  if (model.list.marked.size > 0) return model.customers.filter((customer) => model.list.marked.has(customer.summary.id));
  const current = currentCustomer(model);
  return current === undefined ? [] : [current];
}

/** With nothing that needs anybody, the customers have the keyboard. */
export function focusOf(model: CockpitModel): CockpitModel["focus"] {
  return model.focus === "needs" && !model.list.filtering && needsOf(model).length > 0 ? "needs" : "customers";
}

/** How many customers are still to be read. */
export function unread(model: CockpitModel): number {
  return model.customers.filter((customer) => customer.state === "waiting").length;
}
