import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip, roomForFacts } from "../customer-strip/customer-strip.tsx";
import { tabSpans } from "../lists/tab-spans.ts";
import type { PropsOf } from "../routes.ts";
import { Table } from "../widgets/table.tsx";
import type { Span } from "../widgets/line.tsx";
import { counted } from "../wording/amounts.ts";
import { orderColumns } from "./columns.ts";
import { loadRows } from "./load-orders.ts";
import type { OrdersAction, OrdersModel } from "./model.ts";
import { stateGroups } from "./state-groups.ts";

export function OrdersView(props: PropsOf<"orders", OrdersModel, OrdersAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const { context } = params;
  const now = props.session.clock.now();
  const minute = Math.floor(now / 60_000);
  const columns = useMemo(() => orderColumns(context.operator.language, minute * 60_000), [context.operator.language, minute]);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={groupSpans(model, roomForFacts(context, size.columns))} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(order) => order.id} markable filterable
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadRows(props).catch(shell.showError.bind(shell));
        }}
        onOpen={(order) => shell.push("order", { context, orderId: order.id })}
        empty={model.loaded ? model.group.empty : "Reading …"}
      />
    </Box>
  );
}

/** `1 all 214  2 to prepare 1 …`, the present one marked; and how many rows are marked. */
function groupSpans(model: OrdersModel, room: number): Span[] {
  const marked = model.table.marked.size === 0 ? "" : `${counted(model.table.marked.size, "order")} marked  `;
  const tabs = stateGroups.map((group) => ({ title: group.title, shortTitle: group.shortTitle, count: model.counts[group.id] ?? 0 }));
  return [{ text: marked, tone: "accent", bold: true }, ...tabSpans(tabs, stateGroups.indexOf(model.group), room - marked.length)];
}
