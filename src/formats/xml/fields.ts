import type { RecordShape } from "./shape.ts";

/** What was read of one record. Reused for the next record of the same kind: take out what is to stay. */
export class Fields {
  readonly shape: RecordShape;
  /** 1-based line and column where the record's element begins. */
  line = 0;
  column = 0;
  readonly #values: (string | undefined)[];
  readonly #lists: (string[] | undefined)[];
  /** The record in which a slot was last filled: clearing is counting up. */
  readonly #filledIn: Int32Array;
  readonly #lines: Int32Array;
  readonly #columns: Int32Array;
  #record = 0;

  constructor(shape: RecordShape) {
    this.shape = shape;
    const size = shape.fields.length;
    this.#values = new Array<string | undefined>(size).fill(undefined);
    this.#lists = new Array<string[] | undefined>(size).fill(undefined);
    this.#filledIn = new Int32Array(size);
    this.#lines = new Int32Array(size);
    this.#columns = new Int32Array(size);
  }

  begin(line: number, column: number): void {
    this.line = line;
    this.column = column;
    this.#record++;
  }

  /** @returns the text as it stands in the file; undefined when the element is absent or empty */
  get(slot: number): string | undefined {
    return this.#filledIn[slot] === this.#record ? this.#values[slot] : undefined;
  }

  /** As `get`, without the white space around it: for codes, dates and numbers. */
  token(slot: number): string | undefined {
    const value = this.get(slot);
    if (value === undefined || value.length === 0) return undefined;
    if (value.charCodeAt(0) > 0x20 && value.charCodeAt(value.length - 1) > 0x20) return value;
    const trimmed = value.trim();
    return trimmed === "" ? undefined : trimmed;
  }

  /** All texts of a field that may stand more than once. */
  list(slot: number): readonly string[] {
    return this.#filledIn[slot] === this.#record ? (this.#lists[slot] ?? none) : none;
  }

  /** Line of the field, or of the record where the field is absent. */
  lineOf(slot: number): number {
    return this.#filledIn[slot] === this.#record ? (this.#lines[slot] ?? this.line) : this.line;
  }

  columnOf(slot: number): number {
    return this.#filledIn[slot] === this.#record ? (this.#columns[slot] ?? this.column) : this.column;
  }

  /** The field's name for findings, as a path from its record: `CdtrAcct/Id/IBAN`. */
  pathOf(slot: number): string {
    return this.shape.fields[slot]?.paths[0] ?? "";
  }

  /** @returns false when the field was there already: the first one stays */
  set(slot: number, value: string, line: number, column: number): boolean {
    if (this.#filledIn[slot] === this.#record) return false;
    this.#values[slot] = value;
    this.#fill(slot, line, column);
    return true;
  }

  append(slot: number, value: string, line: number, column: number): void {
    if (this.#filledIn[slot] === this.#record) {
      this.#lists[slot]?.push(value);
      return;
    }
    this.#lists[slot] = [value];
    this.#fill(slot, line, column);
  }

  #fill(slot: number, line: number, column: number): void {
    this.#filledIn[slot] = this.#record;
    this.#lines[slot] = line;
    this.#columns[slot] = column;
  }
}

const none: readonly string[] = [];
