import { createContext, useContext, useLayoutEffect, useRef } from "react";
import { type InputHandler, type InputPriority, Keyboard, type KeyHint } from "../terminal/keyboard.ts";

/** Where a widget's keys come from. */
export interface InputLayerValue {
  readonly keyboard: Keyboard;
  /** 0 for the screen, one more for each layer above it. */
  readonly depth: number;
  /** The topmost layer: its fields show the cursor. */
  readonly top: boolean;
}

/** The session's keyboard and the layer a widget lies in. The default is for drawings without a shell: nobody types there. */
export const InputLayer = createContext<InputLayerValue>({ keyboard: new Keyboard(), depth: 0, top: true });

/**
 * Gives a widget the keys of its layer while it is on the screen.
 * @param handler returns true when it used the event up; otherwise others and the commands get it
 */
export function useInput(handler: InputHandler, priority: InputPriority, active = true): void {
  const { keyboard, depth } = useContext(InputLayer);
  const newest = useRef(handler);
  useLayoutEffect(() => {
    newest.current = handler;
  });
  useLayoutEffect(() => {
    if (!active) return undefined;
    return keyboard.register((event) => newest.current(event), depth, priority);
  }, [keyboard, depth, priority, active]);
}

/** Says in the footer what the widget does with keys by itself. @param typing it takes letters, too */
export function useKeyHints(hints: readonly KeyHint[], typing = false): void {
  const { keyboard, depth } = useContext(InputLayer);
  const text = JSON.stringify(hints);
  // Compared by what they say: they are made anew at each drawing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: text stands for hints
  useLayoutEffect(() => (hints.length === 0 && !typing ? undefined : keyboard.tell({ hints, typing }, depth)), [keyboard, depth, text, typing]);
}
