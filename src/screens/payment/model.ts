import type { ExecutionRule } from "../../domain/calendar.ts";
import type { CurrencyCode, OrderId, TemplateId } from "../../domain/ids.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { EditedText } from "../widgets/edit-text.ts";
import { unknownBank } from "./bank-days.ts";
import { chosenPartner, type PartnerChoice } from "./partner-choice.ts";
import type { HeadField, LineField } from "./payment-check.ts";
import { addLine, changeLine, emptyLine, isEmptyLine, newDraft, type PaymentDraft, removeLine } from "./payment-draft.ts";

export type FieldName = HeadField | "speed" | "batchBooking" | LineField;

export interface PaymentModel {
  readonly loaded: boolean;
  readonly draft: PaymentDraft;
  readonly accounts: readonly Account[];
  readonly bank: ExecutionRule;
  /** The payment that is being typed, 0-based. */
  readonly line: number;
  readonly active: FieldName;
  /** Of the active field, when it is a text. */
  readonly cursor: number;
  /** Fields left so far, by `line.field`: their problems are shown. `all` after a try to store. */
  readonly left: ReadonlySet<string> | "all";
  readonly dateTouched: boolean;
  /** Something was typed that leaving would lose. */
  readonly dirty: boolean;
  readonly choices: readonly PartnerChoice[];
  readonly choice: number;
  /** What is known of payee and account together. */
  readonly remark: string | undefined;
  /** The order that is being changed. */
  readonly orderId: OrderId | undefined;
  readonly template: { readonly id: TemplateId; readonly title: string } | undefined;
}

export type PaymentAction =
  | { readonly type: "loaded"; readonly draft: PaymentDraft; readonly accounts: readonly Account[]; readonly bank: ExecutionRule; readonly orderId?: OrderId | undefined; readonly template?: PaymentModel["template"] }
  | { readonly type: "bank"; readonly bank: ExecutionRule; readonly earliest: string }
  | { readonly type: "text"; readonly text: EditedText }
  | { readonly type: "select"; readonly by: 1 | -1 }
  | { readonly type: "move"; readonly by: 1 | -1 }
  | { readonly type: "show"; readonly line: number; readonly field?: FieldName | undefined }
  | { readonly type: "add-line" }
  | { readonly type: "remove-line" }
  | { readonly type: "choices"; readonly payee: string; readonly choices: readonly PartnerChoice[] }
  | { readonly type: "move-choice"; readonly by: 1 | -1 }
  | { readonly type: "choose" }
  | { readonly type: "remark"; readonly remark: string | undefined }
  | { readonly type: "tried" }
  | { readonly type: "stored" };

export function initialPayment(): PaymentModel {
  return {
    loaded: false, draft: newDraft(undefined, ""), accounts: [], bank: unknownBank, line: 0, active: "payee", cursor: 0, left: new Set(),
    dateTouched: false, dirty: false, choices: [], choice: 0, remark: undefined, orderId: undefined, template: undefined,
  };
}

const lineFields: readonly LineField[] = ["payee", "account", "bic", "amount", "remittance", "reference", "endToEndId"];
const selects: ReadonlySet<FieldName> = new Set<FieldName>(["debtorAccountId", "speed", "currency", "batchBooking"]);
const speeds = ["normal", "urgent", "instant"] as const;
/** Offered besides the account's own. */
const currencies = ["EUR", "HUF", "USD", "GBP", "CHF", "CZK", "PLN", "RON"] as CurrencyCode[];

/** In the order of the form. */
export function fieldsOf(model: PaymentModel): readonly FieldName[] {
  const head: FieldName[] = ["debtorAccountId", "executionDate", "speed", "currency", "title"];
  if (model.draft.lines.length > 1) head.push("batchBooking");
  return [...head, ...lineFields];
}

export function isSelect(field: FieldName): boolean {
  return selects.has(field);
}

/** The text of a field as it stands. */
export function textOf(model: PaymentModel, field: FieldName): string {
  if (field === "title" || field === "executionDate") return model.draft[field];
  return isLineField(field) ? (model.draft.lines[model.line] ?? emptyLine)[field] : "";
}

function currencyChoices(model: PaymentModel): readonly CurrencyCode[] {
  const own = model.accounts.find((one) => one.id === model.draft.debtorAccountId)?.currency;
  return [...new Set([...(own === undefined ? [] : [own]), model.draft.currency, ...currencies])];
}

