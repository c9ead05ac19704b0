import type { ReactNode } from "react";
import type { ScreenSize } from "./shell.ts";

/** Something above the screen that has the keyboard: a dialog, help, the palette, the `:` line. */
export interface Layer {
  readonly key: number;
  /** `line` lies on the notice line, `box` in the middle of the screen. */
  readonly place: "box" | "line";
  readonly render: (size: ScreenSize) => ReactNode;
  /** Without an answer, as Esc does. */
  readonly cancel: () => void;
}

/** The layers of one desk, lowest first. */
export class Layers {
  #layers: readonly Layer[] = [];
  #nextKey = 1;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get all(): readonly Layer[] {
    return this.#layers;
  }

  get top(): Layer | undefined {
    return this.#layers.at(-1);
  }

  /** @param until when it settles, the question has no sense any more: the layer closes without an answer. @returns what the layer was closed with; undefined = cancelled */
  open<Value>(place: Layer["place"], render: (close: (value?: Value) => void, size: ScreenSize) => ReactNode, until?: Promise<unknown>): Promise<Value | undefined> {
    const { promise, resolve } = Promise.withResolvers<Value | undefined>();
    const key = this.#nextKey++;
    const close = (value?: Value): void => {
      if (!this.#layers.some((layer) => layer.key === key)) return;
      this.#layers = this.#layers.filter((layer) => layer.key !== key);
      this.#changed();
      resolve(value);
    };
    this.#layers = [...this.#layers, { key, place, render: (size) => render(close, size), cancel: () => close() }];
    this.#changed();
    const over = (): void => close();
    until?.then(over, over);
    return promise;
  }

  cancelAll(): void {
    for (const layer of [...this.#layers].reverse()) layer.cancel();
  }
}
