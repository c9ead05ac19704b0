import type { InputEvent } from "../terminal/input-event.ts";
import { graphemes } from "../terminal/width.ts";

/** Text being typed. */
export interface EditedText {
  readonly text: string;
  /** UTF-16 index, at a grapheme's edge. */
  readonly cursor: number;
}

/**
 * One event in a single-line field, by grapheme. A paste is one insertion without the blanks around it; its line breaks become blanks and submit nothing.
 * @returns undefined when the event is none of a field's business (Enter, Tab, Esc, function keys)
 */
export function editText(state: EditedText, event: InputEvent): EditedText | undefined {
  const before = state.text.slice(0, state.cursor);
  const after = state.text.slice(state.cursor);
  if (event.kind === "paste") return insert(before, after, event.text.trim().replace(/[\r\n\t]+/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, ""));
  switch (event.name) {
    case "left":
      return { text: state.text, cursor: before.length - last(before).length };
    case "right":
      return { text: state.text, cursor: before.length + first(after).length };
    case "home":
    case "ctrl+a":
      return { text: state.text, cursor: 0 };
    case "end":
    case "ctrl+e":
      return { text: state.text, cursor: state.text.length };
    case "ctrl+left":
    case "alt+left":
      return { text: state.text, cursor: before.length - lastWord(before).length };
    case "ctrl+right":
    case "alt+right":
      return { text: state.text, cursor: before.length + firstWord(after).length };
    case "backspace":
      return { text: before.slice(0, before.length - last(before).length) + after, cursor: before.length - last(before).length };
    case "delete":
      return { text: before + after.slice(first(after).length), cursor: before.length };
    case "ctrl+w":
    case "alt+backspace":
      return { text: before.slice(0, before.length - lastWord(before).length) + after, cursor: before.length - lastWord(before).length };
    case "ctrl+u":
      return { text: after, cursor: 0 };
    default:
      return event.text === "" ? undefined : insert(before, after, event.text);
  }
}

function insert(before: string, after: string, text: string): EditedText {
  return { text: before + text + after, cursor: before.length + text.length };
}

function last(text: string): string {
  return graphemes(text).at(-1) ?? "";
}

function first(text: string): string {
  return graphemes(text)[0] ?? "";
}

function lastWord(text: string): string {
  return /\S*\s*$/.exec(text)?.[0] ?? "";
}

function firstWord(text: string): string {
  return /^\s*\S*/.exec(text)?.[0] ?? "";
}
