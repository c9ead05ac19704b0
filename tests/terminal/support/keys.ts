/**
 * What the keys are called in journeys, and the bytes xterm sends for them. `Esc` is the unambiguous form of terminals with the kitty
 * protocol, so that a journey need not pause before its next key; `LoneEsc` is the bare byte, which means Alt when a key follows at once.
 */
const keyBytes: Readonly<Record<string, string>> = {
  Enter: "\r", Esc: "\u001b[27u", LoneEsc: "\u001b", Tab: "\t", "Shift-Tab": "\u001b[Z", Backspace: "\u007f", Space: " ", Del: "\u001b[3~",
  Up: "\u001b[A", Down: "\u001b[B", Right: "\u001b[C", Left: "\u001b[D", Home: "\u001b[H", End: "\u001b[F",
  PgUp: "\u001b[5~", PgDn: "\u001b[6~", "Shift-Up": "\u001b[1;2A", "Shift-Down": "\u001b[1;2B",
  F1: "\u001bOP", F2: "\u001bOQ", F3: "\u001bOR", F4: "\u001bOS", F5: "\u001b[15~", F6: "\u001b[17~", F7: "\u001b[18~",
  F8: "\u001b[19~", F9: "\u001b[20~", F10: "\u001b[21~", F11: "\u001b[23~", F12: "\u001b[24~",
};

/** The bytes of a key: a name of the table, `Ctrl-K`, `Alt-x`, or the characters themselves. */
export function bytesOfKey(key: string): string {
  const control = /^Ctrl-([A-Za-z])$/.exec(key);
  if (control?.[1] !== undefined) return String.fromCharCode(control[1].toUpperCase().charCodeAt(0) - 64);
  const alt = /^Alt-(.)$/.exec(key);
  if (alt?.[1] !== undefined) return `\u001b${alt[1]}`;
  return keyBytes[key] ?? key;
}
