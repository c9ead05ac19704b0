import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { AppError } from "../../domain/errors.ts";
import type { CustomerId } from "../../domain/ids.ts";
import { forEachAtOnce } from "../../workflows/for-each-at-once.ts";
import { wallboardOf } from "../../workflows/wallboard.ts";
import type { ContextOf } from "../routes.ts";
import type { WallboardAction, WallboardModel } from "./model.ts";

export type WallboardContext = ContextOf<"wallboard", WallboardModel, WallboardAction>;

const customersAtOnce = 4;
const pauseMs = 20_000;

/** Reads all customers, again and again, until the screen is left. */
export async function keepReading(screen: WallboardContext): Promise<void> {
  while (!screen.signal.aborted) {
    await readBoards(screen);
    await wait(pauseMs, undefined, { signal: screen.signal }).catch(() => undefined); // left meanwhile
  }
}

/** One round. A customer that cannot be read is counted; the cockpit says why. */
export async function readBoards({ session, dispatch, signal }: WallboardContext): Promise<void> {
  const customers = (await session.operator?.customers()) ?? [];
  let failed = 0;
  await forEachAtOnce(customers, customersAtOnce, async ({ id }) => {
    try {
      const context = await session.contextFor(id);
      dispatch({ type: "read", entry: { context, board: await wallboardOf(context) } });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed++;
    }
    await nextTurn(); // keys are heard in between
  }, signal);
  dispatch({ type: "round", at: session.clock.now(), failed, ids: new Set<CustomerId>(customers.map((customer) => customer.id)) });
}
