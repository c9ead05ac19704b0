import { Box } from "ink";
import type { ReactNode } from "react";
import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { fitToWidth, widthOf } from "../terminal/width.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { TextField } from "../widgets/text-field.tsx";
import { useInput, useKeyHints } from "../widgets/use-input.ts";
import { counted, moneyText } from "../wording/amounts.ts";
import { leave } from "./commands.ts";
import { type FieldRemark, remarkOf } from "./field-remark.ts";
import { findPartners, type PaymentContext, refreshBank, remarkPartner, surroundingsOf } from "./load-payment.ts";
import { type FieldName, fieldsOf, isLineField, isSelect, type PaymentAction, type PaymentModel, textOf } from "./model.ts";
import { checkDraft, draftSum } from "./payment-check.ts";
import { isEmptyLine } from "./payment-draft.ts";

const labels: Readonly<Record<FieldName, string>> = {
  debtorAccountId: "from", executionDate: "date", speed: "how", currency: "currency", title: "title", batchBooking: "booking",
  payee: "payee", account: "account", bic: "BIC", amount: "amount", remittance: "what for", reference: "reference", endToEndId: "end-to-end",
};
/** Cells; the rest of the line is for the remark. */
const fieldWidths: Readonly<Partial<Record<FieldName, number>>> = { executionDate: 14, bic: 12, amount: 20, account: 38, reference: 36, endToEndId: 36, title: 40 };
const labelWidth = 12;

export function PaymentView(props: PropsOf<"payment", PaymentModel, PaymentAction>): ReactNode {
  const { model, params, size, shell, session, dispatch } = props;
  const { context } = params;
  const language = context.operator.language;
  const attempt = (work: Promise<void>): void => void work.catch((error: unknown) => shell.showError(error));
  useInput((event) => onKey(event.kind === "key" ? event.name : "", props), "widget");
  useKeyHints([], true);

  const around = surroundingsOf(props);
  const problems = checkDraft(model.draft, around);
  const now = session.clock.now();
  const fields = fieldsOf(model);
  const rows = fields.map((field) => (
    <Field key={field} field={field} props={props} remark={remarkOf(field, model, around, problems, now)}
      onText={(text) => {
        const changed = text.text !== textOf(model, field);
        dispatch({ type: "text", text });
        if (changed && field === "payee") attempt(findPartners(props));
        if (changed && (field === "payee" || field === "account")) attempt(remarkPartner(props));
      }} />
  ));
  const room = size.columns - labelWidth - 1;
  // In full below where there is no room beside the field: the one that is being typed first, then those that were left.
  const long = [model.active, ...fields.filter((field) => field !== model.active)].flatMap((field) => {
    const told = remarkOf(field, model, around, problems, now);
    return told === undefined || fits(told, room - fieldWidth(field, room)) || isSelect(field) ? [] : wrapText(field === model.active ? told.text : `${labels[field]}: ${told.text}`, size.columns - 2).map((text): readonly Span[] => [{ text: ` ${text}`, ...told.look }]);
  });
  const head = fields.filter((field) => !isLineField(field)).length;
  const below = size.rows - fields.length - 3;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      <CustomerStrip context={context} facts={factSpans(model, language)} width={size.columns} />
      {rows.slice(0, head)}
      <Line spans={ruleLine(`payment ${model.line + 1} of ${model.draft.lines.length}`, size.columns)} width={size.columns} />
      {rows.slice(head)}
      <Line spans={ruleLine("", size.columns)} width={size.columns} />
      {[...long, ...belowLines(model, size.columns)].slice(0, Math.max(0, below)).map((spans, at) => <Line key={String(at)} spans={spans} width={size.columns} look={at - long.length === model.choice && model.choices.length > 0 ? { inverse: true } : {}} />)}
    </Box>
  );
}

function onKey(key: string, screen: PaymentContext): boolean {
  const { model, dispatch, shell } = screen;
  const attempt = (work: Promise<void>): void => void work.catch((error: unknown) => shell.showError(error));
  const choosing = model.choices.length > 0 && model.active === "payee";
  switch (key) {
    case "tab":
    case "down":
      dispatch(key === "down" && choosing ? { type: "move-choice", by: 1 } : { type: "move", by: 1 });
      return true;
    case "shift+tab":
    case "up":
      dispatch(key === "up" && choosing ? { type: "move-choice", by: -1 } : { type: "move", by: -1 });
      return true;
    case "enter":
      dispatch(choosing ? { type: "choose" } : { type: "move", by: 1 });
      if (choosing) attempt(remarkPartner(screen));
      return true;
    case "left":
    case "right":
    case "space":
      if (!isSelect(model.active)) return false;
      dispatch({ type: "select", by: key === "left" ? -1 : 1 });
      attempt(refreshBank(screen));
      return true;
    case "esc":
      attempt(leave(screen));
      return true;
    default:
      return false;
  }
}

