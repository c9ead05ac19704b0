import type { InputEvent } from "../terminal/input-event.ts";

/**
 * Events that came in one chunk are handed on one at a time, each after the screen has taken in the one before: the second Enter of
 * two belongs to the dialog that the first one opened.
 */
export function eventQueue(handle: (event: InputEvent) => void): (event: InputEvent) => void {
  const waiting: InputEvent[] = [];
  let busy = false;
  const next = (): void => {
    const event = waiting.shift();
    busy = event !== undefined;
    if (event === undefined) return;
    handle(event);
    // React draws in an immediate that it asks for after the running code, hence behind our first and before our second.
    setImmediate(() => setImmediate(next));
  };
  return (event) => {
    waiting.push(event);
    if (busy) return;
    busy = true;
    queueMicrotask(next);
  };
}
