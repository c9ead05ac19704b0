/**
 * What the operator did, parsed from the terminal's bytes.
 * `name` is canonical: modifiers in the order `ctrl+alt+shift+`, then the key: `a`, `A`, `space`, `enter`, `esc`, `f2`, `ctrl+k`, `shift+tab`.
 * `text` is what a text field inserts: one character, or empty for keys that are no text.
 */
export type InputEvent = KeyEvent | PasteEvent;

export interface KeyEvent {
  readonly kind: "key";
  readonly name: string;
  readonly text: string;
}

/** A whole bracketed paste, as it came: line ends are `\n`. Never submits anything. */
interface PasteEvent {
  readonly kind: "paste";
  readonly text: string;
}
