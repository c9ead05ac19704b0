import { visibleLine } from "../../domain/text.ts";
import { jsonText } from "../io.ts";
import type { JsonWriter } from "./json-writer.ts";
import type { SurveyPrinter } from "./survey.ts";

type List = "orders" | "statements" | "status";
const lists: readonly List[] = ["orders", "statements", "status"];
const parts: Readonly<Record<List, string>> = { orders: "transactions", statements: "entries", status: "items" };

/** The object of `inspect --json`, as it comes. The caller has opened it, and closes it after `finish`. */
export class JsonPrinter implements SurveyPrinter {
  readonly #json: JsonWriter;
  /** Which of the lists stands open. */
  #list: List | undefined;
  #batchOpen = false;

  constructor(json: JsonWriter) {
    this.#json = json;
  }

  begin(list: List, facts: object): void {
    if (this.#list === undefined) {
      this.#list = list;
      this.#json.name(list);
      this.#json.open("[");
    }
    this.#json.open("{");
    this.#members(facts);
    this.#json.name(list === "orders" ? "batches" : parts[list]);
    this.#json.open("[");
  }

  batch(facts: object): void {
    this.#closeBatch();
    this.#batchOpen = true;
    this.#json.open("{");
    this.#members(facts);
    this.#json.name("transactions");
    this.#json.open("[");
  }

  part(value: object): void {
    this.#json.value(value);
    this.#json.flush(false);
  }

  end(facts: object): void {
    this.#closeBatch();
    this.#json.close("]");
    this.#members(facts);
    this.#json.close("}");
  }

  flush(): void {
    this.#json.flush(true);
  }

  /** Closes the list; those that the file has nothing for are empty. */
  finish(): void {
    if (this.#list !== undefined) this.#json.close("]");
    for (const list of lists) if (list !== this.#list) this.#json.member(list, []);
  }

  #members(facts: object): void {
    for (const [name, value] of Object.entries(facts)) this.#json.member(name, value);
  }

  #closeBatch(): void {
    if (!this.#batchOpen) return;
    this.#batchOpen = false;
    this.#json.close("]");
    this.#json.close("}");
  }
}

/** One paragraph for each order, statement and report: its facts and how many parts it has. */
export class TextPrinter implements SurveyPrinter {
  readonly #out: (text: string) => void;
  #list: List = "orders";
  #facts: object = {};
  #parts = 0;

  constructor(out: (text: string) => void) {
    this.#out = out;
  }

  begin(list: List, facts: object): void {
    this.#list = list;
    this.#facts = facts;
    this.#parts = 0;
  }

  batch(facts: object): void {
    this.#out(`  batch: ${line(facts)}\n`);
  }

  part(): void {
    this.#parts++;
  }

  end(facts: object): void {
    this.#out(`${line({ ...this.#facts, ...facts, [parts[this.#list]]: this.#parts })}\n`);
  }

  flush(): void {}
}

function line(facts: object): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name} ${value === null || value === undefined ? "-" : typeof value === "object" ? Object.values(value).join(" ") : typeof value === "string" ? visibleLine(value, 140) : jsonText(value)}`)
    .join("   ");
}
