import type { ContextOf } from "../routes.ts";
import { loadOverview } from "./load-overview.ts";
import type { CustomerAction, CustomerModel } from "./model.ts";

export async function readOverview({ params, dispatch }: ContextOf<"customer", CustomerModel, CustomerAction>): Promise<void> {
  dispatch({ type: "loaded", overview: await loadOverview(params.context) });
}
