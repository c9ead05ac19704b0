/** The colours of customers' left edges: the terminal's own six. */
export type CustomerColour = "red" | "green" | "yellow" | "blue" | "magenta" | "cyan";

/** What a colour means; it is never the only sign of it. */
type Tone = CustomerColour | "good" | "bad" | "warning" | "accent";

/** How a piece of text looks. */
export interface Look {
  readonly tone?: Tone | undefined;
  readonly bold?: boolean | undefined;
  /** Less important. */
  readonly dim?: boolean | undefined;
  readonly underline?: boolean | undefined;
  readonly inverse?: boolean | undefined;
  /** Drawn as the place of the terminal's cursor; one cell. */
  readonly cursor?: boolean | undefined;
}

/** Foreground codes of ECMA-48; the terminal's own palette decides the shade. */
const toneCodes: Readonly<Record<Tone, number>> = {
  red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, good: 32, bad: 31, warning: 33, accent: 36,
};

/** @param text already filtered by `visibleText` */
export function paint(text: string, look: Look): string {
  const codes: number[] = [];
  if (look.bold) codes.push(1);
  if (look.dim) codes.push(2);
  if (look.underline) codes.push(4);
  if (look.inverse || look.cursor) codes.push(7);
  if (look.cursor) codes.push(9);
  if (look.tone !== undefined) codes.push(toneCodes[look.tone]);
  return codes.length === 0 || text === "" ? text : `\u001b[${codes.join(";")}m${text}\u001b[0m`;
}
