/** One field as it stands in the file: the first line without its tag, then the lines that continue it. */
export interface ScannedField {
  readonly tag: string;
  /** 1-based line of its tag. */
  readonly line: number;
  readonly lines: string[];
}

export interface FieldHandler {
  field(field: ScannedField): void;
  /** Ends a message: `-`, `-}`, `$` or the file's end. */
  messageEnd(): void;
  /** A SWIFT envelope begins. @param type `940`, from block 2. @param text the whole line */
  envelope(type: string | undefined, line: number, text: string): void;
  /** A line that belongs to no field, or to one that is longer than any. */
  stray(text: string, line: number): void;
  /** A line that goes on with a field and looks like the beginning of another, of which one sign is damaged. */
  damagedTag(text: string, line: number): void;
  /** The file ends within a SWIFT envelope, which begins there. */
  cut(line: number): void;
}

/** The longest seen have some twenty; without a bound, a file of anything else would be held as one field. */
const fieldLinesMax = 1000;

/** Cuts lines into fields by the tags at their beginning, and into messages by the signs between them. */
export class FieldScanner {
  readonly #handler: FieldHandler;
  /** By their signs as a number: that is faster to look for than a text made of each line's first signs. */
  readonly #tags: ReadonlyMap<number, string>;
  #field: ScannedField | undefined;
  #line = 0;
  #last = "";
  /** Where an envelope began that nothing has closed; 0 outside of any. */
  #openEnvelope = 0;
  /** A line that only the next one explains: `:` of a broken tag, `-` of an end. */
  #waiting: { readonly text: ":" | "-"; readonly line: number } | undefined;

  /** @param tags that may begin a line; any other is text */
  constructor(handler: FieldHandler, tags: ReadonlySet<string>) {
    this.#handler = handler;
    this.#tags = new Map([...tags].map((tag) => [tagNumber(`:${tag}`, tag.length + 1), tag]));
  }

  push(text: string): void {
    this.#line++;
    if (isBlank(text)) return;
    this.#last = text;
    if (text.indexOf(":61:", 1) > 0 && entryWithin.test(text)) this.#handler.damagedTag(text, this.#line);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting?.text === ":") {
      if (this.#tagOf(`:${text}`) !== undefined) {
        this.#take(`:${text}`, waiting.line);
        return;
      }
      this.#continue(":", waiting.line);
    } else if (waiting?.text === "-") {
      if (this.#field?.tag !== "86" || text.startsWith("{") || text.startsWith("$") || text.startsWith("-") || this.#tagOf(text) !== undefined || /^[A-Z0-9]{3,12}$/.test(text)) this.#endMessage();
      else this.#continue("-", waiting.line);
    }
    this.#take(text, this.#line);
  }

  end(): void {
    if (this.#last.startsWith(":") && this.#tagOf(this.#last) === undefined) this.#handler.cut(this.#line);
    if (this.#waiting?.text === ":") this.#continue(":", this.#waiting.line);
    this.#waiting = undefined;
    // Some programs write the end of the envelope behind the last field's text.
    if (this.#openEnvelope > 0 && this.#field?.lines.at(-1)?.includes("-}") !== true) this.#handler.cut(this.#openEnvelope);
    this.#endMessage();
  }

  #take(text: string, line: number): void {
    const first = text.charCodeAt(0);
    if (first === 0x3a) {
      if (text === ":") {
        this.#waiting = { text: ":", line };
        return;
      }
      const tag = this.#tagOf(text);
      if (tag !== undefined) {
        this.#close();
        this.#field = { tag, line, lines: [text.slice(tag.length + 2)] };
        return;
      }
    } else if (first === 0x2d || first === 0x24 || first === 0x7b || first === 1) {
      if (this.#takeFrame(text, line)) return;
    }
    this.#continue(text, line);
  }

  /** Signs and envelopes between messages. @returns false when it is none of them */
  #takeFrame(text: string, line: number): boolean {
    if (/^-\s*$/.test(text)) {
      this.#waiting = { text: "-", line };
      return true;
    }
    if (!/^(-\}|\$\s*(\{|$)|[\u0001]?\{\d:|[\u0001]?\{(1|2|3|4|5|S):)/.test(text)) return false;
    const opens = text.includes("{4:") || (text.startsWith("-}") ? !isClosed(text.slice(2)) : /\{[12]:/.test(text) || !isClosed(text));
    this.#openEnvelope = opens ? line : 0;
    if (!text.startsWith("{2:") && !text.startsWith("{4:")) this.#endMessage();
    if (/\{[124]:/.test(text)) this.#handler.envelope(/\{2:[IO](\d{3})/.exec(text)?.[1], line, text);
    const rest = /^.*\{4:(.*)$/.exec(text)?.[1] ?? (text.startsWith("-}:") ? text.slice(2) : "");
    if (!isBlank(rest)) this.#take(rest, line);
    return true;
  }

  #continue(text: string, line: number): void {
    if (hasColonAhead(text) && damagedTag.test(text)) this.#handler.damagedTag(text, line);
    if (this.#field === undefined || this.#field.lines.length >= fieldLinesMax) this.#handler.stray(text, line);
    else this.#field.lines.push(text);
  }

  #tagOf(text: string): string | undefined {
    if (text.charCodeAt(0) !== 0x3a) return undefined;
    const end = text.charCodeAt(3) === 0x3a ? 3 : text.charCodeAt(4) === 0x3a ? 4 : 0;
    if (end === 0) return undefined;
    const tag = this.#tags.get(tagNumber(text, end));
    return tag !== undefined && text.startsWith(tag, 1) ? tag : undefined;
  }

  #close(): void {
    const field = this.#field;
    this.#field = undefined;
    if (field !== undefined) this.#handler.field(field);
  }

  #endMessage(): void {
    this.#close();
    this.#handler.messageEnd();
  }
}

/** As many braces close as open. */
function isClosed(text: string): boolean {
  let depth = 0;
  for (const sign of text) if (sign === "{") depth++;
  else if (sign === "}") depth--;
  return depth <= 0;
}

/** One sign of `:61:`, `:60F:`, `:62F:` is another one (a line end, too), and what follows has their form: a day, or a side and a day; or nothing stands behind a colon but it. */
const damagedTag = /^:[0-9A-Z]{2,3}$|^1?:\d{6}[\d ]{0,5}R?[CDE]|^(?:[^:]?61:|:[^6]1:|:6[^1]:|:61[^:])\d{6}|^(?:[^:]?6[02][FM]:|:[^6][02][FM]:|:6[^02][FM]:|:6[02][^FM]:|:6[02][FM][^:])[CD]\d{6}[A-Z]{3}/;

/** The beginning of an entry behind something else: the line end before it is damaged. */
const entryWithin = /.:61:\d{6}/s;

/** Seldom true of a text: spares the pattern. */
function hasColonAhead(text: string): boolean {
  return text.charCodeAt(0) === 0x3a || text.charCodeAt(1) === 0x3a || text.charCodeAt(2) === 0x3a || text.charCodeAt(3) === 0x3a || text.charCodeAt(4) === 0x3a;
}

/** @param text from its colon. @param end of the tag. Its two or three signs, seven bits each */
function tagNumber(text: string, end: number): number {
  return ((text.charCodeAt(1) & 0x7f) << 14) | ((text.charCodeAt(2) & 0x7f) << 7) | (end === 4 ? text.charCodeAt(3) & 0x7f : 0);
}

function isBlank(text: string): boolean {
  return text.length === 0 || (text.charCodeAt(0) <= 0x20 && text.trim() === "");
}
