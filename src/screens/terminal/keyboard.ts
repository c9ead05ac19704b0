import type { InputEvent } from "./input-event.ts";

/** @returns true when the event was used up */
export type InputHandler = (event: InputEvent) => boolean;

/** A text field takes keys before the list around it. */
export type InputPriority = "field" | "widget";

interface Registration {
  readonly handler: InputHandler;
  readonly depth: number;
  readonly priority: InputPriority;
}

/**
 * Who gets a key: only the topmost layer (a dialog lies above its screen), there fields before widgets, the newest first,
 * and at last the commands.
 */
export class Keyboard {
  readonly #registrations: Registration[] = [];

  /** @param depth 0 for the screen, one more for each dialog above it. @returns removes the handler */
  register(handler: InputHandler, depth: number, priority: InputPriority): () => void {
    const registration = { handler, depth, priority };
    this.#registrations.push(registration);
    return () => {
      const at = this.#registrations.indexOf(registration);
      if (at >= 0) this.#registrations.splice(at, 1);
    };
  }

  /** @param depth of the topmost layer @returns true when a handler of that layer used the event up */
  dispatch(event: InputEvent, depth: number): boolean {
    const layer = this.#registrations.filter((registration) => registration.depth === depth).reverse();
    for (const priority of ["field", "widget"] as const) {
      for (const registration of layer) if (registration.priority === priority && registration.handler(event)) return true;
    }
    return false;
  }
}
