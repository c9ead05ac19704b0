import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { findingDetail, placeText, severityMark, sortFindings } from "../import/finding-row.ts";
import { collects } from "../../domain/order.ts";
import type { Finding } from "../../domain/finding.ts";
import { CustomerStrip, customerOf } from "../customer-strip/customer-strip.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import type { PropsOf } from "../routes.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { arrayRows } from "../widgets/row-source.ts";
import { type Column, Table } from "../widgets/table.tsx";
import type { TableAction } from "../widgets/table-state.ts";
import { historyColumns, historyRows, signatureColumns, signatureRows } from "./history-rows.ts";
import type { LoadedOrder } from "./load-order.ts";
import { type OrderAction, type OrderModel, orderTabs } from "./model.ts";
import { moneyFacts, standingTexts, wayFacts } from "./order-facts.ts";
import { readTransactions } from "./read-order.ts";
import { orderMark } from "./state-mark.ts";
import { payeeMark, transactionColumns } from "./transaction-columns.ts";
import { transactionFacts } from "./transaction-facts.ts";

type OrderProps = PropsOf<"order", OrderModel, OrderAction>;

export function OrderView(props: OrderProps): ReactNode {
  const { model, params, size, session } = props;
  const { context } = params;
  const { loaded } = model;
  if (loaded === undefined) return <CustomerStrip context={context} facts={["Reading …"]} width={size.columns} />;
  const now = session.clock.now();
  const standing = standingTexts(loaded, now, context.operator.language).flatMap((text, at) => wrapText(text, size.columns - 1).map((line): readonly Span[] => [" ", at === 0 ? { text: line, ...orderMark(loaded.order.state).look } : line]));
  const shown = standing.slice(0, 5);
  const rows = size.rows - 3 - shown.length;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={moneyFacts(loaded, context.operator.language)} width={size.columns} />
      <Line spans={wayFacts(loaded)} width={size.columns} />
      <Lines lines={shown} width={size.columns} />
      <Line spans={tabSpans(model, loaded)} width={size.columns} />
      <Part {...props} loaded={loaded} rows={rows} minute={Math.floor(now / 60_000)} />
    </Box>
  );
}

/** `[1 transactions 120]  2 signatures 1 …` */
function tabSpans(model: OrderModel, loaded: LoadedOrder): Span[] {
  const counts = { transactions: loaded.order.transactionCount, signatures: loaded.signatures.length, findings: loaded.order.findings.length, history: loaded.steps.length + loaded.transmissions.length };
  const refused = loaded.transactionStates.refused;
  const spans: Span[] = orderTabs.flatMap((tab, at): Span[] => {
    const text = `${at + 1} ${tab} ${counts[tab]}`;
    return [tab === model.tab ? { text: `[${text}]`, bold: true } : { text: ` ${text} `, dim: counts[tab] === 0 }, " "];
  });
  if (refused > 0) spans.push({ text: ` ✕ ${refused} of ${loaded.order.transactionCount} refused`, tone: "bad", bold: true });
  return spans;
}

type PartProps = OrderProps & { readonly loaded: LoadedOrder; readonly rows: number; readonly minute: number };

function Part(props: PartProps): ReactNode {
  switch (props.model.tab) {
    case "transactions":
      return <Transactions {...props} />;
    case "signatures":
      return <Signatures {...props} />;
    case "findings":
      return <Findings {...props} />;
    case "history":
      return <History {...props} />;
  }
}

