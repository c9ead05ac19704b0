import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { accountText } from "../../domain/account-number.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { type DayState, dayStateWords, isOpenDay } from "../../workflows/completeness.ts";
import type { PropsOf } from "../routes.ts";
import { Line, type Span } from "../widgets/line.tsx";
import type { Look } from "../widgets/paint.ts";
import { type Column, Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { shortDayText } from "../wording/dates.ts";
import { allRows, type CompletenessAction, type CompletenessModel, countAccounts, daysOf, type DayRow, keyOf } from "./model.ts";

/** How a day looks. */
const marks: Readonly<Record<DayState, { readonly sign: string; readonly look: Look }>> = {
  here: { sign: "✓", look: { tone: "good" } },
  quiet: { sign: "–", look: { dim: true } },
  nothing: { sign: "·", look: { dim: true } },
  "to-fetch": { sign: "?", look: { tone: "accent", bold: true } },
  missing: { sign: "✕", look: { tone: "bad", bold: true } },
  unbalanced: { sign: "!", look: { tone: "warning", bold: true } },
};

const namesWidth = 36;
const dayWidth = 2;

/** The newest days that fit beside the names. */
export function visibleDays(days: readonly IsoDate[], width: number): readonly IsoDate[] {
  return days.slice(-Math.max(1, Math.floor((width - namesWidth) / (dayWidth + 1))));
}

function columnsFor(days: readonly IsoDate[]): readonly Column<DayRow>[] {
  return [
    { title: "customer", width: 12, cell: ({ context: { customer } }) => [{ text: "▌", tone: customer.profile.colour }, { text: customer.profile.shortName, bold: true }] },
    { title: "account", width: { min: 18, grow: 1 }, cell: ({ account }) => account.title, whole: true },
    ...days.map((day): Column<DayRow> => ({
      title: day.slice(8), width: dayWidth, align: "right",
      cell: (row) => signOf(row.days.get(day)), look: (row) => lookOf(row.days.get(day)),
    })),
    { title: "number", width: 28, cell: ({ account }) => accountText(account.number), from: 140 },
  ];
}
const signOf = (state: DayState | undefined): string => (state === undefined ? "" : marks[state].sign);
const lookOf = (state: DayState | undefined): Look | undefined => (state === undefined ? undefined : marks[state].look);

/** Customers and their accounts downwards, bank days across: whether each day's statement is here. */
export function CompletenessView({ model, size, session, shell, dispatch }: PropsOf<"completeness", CompletenessModel, CompletenessAction>): ReactNode {
  const days = useMemo(() => visibleDays(daysOf(model), size.columns), [model, size.columns]);
  const columns = useMemo(() => columnsFor(days), [days]);
  const language = session.operator?.operator.language ?? "en";
  const legend = useMemo(() => legendSpans(model), [model]);
  const [first] = days, last = days.at(-1);
  const range = first === undefined || last === undefined ? "" : `${shortDayText(first, language)} to ${shortDayText(last, language)}`;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Line width={size.columns} spans={[` ${counted(allRows(model).length, "account")}`, { text: ` · ${range}${model.openOnly ? " · open only" : ""}`, dim: true }, model.failed === 0 ? "" : { text: ` · ✕ ${counted(model.failed, "customer")} cannot be read`, tone: "bad", bold: true }]} />
      <Line width={size.columns} spans={legend} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={keyOf} filterable markable size={{ columns: size.columns, rows: size.rows - 2 }}
        onAction={(action) => dispatch({ type: "table", action })}
        onOpen={({ context, account }) => shell.push("statements", { context, accountId: account.id })} opens="statements"
        empty={!model.loaded ? "Reading …" : model.openOnly ? "Nothing is open: every statement that can be here is here. o shows all accounts." : "No account yet. They come with a connection to a bank: settings of a customer."}
      />
    </Box>
  );
}

/** The signs, and at how many accounts each is on some day. */
function legendSpans(model: CompletenessModel): readonly Span[] {
  const counts = countAccounts(model);
  return [" ", ...Object.entries(marks).flatMap(([key, { sign, look }]): Span[] => {
    const state = key as DayState; // the keys of `marks`
    const count = counts[state];
    const isWorth = count > 0 && isOpenDay(state);
    return [{ text: sign, ...look }, { text: ` ${dayStateWords[state]}${isWorth ? ` (${count})` : ""}  `, dim: !isWorth }];
  })];
}
