import type { IsoDate } from "../../domain/ids.ts";
import type { EdsOrder } from "../../workflows/ports/eds-orders.ts";
import { initialList, type ListAction, type ListModel, updateList } from "../lists/list-model.ts";

/** An order that waits at a bank, with what is shown beside it. */
export interface EdsRow {
  readonly order: EdsOrder;
  readonly bank: string;
  /** Ours, as orders are numbered here: `0047 Payroll`. */
  readonly ownOrder: string | undefined;
  readonly deletedOn: IsoDate | undefined;
}

export type EdsModel = ListModel<EdsRow>;
export type EdsAction = ListAction<EdsRow>;

export const initialEds = (): EdsModel => initialList<EdsRow>();

/** Pure. */
export const updateEds = (model: EdsModel, action: EdsAction): EdsModel => updateList(model, action);
