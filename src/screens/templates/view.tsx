import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { templateColumns } from "./columns.ts";
import { openTemplate } from "./commands.ts";
import type { TemplatesAction, TemplatesModel } from "./model.ts";

export function TemplatesView(props: PropsOf<"templates", TemplatesModel, TemplatesAction>): ReactNode {
  const { model, params, size, session, dispatch } = props;
  const { context } = params;
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => templateColumns(context.operator.language, minute * 60_000), [context.operator.language, minute]);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[{ text: counted(model.all.length, "template"), dim: true }]} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => row.template.id} filterable
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => dispatch({ type: "table", action })} opens="" onOpen={() => openTemplate(props)}
        empty={model.loaded ? "No templates yet. n makes one of an order; ^T in a payment keeps it as one." : "Reading …"}
      />
    </Box>
  );
}
