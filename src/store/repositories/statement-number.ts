import type { StatementId } from "../../domain/ids.ts";
import type { Handle } from "../handle.ts";
import { storeError } from "../store-error.ts";

/** The number under which a statement's entries are kept. @throws AppError store/`not-found` */
export function statementNumber(handle: Handle, id: StatementId): number {
  const row = handle.all<{ number: number }>("select number from statements where id = ?", id)[0];
  if (row === undefined) throw storeError("not-found", { message: "The statement is not in the customer's store.", context: { statement: id } });
  return row.number;
}
