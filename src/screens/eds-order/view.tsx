import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { accountText, formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { orderNameText } from "../../ebics/index.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import { CustomerStrip, customerOf } from "../customer-strip/customer-strip.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { edsStanding, signedText } from "../eds/columns.ts";
import type { PropsOf } from "../routes.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import type { Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { type Column, Table } from "../widgets/table.tsx";
import { counted, moneyText, sumsText } from "../wording/amounts.ts";
import { dayText, instantText } from "../wording/dates.ts";
import type { EdsOrderAction, EdsOrderModel, EdsPaymentRow, LoadedEdsOrder } from "./model.ts";

export function EdsOrderView({ model, params, size, session, shell, dispatch }: PropsOf<"eds-order", EdsOrderModel, EdsOrderAction>): ReactNode {
  const { context } = params;
  const { language } = context.operator;
  const { loaded } = model;
  const other = loaded?.sheet?.facts !== undefined && isCollecting(loaded.sheet.facts) ? "debtor" : "payee";
  const columns = useMemo(() => paymentColumns(other, language), [other, language]);
  if (loaded === undefined) return <CustomerStrip context={context} facts={["Reading …"]} width={size.columns} />;
  const lines = factLines(loaded, session.clock.now(), language, size.columns);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={headFacts(loaded, language)} width={size.columns} />
      <Lines lines={lines} width={size.columns} />
      <Table
        columns={columns} rows={model.payments} state={model.table} keyOf={(row) => String(row.position)} size={{ columns: size.columns, rows: size.rows - 1 - lines.length }}
        onAction={(action) => dispatch({ type: "table", action })}
        opens="details" onOpen={(row) => void showFacts(shell, { title: `payment ${row.position + 1}`, customer: customerOf(context), facts: paymentFacts(row, other, language) })}
        empty={emptyText(loaded)}
      />
    </Box>
  );
}

/** Computed from the bytes where they are here; else the bank's word, and marked as that. */
function headFacts({ order, sheet, more }: LoadedEdsOrder, language: Language): Span[] {
  const facts = sheet?.facts;
  if (facts !== undefined) return [{ text: sumsText(facts.sums, language), bold: true }, ` · ${counted(facts.transactionCount, "payment")}${facts.executionDate === undefined ? "" : ` · ${isCollecting(facts) ? "due" : "value"} ${dayText(facts.executionDate, language)}`}`, more > 0 ? { text: `  the first ${facts.transactionCount - more} are listed`, tone: "warning" } : ""];
  return [{ text: order.sum === undefined ? "sum not told" : sumsText([order.sum], language), bold: true }, order.transactionCount === undefined ? "" : ` · ${counted(order.transactionCount, "payment")}`, { text: " · says the bank", tone: "warning" }];
}

function factLines(loaded: LoadedEdsOrder, nowMs: number, language: Language, width: number): (readonly Span[])[] {
  const { order, sheet, bank, practice, deletedOn } = loaded;
  const standing = edsStanding(order);
  const lines: (readonly Span[])[] = [
    [` ${order.bankOrderId} at ${bank}`, practice ? { text: " PRACTICE", tone: "warning", bold: true } : "", { text: ` · ${orderNameText(order.name)} · brought by ${order.originator.name ?? order.originator.userId}, ${instantText(order.originator.at, nowMs, language)}`, dim: true }],
    [" ", { text: `${standing.sign} ${order.outcome === undefined ? `${standing.text}; signed: ${signedText(order)}` : order.outcome.text}`, ...standing.look }, deletedOn === undefined || order.outcome !== undefined ? "" : { text: ` · deleted on ${dayText(deletedOn, language)}`, dim: true }],
  ];
  const tell = (text: string, look: Look): void => {
    for (const line of wrapText(text, width - 2)) lines.push([" ", { text: line, ...look }]);
  };
  if (sheet?.facts !== undefined) {
    tell(`${isCollecting(sheet.facts) ? "← Direct debits into" : "from"} ${sheet.facts.accounts.join(", ")}`, {});
    if (sheet.facts.newPayeePayments + sheet.facts.changedPayeePayments > 0) tell(`! ${sheet.facts.newPayeePayments} to payees never paid from here, ${sheet.facts.changedPayeePayments} to known payees with another account`, { tone: "warning" });
    if (sheet.facts.unconfirmedPayeePayments > 0) tell(`▲ ${sheet.facts.unconfirmedPayeePayments} to accounts of partners that are not confirmed yet`, { tone: "warning" });
    tell(`SHA-256 ${sheet.digest}`, { dim: true });
    tell("is what you sign: computed here from the file, and the same at the bank", { dim: true });
  } else if (sheet !== undefined) {
    tell("! What stands in the order is NOT known here: only a digest can be signed. n shows the bank's note.", { tone: "warning", bold: true });
    tell(`SHA-256 ${sheet.digest}`, { dim: true });
    tell("is what you would sign: the bank's word, compared with nothing", { dim: true });
  }
  if (order.content?.kind === "contradiction" && order.outcome === undefined) tell(`✕ ${order.content.reason} It cannot be signed here. Ask the bank by telephone.`, { tone: "bad", bold: true });
  const refusal = order.outcome === undefined && sheet?.own.length !== 0 && sheet?.own.every((one) => one.refusal !== undefined) === true ? sheet.own[0]?.refusal : undefined;
  if (refusal !== undefined) tell(refusal, { dim: true });
  return lines;
}

function emptyText({ order, sheet }: LoadedEdsOrder): string {
  if (order.outcome !== undefined) return "It waits no more.";
  if (order.content === undefined) return "What stands in it is not here yet. f fetches it from the bank.";
  return sheet === undefined ? "Nothing here can be signed." : "The payments are not known here.";
}

function paymentColumns(other: "payee" | "debtor", language: Language): readonly Column<EdsPaymentRow>[] {
  return [
    { title: "#", width: 5, align: "right", cell: (row) => String(row.position + 1) },
    { title: other, width: { min: 16, grow: 3 }, cell: ({ payment }) => payment.creditor.name },
    { title: "amount", width: 19, align: "right", cell: ({ payment }) => moneyText(payment.amount, language) },
    { title: "account", width: { min: 12, grow: 2 }, cell: ({ payment }) => (payment.creditorAccount === undefined ? "-" : formatAccount(payment.creditorAccount)) },
    { title: "remittance", width: { min: 16, grow: 3 }, cell: ({ payment }) => payment.remittance.unstructured.join(" "), from: 90 },
  ];
}

function paymentFacts({ payment }: EdsPaymentRow, other: "payee" | "debtor", language: Language): [string, string][] {
  const facts: [string, string | undefined][] = [
    [other, payment.creditor.name], ["account", payment.creditorAccount === undefined ? undefined : accountText(payment.creditorAccount)], ["bank", payment.creditorAgent?.bic], ["amount", moneyText(payment.amount, language)],
    ["remittance", payment.remittance.unstructured.join(" ")], ["reference", payment.remittance.creditorReference], ["end to end", payment.endToEndId], ["purpose", payment.purpose],
  ];
  return facts.flatMap(([name, value]): [string, string][] => (value === undefined || value === "" ? [] : [[name, value]]));
}
