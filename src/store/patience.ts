import { setTimeout as wait } from "node:timers/promises";
import { isAppError } from "../domain/errors.ts";

/**
 * Tries again while another handle, here or in another process, holds the lock, without stopping the event loop: the one who
 * holds it may need it to go on. The number of tries stands for the time, since the clock may be a test's.
 * @throws AppError store/`busy` after 10 s
 */
export async function patiently<T>(work: () => T): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return work();
    } catch (error) {
      if (!isAppError(error, "store", "busy") || tries >= triesMax) throw error;
    }
    await wait(tries < 20 ? 5 : 50);
  }
}
/** 20 x 5 ms and 198 x 50 ms: 10 s. */
const triesMax = 218;
