/** An element as it stands in a text: offsets of the whole and of what is inside. */
export interface Span {
  /** As written, with its prefix. */
  readonly name: string;
  readonly start: number;
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly end: number;
}

/** Finds elements by walking tags, on purpose without a parser of ours; what is not closed is left out. In the order of their ends. */
export function elementSpans(text: string): readonly Span[] {
  const open: { readonly name: string; readonly start: number; readonly innerStart: number }[] = [];
  const spans: Span[] = [];
  for (const match of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[!?][^>]*>|<\/([^\s>]+)[^>]*>|<([^\s/>!?]+)(?:[^>"']|"[^"]*"|'[^']*')*>/g)) {
    const [tag, closing, opening] = match;
    const after = match.index + tag.length;
    if (opening !== undefined) {
      if (tag.endsWith("/>")) spans.push({ name: opening, start: match.index, innerStart: after, innerEnd: after, end: after });
      else open.push({ name: opening, start: match.index, innerStart: after });
    } else if (closing !== undefined) {
      const begun = open.pop();
      if (begun !== undefined) spans.push({ ...begun, innerEnd: match.index, end: after });
    }
  }
  return spans;
}

/** The part of the text. */
export function cutOut(text: string, span: Pick<Span, "start" | "end">): string {
  return text.slice(span.start, span.end);
}

/** The text with another part in the place of the span. */
export function replaced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
