import { Box } from "ink";
import { type ReactNode, useEffect, useMemo } from "react";
import { closingBalance, openingBalance, statementDay } from "../../domain/statement.ts";
import type { Language } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { factLines } from "../dialogs/facts-dialog.tsx";
import { currentRow } from "../lists/list-model.ts";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { balanceMark, balanceText } from "../statements/statement-row.ts";
import { Line, type Span } from "../widgets/line.tsx";
import { Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import { entryColumns, entryFacts, matchedOrderIds, whoText } from "./entry-row.ts";
import { loadRows, ordersOf } from "./load-entries.ts";
import type { EntriesAction, EntriesModel } from "./model.ts";
import { openEntry } from "./open-entry.ts";

/** Lines of the pane below the list. */
const paneRows = 6;

export function EntriesView(props: PropsOf<"entries", EntriesModel, EntriesAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const { context } = params;
  const language = context.operator.language;
  const columns = useMemo(() => entryColumns(language), [language]);
  const entry = currentRow(model);
  useEffect(() => {
    if (entry === undefined || matchedOrderIds(entry).length === 0) return;
    void ordersOf({ params }, entry).then((orders) => dispatch({ type: "matches", position: entry.position, orders }), (error: unknown) => shell.showError(error));
  }, [entry, params, dispatch, shell]);
  const pane = size.rows >= 16 ? paneRows : 0;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={headSpans(model, language)} width={size.columns} />
      <Line spans={balanceSpans(model, language)} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => String(row.position)} filterable
        size={{ columns: size.columns, rows: size.rows - 2 - (pane === 0 ? 0 : pane + 1) }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadRows(props).catch(shell.showError.bind(shell));
        }}
        onOpen={(row) => void openEntry(props, row).catch(shell.showError.bind(shell))}
        empty={model.loaded ? "A statement without entries: nothing moved on the account." : "Reading …"}
      />
      {pane === 0 ? null : (
        <>
          <Line spans={ruleLine("", size.columns)} width={size.columns} />
          {paneLines(model, language, size.columns).slice(0, pane).map((spans, at) => <Line key={String(at)} spans={spans} width={size.columns} />)}
        </>
      )}
    </Box>
  );
}

function headSpans(model: EntriesModel, language: Language): Span[] {
  if (model.statement === undefined) return [{ text: "Reading …", dim: true }];
  const day = statementDay(model.statement);
  const number = model.statement.header.sequenceNumber;
  return [{ text: model.accountTitle, bold: true }, `${number === undefined ? "" : ` · no ${number}`}${day === undefined ? "" : ` · ${dayText(day, language)}`} · ${counted(model.statement.entryCount, "entry", "entries")}`];
}

function balanceSpans(model: EntriesModel, language: Language): Span[] {
  if (model.statement === undefined) return [];
  const { balances, header } = model.statement;
  const closing = closingBalance(balances);
  const mark = balanceMark(model.statement);
  return [
    { text: " opening ", dim: true }, balanceText(openingBalance(balances), language), { text: "  closing ", dim: true },
    { text: `${balanceText(closing, language)} ${closing?.amount.currency ?? header.currency ?? ""}`, bold: true }, "  ", { text: `${mark.sign} ${mark.title}`, ...mark.look },
  ];
}

/** What is known of the entry under the cursor, the orders it books first. */
function paneLines(model: EntriesModel, language: Language, width: number): (readonly Span[])[] {
  const entry = currentRow(model);
  if (entry === undefined) return [];
  const orders = model.matches?.position === entry.position ? model.matches.orders : [];
  const order: (readonly [string, string])[] = orders.length === 0 ? [] : [["books", orders.map((one) => `order ${orderNumberText(one.number)} ${one.title}`).join(", ")]];
  const batch: (readonly [string, string])[] = entry.details.length > 1 ? [["payments", `${whoText(entry)}; d lists them`]] : [];
  const facts = entryFacts(entry, language).toSorted((a, b) => rank(a[0]) - rank(b[0]));
  return factLines([...order, ...batch, ...facts], width);
}

/** The counterparty matters more than the bank's references when there is room for six lines. */
function rank(label: string): number {
  const at = ["returned", "who", "account", "what for", "text", "booked", "amount"].indexOf(label);
  return at === -1 ? 99 : at;
}
