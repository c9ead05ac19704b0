import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "../../domain/errors.ts";
import { completenessOf } from "../../workflows/completeness.ts";
import type { CompletenessContext } from "./model.ts";

/** Six working weeks: as many as a wide screen has room for. */
const daysRead = 30;

/** One customer after the other; their lines fill in, and keys are heard in between. One that cannot be read is counted; the cockpit says why. */
export async function readDays({ session, dispatch, signal }: CompletenessContext): Promise<void> {
  const customers = ((await session.operator?.customers()) ?? []).toSorted((a, b) => a.shortName.localeCompare(b.shortName));
  dispatch({ type: "listed", ids: customers.map(({ id }) => id) });
  let failed = 0;
  for (const { id } of customers) {
    if (signal.aborted) return;
    try {
      const context = await session.contextFor(id);
      dispatch({ type: "read", id, rows: (await completenessOf(context, daysRead)).map((one) => ({ ...one, context })) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed++;
    }
    await nextTurn();
  }
  dispatch({ type: "round", failed });
}
