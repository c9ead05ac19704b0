/**
 * What a format wants from a message, as data: records (elements that repeat: a transaction, an entry) and their fields
 * (leaves, named by path). The reader does the walking.
 */
export interface RecordShape {
  /** Handed to the handler: `transaction`. */
  readonly kind: string;
  readonly fields: readonly FieldShape[];
  /** Records inside, by path from this one: `NtryDtls/TxDtls`. */
  readonly records: Readonly<Record<string, RecordShape>>;
}

interface FieldShape {
  /** Where it stands: `Amt/InstdAmt`, `Amt/InstdAmt@Ccy`. Several when versions or choices name it differently. */
  readonly paths: readonly string[];
  /** The schema's maximum length in characters; longer text becomes a finding. */
  readonly max: number | undefined;
  /** May stand more than once: `RmtInf/Ustrd`. */
  readonly many: boolean;
}

/** Rows of a field table: the paths, split by blanks; the maximum length; `many` for a list. */
export type FieldRow = readonly [paths: string, max?: number | undefined, many?: "many"];

/** A record of which each field has its own slot number, so that reading is an array access. */
export interface DefinedRecord<Name extends string> {
  readonly shape: RecordShape;
  readonly slots: Readonly<Record<Name, number>>;
}

/** Turns a field table into a shape and the slot of each field. */
export function defineRecord<Name extends string>(
  kind: string,
  table: Readonly<Record<Name, FieldRow>>,
  records: Readonly<Record<string, RecordShape>> = {},
): DefinedRecord<Name> {
  const fields: FieldShape[] = [];
  const slots: Partial<Record<Name, number>> = {};
  for (const name of Object.keys(table) as Name[]) {
    const [paths, max, many] = table[name];
    slots[name] = fields.length;
    fields.push({ paths: paths.split(" "), max, many: many === "many" });
  }
  // The copy is an object of V8's fast kind; one that grew key by key is a dictionary, four times slower to read.
  return { shape: { kind, fields, records }, slots: { ...slots } as Record<Name, number> };
}

/** One element of the compiled shape. */
export class ShapeNode {
  readonly children = new Map<string, ShapeNode>();
  /** Field of the record around it, -1 for none. */
  slot = -1;
  max = Number.POSITIVE_INFINITY;
  many = false;
  /** Slots of the attributes that are wanted; most elements have none. */
  attributes: Map<string, number> | undefined = undefined;
  /** Index of the record that begins here, -1 for none. */
  record = -1;
  /** Elements that are not known here are stepped into, not over: the message may be wrapped. */
  readonly searching: boolean;

  constructor(searching: boolean) {
    this.searching = searching;
  }

  step(path: string): ShapeNode {
    let node: ShapeNode = this;
    for (const name of path.split("/")) {
      let next = node.children.get(name);
      if (next === undefined) {
        next = new ShapeNode(false);
        node.children.set(name, next);
      }
      node = next;
    }
    return node;
  }
}

export interface CompiledShape {
  readonly root: ShapeNode;
  readonly records: readonly RecordShape[];
}

/** @param messages the elements to look for, at any depth: `CstmrCdtTrfInitn` */
export function compileShape(messages: Readonly<Record<string, RecordShape>>): CompiledShape {
  const records: RecordShape[] = [];
  const root = new ShapeNode(true);
  addRecords(root, messages, records);
  return { root, records };
}

function addRecords(parent: ShapeNode, shapes: Readonly<Record<string, RecordShape>>, records: RecordShape[]): void {
  for (const [path, shape] of Object.entries(shapes)) {
    const node = parent.step(path);
    node.record = records.length;
    records.push(shape);
    shape.fields.forEach((field, slot) => {
      for (const fieldPath of field.paths) addField(node, fieldPath, field, slot);
    });
    addRecords(node, shape.records, records);
  }
}

function addField(record: ShapeNode, path: string, field: FieldShape, slot: number): void {
  const [elementPath = "", attribute] = path.split("@");
  const node = elementPath === "" ? record : record.step(elementPath);
  if (attribute !== undefined) {
    node.attributes = (node.attributes ?? new Map<string, number>()).set(attribute, slot);
    return;
  }
  node.slot = slot;
  node.many = field.many;
  if (field.max !== undefined) node.max = field.max;
}
