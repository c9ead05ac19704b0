import { expect, test } from "vitest";
import { SecretInput } from "../../../src/screens/widgets/secret-input.ts";

function typed(...characters: string[]): SecretInput {
  const input = new SecretInput();
  for (const character of characters) input.accept({ kind: "key", name: character, text: character });
  return input;
}

test("what is typed comes out as UTF-8 bytes, and the input is empty afterwards", () => {
  const input = typed("a", "ő", "😀");
  expect(input.length).toBe(3);
  const secret = input.take();
  expect(secret.revealText()).toBe("aő😀");
  expect(input.length).toBe(0);
  expect(input.take().bytes.length).toBe(0);
});

test("Backspace takes one character, Ctrl-U all", () => {
  const input = typed("a", "ő");
  input.accept({ kind: "key", name: "backspace", text: "" });
  input.accept({ kind: "key", name: "b", text: "b" });
  expect(input.take().revealText()).toBe("ab");
  const other = typed("x", "y");
  other.accept({ kind: "key", name: "ctrl+u", text: "" });
  expect(other.length).toBe(0);
});

test("a paste counts up to its first line end; Enter and Tab are not the field's business", () => {
  const input = new SecretInput();
  expect(input.accept({ kind: "paste", text: "pass phrase\nsecond line" })).toBe(true);
  expect(input.accept({ kind: "key", name: "enter", text: "" })).toBe(false);
  expect(input.accept({ kind: "key", name: "tab", text: "" })).toBe(false);
  expect(input.take().revealText()).toBe("pass phrase");
});

test("two inputs are compared by content", () => {
  expect(typed("a", "b").equals(typed("a", "b"))).toBe(true);
  expect(typed("a", "b").equals(typed("a", "c"))).toBe(false);
  expect(typed("a").equals(typed("a", "b"))).toBe(false);
});

test("beyond its room nothing is taken in, and nothing is lost", () => {
  const input = new SecretInput();
  input.accept({ kind: "paste", text: "x".repeat(5_000) });
  expect(input.length).toBe(1024);
});