/** Pure. */
export function updatePayment(model: PaymentModel, action: PaymentAction): PaymentModel {
  switch (action.type) {
    case "loaded":
      return { ...initialPayment(), loaded: true, draft: action.draft, accounts: action.accounts, bank: action.bank, orderId: action.orderId, template: action.template, dateTouched: action.orderId !== undefined, active: "payee", cursor: action.draft.lines[0]?.payee.length ?? 0 };
    case "bank":
      return { ...model, bank: action.bank, draft: model.dateTouched ? model.draft : { ...model.draft, executionDate: action.earliest } };
    case "text":
      return typed(model, action.text);
    case "select":
      return { ...model, draft: selected(model, action.by), dirty: true };
    case "move": {
      const fields = fieldsOf(model);
      const next = fields[(fields.indexOf(model.active) + action.by + fields.length) % fields.length] ?? "payee";
      return focus(model, next);
    }
    case "show": {
      const line = Math.max(0, Math.min(model.draft.lines.length - 1, action.line));
      return focus({ ...model, line }, action.field ?? (isLineField(model.active) ? model.active : "payee"));
    }
    case "add-line": {
      // An empty payment is there already: it is filled in before another is made.
      if (isEmptyLine(model.draft.lines[model.line] ?? emptyLine)) return focus(model, "payee");
      return focus({ ...model, draft: addLine(model.draft, model.line), line: model.line + 1 }, "payee");
    }
    case "remove-line": {
      const draft = removeLine(model.draft, model.line);
      return focus({ ...model, draft, dirty: true, line: Math.min(model.line, draft.lines.length - 1) }, "payee");
    }
    case "choices":
      return action.payee === textOf(model, "payee") && model.active === "payee" ? { ...model, choices: action.choices, choice: 0 } : model;
    case "move-choice":
      return { ...model, choice: Math.max(0, Math.min(model.choices.length - 1, model.choice + action.by)) };
    case "choose": {
      const choice = model.choices[model.choice];
      if (choice === undefined) return model;
      return focus({ ...model, draft: changeLine(model.draft, model.line, chosenPartner(choice)), dirty: true }, "amount");
    }
    case "remark":
      return model.remark === action.remark ? model : { ...model, remark: action.remark };
    case "tried":
      return { ...model, left: "all" };
    case "stored":
      return { ...model, dirty: false };
  }
}

function typed(model: PaymentModel, text: EditedText): PaymentModel {
  const changed = text.text !== textOf(model, model.active);
  const next = { ...model, cursor: text.cursor, dirty: model.dirty || changed, choices: changed ? [] : model.choices };
  if (model.active === "title") return { ...next, draft: { ...model.draft, title: text.text } };
  if (model.active === "executionDate") return { ...next, dateTouched: model.dateTouched || changed, draft: { ...model.draft, executionDate: text.text } };
  return isLineField(model.active) ? { ...next, draft: changeLine(model.draft, model.line, { [model.active]: text.text }) } : model;
}

function selected({ active, draft, accounts, ...rest }: PaymentModel, by: 1 | -1): PaymentDraft {
  const step = <T>(all: readonly T[], now: T): T => all[(all.indexOf(now) + by + all.length) % Math.max(1, all.length)] ?? now;
  switch (active) {
    case "debtorAccountId": {
      const ids = accounts.map((one) => one.id);
      const id = draft.debtorAccountId === undefined ? ids[0] : step(ids, draft.debtorAccountId);
      const account = accounts.find((one) => one.id === id);
      return account === undefined ? draft : { ...draft, debtorAccountId: account.id, currency: account.currency };
    }
    case "speed":
      return { ...draft, speed: step(speeds, draft.speed) };
    case "currency":
      return { ...draft, currency: step(currencyChoices({ active, draft, accounts, ...rest }), draft.currency) };
    case "batchBooking":
      return { ...draft, batchBooking: !draft.batchBooking };
    default:
      return draft;
  }
}

function focus(model: PaymentModel, field: FieldName): PaymentModel {
  const left = model.left === "all" ? model.left : new Set([...model.left, leftKey(model, model.active)]);
  return { ...model, active: field, cursor: textOf(model, field).length, left, choices: [], choice: 0 };
}

export function leftKey(model: Pick<PaymentModel, "line">, field: FieldName): string {
  return isLineField(field) ? `${model.line}.${field}` : field;
}

export function isLineField(field: FieldName): field is LineField {
  return (lineFields as readonly FieldName[]).includes(field);
}
