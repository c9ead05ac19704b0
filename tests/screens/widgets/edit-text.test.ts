import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InputEvent } from "../../../src/screens/terminal/input-event.ts";
import { graphemes } from "../../../src/screens/terminal/width.ts";
import { type EditedText, editText } from "../../../src/screens/widgets/edit-text.ts";

const key = (name: string, text = ""): InputEvent => ({ kind: "key", name, text });
/** `|` is the cursor. */
const at = (marked: string): EditedText => ({ text: marked.replace("|", ""), cursor: marked.indexOf("|") });
const shown = (state: EditedText | undefined): string | undefined => state && `${state.text.slice(0, state.cursor)}|${state.text.slice(state.cursor)}`;

describe("a line of text is edited by what a person takes for one character", () => {
  test.each([
    ["ab|", key("c", "c"), "abc|"],
    ["|b", key("ő", "ő"), "ő|b"],
    ["ae\u0301|", key("backspace"), "a|"],
    ["a😀|b", key("left"), "a|😀b"],
    ["a|👍🏽b", key("delete"), "a|b"],
    ["|🇭🇺x", key("right"), "🇭🇺|x"],
    ["one two|", key("ctrl+w"), "one |"],
    ["one two |", key("alt+backspace"), "one |"],
    ["one two|", key("ctrl+left"), "one |two"],
    ["|one two", key("ctrl+right"), "one| two"],
    ["one| two", key("ctrl+u"), "| two"],
    ["one|", key("home"), "|one"],
    ["|one", key("end"), "one|"],
    ["|", key("backspace"), "|"],
    ["|", key("delete"), "|"],
  ])("%s and %j is %s", (before, event, after) => {
    expect(shown(editText(at(before), event))).toBe(after);
  });

  test("a paste loses the blanks and line breaks around it", () => {
    expect(shown(editText(at("a <|>"), { kind: "paste", text: "  HU42 1177\n3016 \n" }))).toBe("a <HU42 1177 3016|>");
  });

  test("a paste is one insertion: line breaks are blanks, control characters vanish", () => {
    expect(shown(editText(at("<|>"), { kind: "paste", text: "a\nb\n\nc\td\u001b[31m\u0007" }))).toBe("<a b c d[31m|>");
  });

  test.each(["enter", "tab", "shift+tab", "esc", "f2", "up", "ctrl+k", "alt+x"])("%s is not a field's business", (name) => {
    expect(editText(at("a|"), key(name))).toBeUndefined();
  });

  test("whatever is done, the cursor stays at the edge of a character", () => {
    const events = fc.oneof(
      fc.constantFrom("left", "right", "home", "end", "backspace", "delete", "ctrl+w", "ctrl+left", "ctrl+right").map((name) => key(name)),
      fc.constantFrom("a", " ", "ő", "e\u0301", "😀", "👍🏽", "한").map((text) => key(text, text)),
    );
    fc.assert(fc.property(fc.array(events, { maxLength: 30 }), (all) => {
      let state: EditedText = { text: "", cursor: 0 };
      for (const event of all) {
        state = editText(state, event) ?? state;
        const parts = graphemes(state.text);
        expect(parts.map((_, at) => parts.slice(0, at).join("").length).concat(state.text.length)).toContain(state.cursor);
      }
    }));
  });
});
