import type { z } from "zod";
import type { Tools, WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Fields } from "../ports/proposals.ts";

/** One sort of administrative act: data that is checked, shown as changed fields, and carried out by one function. */
export interface ActKind<Act> {
  /** Of what is kept: it is read by whatever version of the program comes to approve it. */
  readonly schema: z.ZodType;
  /** The end of "Anna may not …": `change signature rules`. */
  readonly doing: string;
  /** A line for lists and the journal: `Signer Kis Anna (A)`. */
  title(act: Act): string;
  /** What it changes, as it stands and as it would be. Everything it changes is in it: an approval is held against the first. */
  fields(store: CustomerStore, act: Act, tools: Tools): Promise<{ readonly before: Fields; readonly after: Fields }>;
  /** Whether it may be done as everything stands. @throws AppError when it may not */
  check(store: CustomerStore, act: Act): Promise<void>;
  /**
   * Does it in one transaction.
   * @param within to be run first in that transaction; what it throws stops everything
   */
  carryOut(context: WorkflowContext, act: Act, within: (store: CustomerStore) => Promise<void>): Promise<void>;
}

/** An act that changes only the store. */
export function inStore<Act>(write: (context: WorkflowContext, store: CustomerStore, act: Act) => Promise<void>): ActKind<Act>["carryOut"] {
  return (context, act, within) =>
    context.store.transaction(async (store) => {
      await within(store);
      await write(context, store, act);
    });
}
