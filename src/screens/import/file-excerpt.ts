/** The lines around a place in a file, for showing. Raw: the screen filters it. */
export interface FileExcerpt {
  readonly lines: readonly ExcerptLine[];
  /** 1-based; 0 when the file is empty or ends before the place. */
  readonly markedLine: number;
  /** 1-based column of the place within the marked line's `text`; undefined when none was given. */
  readonly markedColumn: number | undefined;
}
export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  /** Characters cut off in front: a file without line ends is one line of megabytes. */
  readonly skipped: number;
  readonly cutBehind: boolean;
}

const lineMax = 400;
const beforeColumn = 160;

/**
 * Reads as far as needed and keeps only the window: memory is flat for any file.
 * @param line 1-based @param column 1-based, in characters
 */
export async function readExcerpt(content: AsyncIterable<Uint8Array>, line: number, column: number | undefined, linesAround: number): Promise<FileExcerpt> {
  const first = Math.max(1, line - linesAround);
  const last = line + linesAround;
  const from = column === undefined ? 0 : Math.max(0, column - 1 - beforeColumn);
  const lines: ExcerptLine[] = [];
  const decoder = new TextDecoder();
  let number = 1;
  let position = 0;
  let kept = "";
  let previous = "";
  const keeps = (): boolean => number >= first && number <= last;
  const endLine = (): void => {
    if (keeps()) lines.push({ number, text: kept, skipped: position > 0 ? Math.min(from, position) : 0, cutBehind: position > from + lineMax });
    number++;
    position = 0;
    kept = "";
  };
  reading: for await (const chunk of content) {
    const text = decoder.decode(chunk, { stream: true });
    let start = 0;
    while (start < text.length) {
      const end = lineEnd(text, start);
      const stop = end === -1 ? text.length : end;
      if (keeps()) kept += text.slice(Math.max(start, start + from - position), stop).slice(0, Math.max(0, lineMax - kept.length));
      position += stop - start;
      if (end === -1) break;
      // A line end of two characters, also across chunks, is one.
      if (!(text[end] === "\n" && (end === 0 ? previous : text[end - 1]) === "\r")) endLine();
      start = end + 1;
      if (number > last) break reading;
    }
    previous = text.at(-1) ?? previous;
  }
  if (position > 0 && number <= last) endLine();
  const marked = lines.some((one) => one.number === line) ? line : 0;
  return { lines, markedLine: marked, markedColumn: column === undefined || marked === 0 ? undefined : column - from };
}

function lineEnd(text: string, start: number): number {
  const lf = text.indexOf("\n", start);
  const cr = text.indexOf("\r", start);
  return lf === -1 ? cr : cr === -1 ? lf : Math.min(lf, cr);
}
