/** A line chart with axes, drawn by another thread. */
export interface ChartRequest {
  /** Oldest first; for the eye only: amounts that are read stand beside the chart, exact. */
  readonly values: readonly number[];
  /** One for each value. */
  readonly labels: readonly string[];
  readonly columns: number;
  readonly rows: number;
}

/** Lines of exactly `columns` cells; undefined: it could not be drawn. */
export type DrawnChart = readonly string[] | undefined;

/** Fewer cells than these leave no room for axes. */
export const chartColumnsMin = 40;
export const chartRows = 9;
