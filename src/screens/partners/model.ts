import type { Partner } from "../../workflows/ports/partners.ts";
import { initialList, type ListAction, type ListModel, updateList } from "../lists/list-model.ts";

export interface PartnersModel extends ListModel<Partner> {
  /** Only those with an account that waits to be confirmed. */
  readonly unconfirmed: boolean;
  /** Of all partners, whatever is shown. */
  readonly waiting: number;
}

export type PartnersAction = ListAction<Partner> | { readonly type: "unconfirmed"; readonly only: boolean } | { readonly type: "waiting"; readonly count: number };

export function initialPartners(unconfirmed: boolean): PartnersModel {
  return { ...initialList<Partner>(), unconfirmed, waiting: 0 };
}

export function updatePartners(model: PartnersModel, action: PartnersAction): PartnersModel {
  if (action.type === "unconfirmed") return { ...initialPartners(action.only), waiting: model.waiting };
  return action.type === "waiting" ? { ...model, waiting: action.count } : updateList(model, action);
}
