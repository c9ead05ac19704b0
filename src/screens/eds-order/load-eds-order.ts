import { isAppError } from "../../domain/errors.ts";
import { deletionDate } from "../../workflows/eds/deletion-date.ts";
import { edsPayments } from "../../workflows/eds/payments.ts";
import { type EdsSheet, mustGetEds, prepareEdsSheet } from "../../workflows/eds/sheet.ts";
import type { ContextOf } from "../routes.ts";
import { arrayRows } from "../widgets/row-source.ts";
import type { EdsOrderAction, EdsOrderModel } from "./model.ts";

export type EdsOrderContext = ContextOf<"eds-order", EdsOrderModel, EdsOrderAction>;

/** More are in the file; they can be read after the order was released, or in the program that wrote it. */
const paymentsMost = 10_000;

export async function loadEdsOrder({ params, dispatch }: EdsOrderContext): Promise<void> {
  const { context, connectionId, bankOrderId } = params;
  const order = await mustGetEds(context.store, connectionId, bankOrderId);
  let sheet: EdsSheet | undefined;
  let whyNot: string | undefined;
  try {
    sheet = await prepareEdsSheet(context, connectionId, bankOrderId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    whyNot = error.message;
  }
  const payments = await edsPayments(context, order, paymentsMost);
  const connection = await context.store.connections.get(connectionId);
  const all = order.content?.kind === "file" ? order.content.transactionCount : 0;
  dispatch({
    type: "loaded",
    loaded: { order, sheet, whyNot, bank: connection?.title ?? "", practice: connection?.practice ?? false, deletedOn: await deletionDate(context, order), more: Math.max(0, all - payments.length) },
    payments: arrayRows(payments.map((payment, position) => ({ position, payment }))),
  });
}
