import type { InputEvent } from "../terminal/input-event.ts";

/** Keys that a reducer counts up: many at once are one drawing. */
const countable = new Set(["up", "down", "pageup", "pagedown"]);

/**
 * Events that came in one chunk are handed on one at a time, each after the screen has taken in the one before: the second Enter of
 * two belongs to the dialog that the first one opened. Only repeated movement goes through at once.
 */
export function eventQueue(handle: (event: InputEvent) => void): (event: InputEvent) => void {
  const waiting: InputEvent[] = [];
  let busy = false;
  const next = (): void => {
    const event = waiting.shift();
    if (event === undefined) {
      busy = false;
      return;
    }
    handle(event);
    while (waiting[0] !== undefined && isRepeat(event, waiting[0])) {
      const repeat = waiting.shift();
      if (repeat !== undefined) handle(repeat);
    }
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

function isRepeat(event: InputEvent, following: InputEvent): boolean {
  return event.kind === "key" && following.kind === "key" && event.name === following.name && countable.has(event.name);
}
