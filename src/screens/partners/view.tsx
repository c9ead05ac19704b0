import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { Table } from "../widgets/table.tsx";
import { counted } from "../wording/amounts.ts";
import { partnerColumns } from "./columns.ts";
import { editUnderCursor } from "./commands.ts";
import { loadPartners } from "./load-partners.ts";
import type { PartnersAction, PartnersModel } from "./model.ts";

export function PartnersView(props: PropsOf<"partners", PartnersModel, PartnersAction>): ReactNode {
  const { model, params, size, shell, session, dispatch } = props;
  const { context } = params;
  const minute = Math.floor(session.clock.now() / 60_000);
  const waiting = model.waiting > 0;
  const columns = useMemo(() => partnerColumns(context.operator.language, minute * 60_000, waiting), [context.operator.language, minute, waiting]);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[...(model.table.marked.size === 0 ? [] : [{ text: `${counted(model.table.marked.size, "partner")} marked  `, tone: "accent", bold: true } as const]), { text: `${counted(model.rows.count, "partner")}${model.unconfirmed ? " with accounts to confirm" : ""}`, dim: true }, ...(model.waiting === 0 || model.unconfirmed ? [] : [{ text: `  ▲ ${model.waiting} to confirm (u)`, tone: "warning" } as const])]} width={size.columns} />
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(partner) => partner.id} markable={waiting} filterable
        size={{ columns: size.columns, rows: size.rows - 1 }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadPartners(props).catch(shell.showError.bind(shell));
        }}
        opens="" onOpen={() => void editUnderCursor(props).catch(shell.showError.bind(shell))}
        empty={!model.loaded ? "Reading …" : model.unconfirmed ? "No account waits to be confirmed. u shows all partners." : "No partners yet. Paying somebody adds them; n enters one."}
      />
    </Box>
  );
}
