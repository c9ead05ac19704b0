import { jsonText } from "../io.ts";

const pieceChars = 64 * 1024;

/** Writes one JSON value piece by piece, so that a file of any size is printed without being held. */
export class JsonWriter {
  readonly #out: (text: string) => void;
  #text = "";
  /** For each open object or list: whether it holds something already. */
  readonly #filled: boolean[] = [];
  #afterName = false;

  constructor(out: (text: string) => void) {
    this.#out = out;
  }

  open(mark: "{" | "["): void {
    this.#separate();
    this.#text += mark;
    this.#filled.push(false);
  }

  close(mark: "}" | "]"): void {
    this.#filled.pop();
    this.#text += mark;
    if (this.#filled.length === 0) this.#text += "\n";
  }

  name(name: string): void {
    this.#separate();
    this.#text += `${jsonText(name)}: `;
    this.#afterName = true;
  }

  /** A value that is small: it is made as a whole. */
  value(value: unknown): void {
    this.#separate();
    this.#text += jsonText(value);
  }

  member(name: string, value: unknown): void {
    this.name(name);
    this.value(value);
  }

  /** @param all also a small rest */
  flush(all: boolean): void {
    if (this.#text.length < (all ? 1 : pieceChars)) return;
    this.#out(this.#text);
    this.#text = "";
  }

  #separate(): void {
    if (this.#afterName) {
      this.#afterName = false;
      return;
    }
    const depth = this.#filled.length;
    if (depth === 0) return;
    this.#text += this.#filled[depth - 1] === true ? ",\n" : "\n";
    this.#filled[depth - 1] = true;
  }
}
