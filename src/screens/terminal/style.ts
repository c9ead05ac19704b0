/**
 * How one cell looks, packed into a number: attributes in bits 0-5, foreground in bits 6-14, background in bits 15-23.
 * A colour is 0 for the terminal's own, else palette index + 1.
 */
export type Style = number;

export const attribute = { bold: 1, dim: 2, italic: 4, underline: 8, inverse: 16, strike: 32 } as const;

/** What the terminal can show: 0 none (NO_COLOR), 1 sixteen colours, 2 the 256 of the palette. */
export type ColourLevel = 0 | 1 | 2;

const onCodes: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 4, 4: 8, 7: 16, 9: 32 };
const offCodes: Readonly<Record<number, number>> = { 22: 3, 23: 4, 24: 8, 27: 16, 29: 32 };
const colourMask = 0x1ff;

/** Applies the parameters of `CSI … m`. Unknown ones change nothing. Source: ECMA-48 SGR, xterm's 38;5 and 48;5. */
export function applySgr(style: Style, parameters: string): Style {
  const codes = parameters === "" ? [0] : parameters.split(";").map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 0) style = 0;
    else if (onCodes[code] !== undefined) style |= onCodes[code];
    else if (offCodes[code] !== undefined) style &= ~offCodes[code];
    else if (code >= 30 && code <= 37) style = withForeground(style, code - 29);
    else if (code >= 90 && code <= 97) style = withForeground(style, code - 81);
    else if (code === 39) style = withForeground(style, 0);
    else if (code >= 40 && code <= 47) style = withBackground(style, code - 39);
    else if (code >= 100 && code <= 107) style = withBackground(style, code - 91);
    else if (code === 49) style = withBackground(style, 0);
    else if (code === 38 || code === 48) {
      if (codes[i + 1] === 5) {
        const colour = Math.min(255, Math.max(0, codes[i + 2] ?? 0)) + 1;
        style = code === 38 ? withForeground(style, colour) : withBackground(style, colour);
        i += 2;
      } else if (codes[i + 1] === 2) i += 4;
    }
  }
  return style;
}

/** The one sequence that makes exactly this style, whatever was before. */
export function sgrOf(style: Style, level: ColourLevel): string {
  let codes = "";
  if (style & attribute.bold) codes += ";1";
  if (style & attribute.dim) codes += ";2";
  if (style & attribute.italic) codes += ";3";
  if (style & attribute.underline) codes += ";4";
  if (style & attribute.inverse) codes += ";7";
  if (style & attribute.strike) codes += ";9";
  if (level > 0) codes += colourCode((style >> 6) & colourMask, 30, level) + colourCode((style >> 15) & colourMask, 40, level);
  return codes === "" ? "\u001b[m" : `\u001b[0${codes}m`;
}

function withForeground(style: Style, colour: number): Style {
  return (style & ~(colourMask << 6)) | (colour << 6);
}

function withBackground(style: Style, colour: number): Style {
  return (style & ~(colourMask << 15)) | (colour << 15);
}

function colourCode(colour: number, base: number, level: ColourLevel): string {
  if (colour === 0) return "";
  const index = level === 1 ? nearestOfSixteen(colour - 1) : colour - 1;
  if (index < 8) return `;${base + index}`;
  if (index < 16) return `;${base + 60 + index - 8}`;
  return `;${base + 8};5;${index}`;
}

/** @param index of the 256-colour palette: 16 named, a 6x6x6 cube, 24 greys */
function nearestOfSixteen(index: number): number {
  if (index < 16) return index;
  if (index >= 232) return index < 238 ? 0 : index < 244 ? 8 : index < 250 ? 7 : 15;
  const cube = index - 16;
  const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  const bright = Math.max(red, green, blue) > 3 ? 8 : 0;
  return bright + (red > 2 ? 1 : 0) + (green > 2 ? 2 : 0) + (blue > 2 ? 4 : 0);
}
