import type { RecordShape } from "./shape.ts";

/** What was read of one record. Reused for the next record of the same kind: take out what is to stay. */
export class Fields {
  readonly shape: RecordShape;
  /** 1-based line and column where the record's element begins. */
  line = 0;
  column = 0;
  readonly #values: (string | undefined)[];
  readonly #lists: (string[] | undefined)[];
  readonly #lines: number[];
  readonly #columns: number[];

  constructor(shape: RecordShape) {
    this.shape = shape;
    const size = shape.fields.length;
    this.#values = new Array<string | undefined>(size).fill(undefined);
    this.#lists = new Array<string[] | undefined>(size).fill(undefined);
    this.#lines = new Array<number>(size).fill(0);
    this.#columns = new Array<number>(size).fill(0);
  }

  begin(line: number, column: number): void {
    this.line = line;
    this.column = column;
    this.#values.fill(undefined);
    this.#lists.fill(undefined);
  }

  /** @returns the text as it stands in the file; undefined when the element is absent or empty */
  get(slot: number): string | undefined {
    return this.#values[slot];
  }

  /** As `get`, without the white space around it: for codes, dates and numbers. */
  token(slot: number): string | undefined {
    const value = this.#values[slot];
    if (value === undefined || value.length === 0) return undefined;
    if (value.charCodeAt(0) > 0x20 && value.charCodeAt(value.length - 1) > 0x20) return value;
    const trimmed = value.trim();
    return trimmed === "" ? undefined : trimmed;
  }

  /** All texts of a field that may stand more than once. */
  list(slot: number): readonly string[] {
    return this.#lists[slot] ?? none;
  }

  /** Line of the field, or of the record where the field is absent. */
  lineOf(slot: number): number {
    return this.#values[slot] === undefined && this.#lists[slot] === undefined ? this.line : (this.#lines[slot] ?? this.line);
  }

  columnOf(slot: number): number {
    return this.#values[slot] === undefined && this.#lists[slot] === undefined ? this.column : (this.#columns[slot] ?? this.column);
  }

  /** The field's name for findings, as a path from its record: `CdtrAcct/Id/IBAN`. */
  pathOf(slot: number): string {
    return this.shape.fields[slot]?.paths[0] ?? "";
  }

  /** @returns false when the field was there already: the first one stays */
  set(slot: number, value: string, line: number, column: number): boolean {
    if (this.#values[slot] !== undefined) return false;
    this.#values[slot] = value;
    this.#lines[slot] = line;
    this.#columns[slot] = column;
    return true;
  }

  append(slot: number, value: string, line: number, column: number): void {
    const list = this.#lists[slot];
    if (list !== undefined) {
      list.push(value);
      return;
    }
    this.#lists[slot] = [value];
    this.#lines[slot] = line;
    this.#columns[slot] = column;
  }
}

const none: readonly string[] = [];
