import type { ColourLevel } from "./style.ts";

/**
 * What the operator's terminal shows, from the operator's own environment (not the process's: it may be an SSH session's).
 * NO_COLOR (https://no-color.org): present and not empty means no colour; bold and inverse stay.
 */
export function colourLevelOf(environment: Readonly<Record<string, string | undefined>>): ColourLevel {
  const term = environment["TERM"] ?? "";
  if ((environment["NO_COLOR"] ?? "") !== "" || term === "dumb" || term.startsWith("vt1") || term.startsWith("vt2")) return 0;
  const many = /256|truecolor|24bit|direct|kitty|alacritty|ghostty/;
  return many.test(term) || many.test(environment["COLORTERM"] ?? "") ? 2 : 1;
}
