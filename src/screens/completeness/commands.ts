import type { IsoDate } from "../../domain/ids.ts";
import type { DateRange } from "../../ebics/index.ts";
import type { CommandOf, WorkstationShell } from "../routes.ts";
import { allRows, chosenRows, type CompletenessAction, type CompletenessModel, type DayRow, has } from "./model.ts";
import { readDays } from "./read-days.ts";

export const completenessCommands: readonly CommandOf<"completeness", CompletenessModel, CompletenessAction>[] = [
  {
    id: "completeness.fetch", title: "fetch", keys: ["f"], description: "Asks the banks of the marked accounts, or of the one under the cursor, for what is new.",
    disabledReason: ({ model }) => whyNotFetch(chosenRows(model)),
    run: ({ model, shell }) => fetch(shell, chosenRows(model)),
  },
  {
    id: "completeness.fetch-all", title: "fetch all", keys: ["F"], description: "Asks every bank that was not asked since the last bank day was over.",
    disabledReason: ({ model }) => (toFetch(model).length > 0 ? undefined : model.loaded ? "Every bank where you may fetch was asked since its last day was over." : "The customers are still being read."),
    run: ({ model, shell }) => fetch(shell, toFetch(model)),
  },
  {
    id: "completeness.missing", title: "missing days", keys: ["m"], description: "Asks the banks of the marked accounts, or of the one under the cursor, once more for the days of which statements are missing.",
    disabledReason: ({ model }) => {
      const rows = chosenRows(model).filter((row) => has(row, ["missing"]));
      return rows.length === 0 ? "No day is missing there: each statement opens with what the one before closed with." : whyNotFetch(rows);
    },
    run: ({ model, shell }) => fetch(shell, chosenRows(model).filter((row) => has(row, ["missing"])), "missing"),
  },
  {
    id: "completeness.open-only", title: "open only", keys: ["o"], description: "Shows only accounts of which something is missing, does not add up or was not fetched; then all again.",
    run: ({ dispatch }) => dispatch({ type: "open-only" }),
  },
  { id: "completeness.reload", title: "load anew", keys: ["r"], inFooter: false, run: readDays },
];

const mayFetch = ({ context, connection }: DayRow): boolean => connection !== undefined && context.rights.includes("fetch");

function toFetch(model: CompletenessModel): readonly DayRow[] {
  return allRows(model).filter((row) => mayFetch(row) && has(row, ["to-fetch"]));
}

function whyNotFetch(rows: readonly DayRow[]): string | undefined {
  if (rows.length === 0) return "There is no account under the cursor.";
  if (rows.every(({ connection }) => connection === undefined)) return "There is no connection to a bank for this account: its statements come as files (i at the statements).";
  return rows.some(mayFetch) ? undefined : `You have no right to fetch for ${[...new Set(rows.map(({ context }) => context.customer.profile.shortName))].join(", ")}.`;
}

/** One session per bank, whatever the number of accounts there. */
function fetch(shell: WorkstationShell, rows: readonly DayRow[], which?: "missing"): void {
  const byCustomer = Map.groupBy(rows.filter(mayFetch), ({ context }) => context.customer.id);
  const customers = [...byCustomer.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ context: first.context, connectionIds: [...new Set([first, ...more].flatMap(({ connection }) => connection?.id ?? []))] }]);
  shell.push("send", { customers, send: false, fetch: true, days: which === undefined ? undefined : missingDays(rows) });
}

/** From the first to the last missing day: what is known already is left alone. */
function missingDays(rows: readonly DayRow[]): DateRange | undefined {
  const days: IsoDate[] = rows.flatMap((row) => [...row.days].flatMap(([day, state]) => (state === "missing" ? [day] : []))).sort();
  const [start] = days, end = days.at(-1);
  return start === undefined || end === undefined ? undefined : { start, end };
}

