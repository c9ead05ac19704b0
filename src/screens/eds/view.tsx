import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { Table } from "../widgets/table.tsx";
import type { TableAction } from "../widgets/table-state.ts";
import { counted } from "../wording/amounts.ts";
import { edsColumns } from "./columns.ts";
import { loadEds } from "./load-eds.ts";
import type { EdsAction, EdsModel } from "./model.ts";

export function EdsView(props: PropsOf<"eds", EdsModel, EdsAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const { context } = params;
  const columns = useMemo(() => edsColumns(context.operator.language), [context.operator.language]);
  const waiting = Array.from({ length: model.rows.count }, (_, at) => model.rows.row(at)).filter((row) => row !== undefined && row.order.outcome === undefined).length;
  const onAction = (action: TableAction): void => {
    dispatch({ type: "table", action });
    if (action.type === "filter") void loadEds(props).catch((error: unknown) => shell.showError(error));
  };
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[{ text: `${counted(waiting, "order")} to sign at the bank`, bold: true }]} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => `${row.order.connectionId} ${row.order.bankOrderId}`} filterable
        size={{ columns: size.columns, rows: size.rows - 1 }} onAction={onAction}
        opens="" onOpen={(row) => shell.push("eds-order", { context, connectionId: row.order.connectionId, bankOrderId: row.order.bankOrderId })}
        empty={model.loaded ? "No orders wait for signatures at a bank, as far as is known here. f asks." : "Reading …"}
      />
    </Box>
  );
}
