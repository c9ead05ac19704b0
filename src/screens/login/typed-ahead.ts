import type { InputEvent } from "../terminal/input-event.ts";

/** What becomes of the keys that were pressed before it was known who may come in. */
export type AheadOutcome =
  /** The form begins with this name, in this field; `keys` go on in it. */
  | { readonly kind: "form"; readonly name: string; readonly field: "name" | "passphrase"; readonly keys: readonly InputEvent[] }
  /** It may have been a passphrase, and the first field can be read by everybody. */
  | { readonly kind: "dropped" };

/** Whether a form would take the key: text, and what ends or mends it. The others are commands. */
export function isForForm(event: InputEvent): boolean {
  return event.text !== "" || (event.kind === "key" && ["enter", "tab", "backspace", "ctrl+u"].includes(event.name));
}

/** Adds a key; Backspace takes the last one away. */
export function typeAhead(keys: readonly InputEvent[], event: InputEvent): readonly InputEvent[] {
  if (event.kind === "key" && event.name === "ctrl+u") return [];
  return event.kind === "key" && event.name === "backspace" ? keys.slice(0, -1) : [...keys, event];
}

/**
 * Only what is an operator's name, or its beginning, may show in the field of the name. Where one operator alone can come in, the name
 * stands there, and the rest is the passphrase.
 * @param operators names of the operators of this install
 */
export function outcomeOf(keys: readonly InputEvent[], operators: readonly string[]): AheadOutcome {
  const only = operators.length === 1 ? operators[0] : undefined;
  if (keys.length === 0) return { kind: "form", name: only ?? "", field: only === undefined ? "name" : "passphrase", keys };
  const end = keys.findIndex((event) => event.kind === "key" && (event.name === "enter" || event.name === "tab"));
  const first = (end === -1 ? keys : keys.slice(0, end)).map(({ text }) => text).join("").trim();
  const same = (name: string): boolean => name.toLowerCase() === first.toLowerCase();
  const named = end === -1 ? undefined : operators.find(same);
  if (named !== undefined) return { kind: "form", name: named, field: "passphrase", keys: keys.slice(end + 1) };
  if (end === -1 && operators.some((name) => name.toLowerCase().startsWith(first.toLowerCase()))) return { kind: "form", name: first, field: "name", keys: [] };
  return only === undefined ? { kind: "dropped" } : { kind: "form", name: only, field: "passphrase", keys };
}
