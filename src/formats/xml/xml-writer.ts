import { AppError } from "../../domain/errors.ts";

/** Enough to make writing cheap, little enough to keep memory flat. */
const chunkCharacters = 64 * 1024;

/** Builds XML text. Nothing is truncated: what does not fit is refused. */
export class XmlWriter {
  #text = '<?xml version="1.0" encoding="UTF-8"?>\n';
  readonly #encoder = new TextEncoder();

  open(name: string, attributes = ""): void {
    this.#text += attributes === "" ? `<${name}>` : `<${name} ${attributes}>`;
  }

  close(name: string): void {
    this.#text += `</${name}>`;
  }

  /** A new line, for people who look into the file. */
  line(): void {
    this.#text += "\n";
  }

  /**
   * A leaf; left out when the text is undefined or empty.
   * @param field what the error calls it; by default the element
   * @throws AppError format/`field-too-long`, format/`illegal-character`
   */
  leaf(name: string, text: string | undefined, max?: number, field = name, attributes = ""): void {
    if (text === undefined || text === "") return;
    if (max !== undefined && text.length > max && Array.from(text).length > max) {
      throw new AppError("format", "field-too-long", `${field} has ${Array.from(text).length} characters; this format takes ${max}. Shorten it.`, {
        meaning: "No file was made.",
        context: { field, max },
      });
    }
    this.open(name, attributes);
    this.#text += escaped(text, field);
    this.close(name);
  }

  /** True when there is enough for a chunk. */
  get full(): boolean {
    return this.#text.length >= chunkCharacters;
  }

  /** What was built since the last time, as UTF-8. */
  take(): Uint8Array {
    const bytes = this.#encoder.encode(this.#text);
    this.#text = "";
    return bytes;
  }
}

/** For attribute values in double quotes, too. */
function escaped(text: string, field: string): string {
  if (!needsCare.test(text)) return text;
  if (forbidden.test(text)) {
    throw new AppError("format", "illegal-character", `${field} holds a character that no payment file may carry, such as a control character. Type it again.`, {
      meaning: "No file was made.",
      context: { field },
    });
  }
  return text.replace(/[&<>"\r]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" })[c] ?? c);
}

const needsCare = /[&<>"\r]|[^\t\n\x20-\ud7ff]/;
const forbidden = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