interface FieldProps {
  readonly field: FieldName;
  readonly props: PropsOf<"payment", PaymentModel, PaymentAction>;
  readonly remark: FieldRemark | undefined;
  readonly onText: (text: { readonly text: string; readonly cursor: number }) => void;
}

/** Label, value, and beside it what is said of it. */
function Field({ field, props, remark, onText }: FieldProps): ReactNode {
  const { model, size, params } = props;
  const active = model.active === field;
  const label: Span = { text: `${active ? "▸" : " "} ${fitToWidth(labels[field], labelWidth - 2)} `, bold: active };
  const room = size.columns - labelWidth - 1;
  if (isSelect(field)) {
    return <Line spans={[label, { text: active ? "‹ " : "  ", bold: true }, { text: selectText(field, model, params.context.operator.language), bold: active }, { text: active ? " ›" : "" , bold: true }, remark === undefined ? "" : { text: `  ${remark.text}`, ...remark.look }]} width={size.columns} />;
  }
  const width = fieldWidth(field, room);
  const side = room - width;
  return (
    <Box width={size.columns}>
      <Line spans={[label]} width={labelWidth + 1} />
      <TextField value={{ text: textOf(model, field), cursor: active ? Math.min(model.cursor, textOf(model, field).length) : 0 }} onChange={onText} width={width} active={active} />
      {remark === undefined || side <= 0 ? null : <Line spans={[{ text: fits(remark, side) ? ` ${remark.text}` : ` ${signOf(remark)}`, ...remark.look }]} width={side} />}
    </Box>
  );
}

function fieldWidth(field: FieldName, room: number): number {
  const counter = 9; // " 140/140"
  return Math.min(room, fieldWidths[field] ?? (field === "payee" ? Math.max(38, room - 45) : room - counter));
}

function fits(remark: FieldRemark, side: number): boolean {
  return widthOf(remark.text) < side;
}

/** Of a remark that is told in full below while its field has the keyboard. */
function signOf({ look }: FieldRemark): string {
  return look.tone === "bad" ? "✕ …" : look.tone === "warning" ? "! …" : "…";
}

function selectText(field: FieldName, model: PaymentModel, language: Language): string {
  const { draft, accounts } = model;
  switch (field) {
    case "debtorAccountId": {
      const account = accounts.find((one) => one.id === draft.debtorAccountId);
      if (account === undefined) return accounts.length === 0 ? "no account yet: Settings enters one" : "choose an account";
      return `${account.title} · ${formatAccount(account.number)} · ${account.currency}`;
    }
    case "speed":
      return { normal: "normal", urgent: "urgent (same day, RTGS)", instant: "instant" }[draft.speed];
    case "currency":
      return draft.currency;
    case "batchBooking":
      return draft.batchBooking ? "one line on the statement" : `${counted(draft.lines.length, "line")} on the statement`;
    default:
      return moneyText(draftSum(draft, language), language);
  }
}

function factSpans(model: PaymentModel, language: Language): Span[] {
  if (!model.loaded) return [{ text: "Reading …", dim: true }];
  const count = model.draft.lines.filter((line) => !isEmptyLine(line)).length;
  const origin = model.orderId !== undefined ? "changing an order · " : model.template === undefined ? "" : `from template ${model.template.title} · `;
  return [origin, `${counted(count, "payment")} · `, { text: moneyText(draftSum(model.draft, language), language), bold: true }];
}

/** Partners that fit while the payee is typed; otherwise the payments of the order. */
function belowLines(model: PaymentModel, width: number): (readonly Span[])[] {
  if (model.active === "payee" && model.choices.length > 0) {
    return model.choices.map((choice): readonly Span[] => [` ${fitToWidth(choice.name, 28)} `, fitToWidth(choice.accountShown, 36), { text: ` ${choice.note}`, dim: true }]);
  }
  if (model.draft.lines.length < 2) return [[{ text: " Type a payee's name to find partners; ↓ ↑ and Enter choose. F3: next payment.", dim: true }]];
  const nameWidth = Math.max(16, width - 64);
  const first = Math.max(0, model.line - 2);
  return model.draft.lines.slice(first, first + 20).map((line, at): readonly Span[] => {
    const here = first + at === model.line;
    return [{ text: `${here ? "▸" : " "}${fitToWidth(String(first + at + 1), 4, "right")}  ${fitToWidth(line.payee, nameWidth)} ${fitToWidth(line.account, 34)} ${fitToWidth(line.amount, 16, "right")} ${model.draft.currency}`, bold: here }];
  });
}
