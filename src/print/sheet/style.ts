import { createRequire } from "node:module";
import type { CustomerColour } from "../../workflows/ports/profile.ts";

const require = createRequire(import.meta.url);

/** DejaVu has Hungarian, Greek and Cyrillic, digits of equal width, and narrow cuts for tables. */
export const fontFiles = {
  regular: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf"),
  bold: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf"),
  mono: require.resolve("dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf"),
} as const;

/** How a piece of text looks. */
export interface TextStyle {
  readonly font: keyof typeof fontFiles;
  /** Points. */
  readonly size: number;
  readonly colour: string;
}

export const ink = { text: "#1c2430", soft: "#5b6675", faint: "#c9d0d8", hair: "#e3e7ec", alarm: "#b3261e", good: "#1b6e3c" } as const;

export const styles = {
  title: { font: "bold", size: 17, colour: ink.text },
  heading: { font: "bold", size: 10.5, colour: ink.text },
  body: { font: "regular", size: 8.6, colour: ink.text },
  strong: { font: "bold", size: 8.6, colour: ink.text },
  soft: { font: "regular", size: 7.4, colour: ink.soft },
  label: { font: "regular", size: 7.2, colour: ink.soft },
  alarm: { font: "bold", size: 8.6, colour: ink.alarm },
  good: { font: "bold", size: 8.6, colour: ink.good },
} as const satisfies Record<string, TextStyle>;

/** The customers' colours, dark enough to print small text in. */
export const paperColours: Readonly<Record<CustomerColour, string>> = {
  red: "#b3261e",
  green: "#1b7340",
  yellow: "#96720a",
  blue: "#1f559c",
  magenta: "#8f2772",
  cyan: "#0d7280",
};

/** Distance from baseline to baseline. */
export function lineHeight(style: TextStyle): number {
  return Math.round(style.size * 1.32 * 10) / 10;
}