function Transactions(props: PartProps): ReactNode {
  const { model, loaded, size, rows, dispatch, shell, params } = props;
  const { language } = params.context.operator;
  const currency = loaded.order.sums.length === 1 ? loaded.order.sums[0]?.currency : undefined;
  const other = collects(loaded.batches) ? "debtor" : "creditor";
  const columns = useMemo(() => transactionColumns(loaded.known, other, currency, language, size.columns), [loaded.known, other, currency, language, size.columns]);
  const onAction = (action: TableAction): void => {
    dispatch({ type: "table", tab: "transactions", action });
    if (action.type === "filter") void readTransactions(props).catch((error: unknown) => shell.showError(error));
  };
  return (
    <Table
      columns={columns} rows={model.transactions} state={model.tables.transactions} keyOf={(row) => String(row.position)} filterable
      size={{ columns: size.columns, rows }} onAction={onAction} empty={loaded.order.transactionCount === 0 ? "No payments in it. e changes the order." : "Reading …"}
      opens="details" onOpen={(row) => void showFacts(shell, { title: `payment ${row.position + 1}`, customer: customerOf(params.context), facts: transactionFacts(row, other, payeeMark(loaded.known, row), language) })}
    />
  );
}

function Signatures({ model, loaded, size, rows, dispatch, params, minute }: PartProps): ReactNode {
  const { language } = params.context.operator;
  const source = useMemo(() => {
    const can = loaded.signers.filter((signer) => loaded.verdict.whoCan.includes(signer.id));
    return arrayRows(signatureRows(loaded.signatures, loaded.order.signedDigest, can, language, minute * 60_000));
  }, [loaded, language, minute]);
  const digest = loaded.order.signedDigest;
  return (
    <>
      <Line spans={digest === undefined ? "" : [{ text: " what is signed: SHA-256 ", dim: true }, digest]} width={size.columns} />
      <Table
        columns={signatureColumns} rows={source} state={model.tables.signatures} keyOf={(row) => row.key} size={{ columns: size.columns, rows: rows - 1 }}
        onAction={(action) => dispatch({ type: "table", tab: "signatures", action })} empty={loaded.order.state === "draft" ? "No signatures: it must be checked first; c does it." : "No signatures."}
      />
    </>
  );
}

const findingColumns: readonly Column<Finding>[] = [
  { title: "", width: 1, cell: (row) => severityMark(row.severity).sign },
  { title: "line", width: 8, align: "right", cell: placeText },
  { title: "#", width: 6, align: "right", cell: (row) => (row.transaction === undefined ? "" : String(row.transaction + 1)) },
  { title: "what", width: { min: 30, grow: 4 }, cell: (row) => row.message, whole: true },
  { title: "field", width: { min: 20, grow: 1 }, cell: (row) => row.field ?? "", from: 100 },
];

function Findings({ model, loaded, size, rows, dispatch, shell, params }: PartProps): ReactNode {
  const source = useMemo(() => arrayRows(sortFindings(loaded.order.findings)), [loaded.order.findings]);
  return (
    <Table
      columns={findingColumns} rows={source} state={model.tables.findings} keyOf={(row) => `${row.code} ${row.line ?? ""} ${row.transaction ?? ""}`} size={{ columns: size.columns, rows }}
      rowLook={(row) => (row.severity === "error" ? { bold: true } : undefined)} onAction={(action) => dispatch({ type: "table", tab: "findings", action })}
      opens="details" onOpen={(row) => void showFacts(shell, { title: "finding", customer: customerOf(params.context), facts: findingDetail(row).map((line) => ["", line]) })}
      empty={loaded.order.state === "draft" ? "Nothing found so far; c checks the order." : "Nothing was found wrong."}
    />
  );
}

function History({ model, loaded, size, rows, dispatch, shell, params, minute }: PartProps): ReactNode {
  const { language } = params.context.operator;
  const columns = useMemo(() => historyColumns(language, minute * 60_000), [language, minute]);
  const source = useMemo(() => arrayRows(historyRows(loaded.steps, loaded.transmissions)), [loaded]);
  return (
    <Table
      columns={columns} rows={source} state={model.tables.history} keyOf={(row) => row.key} size={{ columns: size.columns, rows }}
      onAction={(action) => dispatch({ type: "table", tab: "history", action })} empty="Nothing has happened yet."
      opens="details" onOpen={(row) => void showFacts(shell, { title: row.what, customer: customerOf(params.context), facts: [["when", row.at], ["who", row.who], ["what", row.what], ["note", row.note]] })}
    />
  );
}
