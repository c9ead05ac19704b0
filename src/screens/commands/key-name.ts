/** Modifiers in canonical order. */
const modifiers = ["ctrl", "alt", "shift"] as const;
const synonyms: Readonly<Record<string, string>> = {
  escape: "esc", return: "enter", pgup: "pageup", pgdn: "pagedown", pgdown: "pagedown", del: "delete", ins: "insert", " ": "space", bs: "backspace", control: "ctrl", meta: "alt", c: "ctrl", m: "alt", s: "shift",
};
const shown: Readonly<Record<string, string>> = {
  esc: "Esc", enter: "Enter", space: "Space", tab: "Tab", backspace: "Backspace", delete: "Del", insert: "Ins",
  up: "↑", down: "↓", left: "←", right: "→", home: "Home", end: "End", pageup: "PgUp", pagedown: "PgDn",
};

/** `Ctrl-K`, `ctrl+k`, `^K` → `ctrl+k`; `Shift-Tab` → `shift+tab`; `F2` → `f2`; `A` stays `A`. */
export function canonicalKey(written: string): string {
  const caret = /^\^(.)$/.exec(written);
  const parts = caret === null ? splitModifiers(written) : ["ctrl", caret[1] ?? ""];
  const key = parts.at(-1) ?? "";
  const held = new Set(parts.slice(0, -1).map((part) => synonyms[part.toLowerCase()] ?? part.toLowerCase()));
  const single = Array.from(key).length === 1;
  const name = single && key !== " " ? (held.has("ctrl") ? key.toLowerCase() : key) : (synonyms[key.toLowerCase()] ?? key.toLowerCase());
  return [...modifiers.filter((modifier) => held.has(modifier)), name].join("+");
}

/** For people: `ctrl+k` → `^K`, `shift+tab` → `Shift-Tab`, `f2` → `F2`. */
export function keyLabel(canonical: string): string {
  const parts = splitModifiers(canonical);
  const key = parts.at(-1) ?? "";
  const held = parts.slice(0, -1);
  const label = shown[key] ?? (/^f\d+$/.test(key) ? key.toUpperCase() : key);
  if (held.length === 1 && held[0] === "ctrl" && Array.from(key).length === 1) return `^${key.toUpperCase()}`;
  return [...held.map((part) => `${part[0]?.toUpperCase() ?? ""}${part.slice(1)}`), label].join("-");
}

/** A key that is reached without AltGr on the US, German and Hungarian layouts, so that it may be a command's only key. */
export function isTypableEverywhere(canonical: string): boolean {
  const parts = splitModifiers(canonical);
  const key = parts.at(-1) ?? "";
  if (Array.from(key).length !== 1) return true;
  // Letters and digits (on the Hungarian layout 0 stands left of 1), and marks that all three have plain or with Shift.
  return /^[a-zA-Z0-9.,:;?!+\-*/"'()=%_]$/.test(key);
}

/** The last `+` or `-` may be the key itself. */
function splitModifiers(written: string): string[] {
  const parts: string[] = [];
  let rest = written;
  for (;;) {
    const match = /^(ctrl|control|alt|meta|shift|c|m|s)[+-](?=.)/i.exec(rest);
    if (match === null) return [...parts, rest];
    parts.push(match[1] ?? "");
    rest = rest.slice(match[0].length);
  }
}
