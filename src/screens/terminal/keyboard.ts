import type { InputEvent } from "./input-event.ts";

/** @returns true when the event was used up */
export type InputHandler = (event: InputEvent) => boolean;

/** A text field takes keys before the list around it. */
export type InputPriority = "field" | "widget";

/** What a widget itself does with a key, for the footer: `Enter open`. */
export interface KeyHint {
  /** Canonical. */
  readonly key: string;
  readonly title: string;
}

/** What a widget tells of its keys. */
export interface KeyTelling {
  readonly hints: readonly KeyHint[];
  /** It takes what is typed: a command's letter is not heard. */
  readonly typing: boolean;
}

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
  readonly #tellings: { readonly depth: number; readonly telling: KeyTelling }[] = [];
  readonly #listeners = new Set<() => void>();
  #version = 0;

  /** @param depth 0 for the screen, one more for each dialog above it. @returns removes the handler */
  register(handler: InputHandler, depth: number, priority: InputPriority): () => void {
    const registration = { handler, depth, priority };
    this.#registrations.push(registration);
    return () => {
      const at = this.#registrations.indexOf(registration);
      if (at >= 0) this.#registrations.splice(at, 1);
    };
  }

  /** A widget of that layer says what keys it takes, until the returned function is called. */
  tell(telling: KeyTelling, depth: number): () => void {
    const told = { depth, telling };
    this.#tellings.push(told);
    this.#changed();
    return () => {
      this.#tellings.splice(this.#tellings.indexOf(told), 1);
      this.#changed();
    };
  }

  /** All that the widgets of that layer tell. */
  told(depth: number): KeyTelling {
    const tellings = this.#tellings.flatMap((one) => (one.depth === depth ? [one.telling] : []));
    return { hints: tellings.flatMap(({ hints }) => hints), typing: tellings.some(({ typing }) => typing) };
  }

  /** Hears when `told` may say something else. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = (): number => this.#version;

  /** @param depth of the topmost layer @returns true when a handler of that layer used the event up */
  dispatch(event: InputEvent, depth: number): boolean {
    const layer = this.#registrations.filter((registration) => registration.depth === depth).reverse();
    for (const priority of ["field", "widget"] as const) {
      for (const registration of layer) if (registration.priority === priority && registration.handler(event)) return true;
    }
    return false;
  }

  #changed(): void {
    this.#version++;
    for (const listener of [...this.#listeners]) listener();
  }
}
