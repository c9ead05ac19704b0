/** Fields of the messages, in their order (SWIFT User Handbook, Category 9; DK Annex 3 of the EBICS agreement). */
const statementFields: readonly (readonly [tag: string, name: string])[] = [
  ["940", "head line of Dutch banks"],
  ["942", "head line of Dutch banks"],
  ["20", "transaction reference number"],
  ["21", "related reference"],
  ["25", "account identification"],
  ["25P", "account identification with BIC"],
  ["28", "statement number"],
  ["28C", "statement number / page"],
  ["13", "date and time"],
  ["13D", "date and time with zone"],
  ["34F", "floor limit"],
  ["60F", "opening balance"],
  ["60M", "opening balance of a page"],
  ["61", "statement line"],
  ["86", "information to account owner"],
  ["62F", "closing balance"],
  ["62M", "closing balance of a page"],
  ["64", "closing available balance"],
  ["65", "forward available balance"],
  ["90D", "number and sum of debits"],
  ["90C", "number and sum of credits"],
  ["NS", "bank's own text"],
  ["NSF", "bank's own text"],
];

/** What may begin a line: any other tag at the beginning of a line inside a text is text (`:08 Uhr`). */
export const knownTags: ReadonlySet<string> = new Set(statementFields.map(([tag]) => tag));
