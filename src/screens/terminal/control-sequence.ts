import type { KeyEvent } from "./input-event.ts";

/** Final byte of `CSI … <final>` and `SS3 <final>` for keys that carry no number. Source: xterm ctlseqs, "PC-Style Function Keys". */
const byFinal: Readonly<Record<string, string>> = {
  A: "up", B: "down", C: "right", D: "left", E: "begin", F: "end", H: "home", M: "enter",
  P: "f1", Q: "f2", R: "f3", S: "f4", Z: "shift+tab",
};

/** First parameter of `CSI <n> ~`. Source: xterm ctlseqs; rxvt sends 7 and 8 for Home and End. */
const byNumber: Readonly<Record<number, string>> = {
  1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
  11: "f1", 12: "f2", 13: "f3", 14: "f4", 15: "f5", 17: "f6", 18: "f7", 19: "f8", 20: "f9", 21: "f10", 23: "f11", 24: "f12",
};

/** Code points of `CSI <code> ; <modifiers> u` that have a name. Source: kitty keyboard protocol, also xterm's modifyOtherKeys. */
const byCode: Readonly<Record<number, string>> = { 8: "backspace", 9: "tab", 13: "enter", 27: "esc", 32: "space", 127: "backspace" };

/** `CSI [ A` … `CSI [ E` of the Linux console. */
export const linuxConsoleKeys: Readonly<Record<string, string>> = { A: "f1", B: "f2", C: "f3", D: "f4", E: "f5" };

/**
 * The key of a complete control sequence.
 * @param parameters between `ESC [` and the final byte
 * @returns undefined for mouse, focus, cursor and device replies, and whatever else is no key
 */
export function keyOfCsi(parameters: string, final: string): KeyEvent | undefined {
  if (!/^[\d;:]*$/.test(parameters)) return undefined;
  const [first = 0, modifierField = 1] = parameters.split(";").map((part) => Number.parseInt(part, 10) || 0);
  const modifiers = parameters.includes(";") ? Math.max(0, modifierField - 1) : 0;
  if (final === "~") return named(byNumber[first], modifiers);
  if (final === "u") return fromCodePoint(first, modifiers);
  // `CSI 24;80R` is a cursor position report, not F3: a key has 1 in front of its modifiers.
  if (parameters !== "" && first !== 1) return undefined;
  return named(byFinal[final], modifiers);
}

/** The key of `ESC O <final>`. */
export function keyOfSs3(final: string): KeyEvent | undefined {
  return named(byFinal[final], 0);
}

/** @param bits shift 1, alt 2, ctrl 4; the rest (super, hyper, locks) is not for us */
function modifierPrefix(bits: number): string {
  return `${bits & 4 ? "ctrl+" : ""}${bits & 2 ? "alt+" : ""}${bits & 1 ? "shift+" : ""}`;
}

function named(name: string | undefined, modifiers: number): KeyEvent | undefined {
  if (name === undefined) return undefined;
  return { kind: "key", name: name.startsWith("shift+") ? name : `${modifierPrefix(modifiers)}${name}`, text: "" };
}

function fromCodePoint(code: number, modifiers: number): KeyEvent | undefined {
  const name = byCode[code];
  if (name !== undefined) return { kind: "key", name: `${modifierPrefix(modifiers)}${name}`, text: name === "space" && modifiers === 0 ? " " : "" };
  if (code < 0x21 || code > 0x10ffff || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) return undefined;
  const character = String.fromCodePoint(code);
  // Shift alone is in the character already.
  const rest = modifiers & 6;
  return { kind: "key", name: `${modifierPrefix(rest)}${character}`, text: rest === 0 ? character : "" };
}
