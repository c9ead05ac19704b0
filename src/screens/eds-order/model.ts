import type { Transaction } from "../../domain/order.ts";
import type { IsoDate } from "../../domain/ids.ts";
import type { EdsSheet } from "../../workflows/eds/sheet.ts";
import type { EdsOrder } from "../../workflows/ports/eds-orders.ts";
import { arrayRows, type RowSource } from "../widgets/row-source.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";

/** One payment of the order, as it stands in the file that the bank gave. */
export interface EdsPaymentRow {
  readonly position: number;
  readonly payment: Transaction;
}

export interface LoadedEdsOrder {
  readonly order: EdsOrder;
  /** Undefined: nothing can be signed; `whyNot` says why. */
  readonly sheet: EdsSheet | undefined;
  readonly whyNot: string | undefined;
  readonly bank: string;
  readonly practice: boolean;
  readonly deletedOn: IsoDate | undefined;
  /** Orders with more payments than are listed. */
  readonly more: number;
}

export interface EdsOrderModel {
  readonly loaded: LoadedEdsOrder | undefined;
  readonly payments: RowSource<EdsPaymentRow>;
  readonly table: TableState;
}
export type EdsOrderAction =
  | { readonly type: "loaded"; readonly loaded: LoadedEdsOrder; readonly payments: RowSource<EdsPaymentRow> }
  | { readonly type: "table"; readonly action: TableAction };

export const initialEdsOrder: EdsOrderModel = { loaded: undefined, payments: arrayRows([]), table: initialTable };

/** Pure. */
export function updateEdsOrder(model: EdsOrderModel, action: EdsOrderAction): EdsOrderModel {
  if (action.type === "loaded") return { ...model, loaded: action.loaded, payments: action.payments };
  return { ...model, table: updateTable(model.table, action.action) };
}
