import type { InputEvent } from "../terminal/input-event.ts";
import type { Drawn } from "./drawn.tsx";

/**
 * Events that came in one chunk are handed on one at a time, each after the screen has taken in the one before: the second Enter of
 * two belongs to the dialog that the first one opened, and a character typed ahead sees the field as the one before has left it.
 * @param drawn says when that is
 */
export function eventQueue(handle: (event: InputEvent) => void, drawn: Pick<Drawn, "after">): (event: InputEvent) => void {
  const waiting: InputEvent[] = [];
  let busy = false;
  const next = (): void => {
    const event = waiting.shift();
    busy = event !== undefined;
    if (event === undefined) return;
    handle(event);
    // What was changed at once is drawn then; a dialog that a promise opened is drawn by React in the immediate after.
    drawn.after(() => setImmediate(() => setImmediate(next)));
  };
  return (event) => {
    waiting.push(event);
    if (busy) return;
    busy = true;
    queueMicrotask(next);
  };
}
