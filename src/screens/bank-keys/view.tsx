import { Box } from "ink";
import type { ReactNode } from "react";
import type { BankKeyQuestion } from "../../workflows/keys/bank-key-change.ts";
import type { BankKeyHashes } from "../../workflows/keys/trust-keys.ts";
import { hashLines, usualHash } from "../connect/hash-compare.ts";
import { currentRow } from "../lists/list-model.ts";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { Line, type Span } from "../widgets/line.tsx";
import { type Column, Table } from "../widgets/table.tsx";
import { confirmByTyping } from "./commands.ts";
import { type BankKeysAction, type BankKeysModel, loadBankKeys } from "./load.ts";

const columns: readonly Column<BankKeyQuestion>[] = [
  { title: "bank", width: { min: 16, grow: 2 }, cell: (row) => `${row.title}${row.practice ? " PRACTICE" : ""}` },
  { title: "host", width: 12, cell: (row) => row.hostId },
  { title: "what", width: 12, cell: (row) => (row.old === undefined ? "new bank" : "KEY CHANGED"), look: (row) => (row.old === undefined ? undefined : { tone: "warning", bold: true }) },
  { title: "customers", width: { min: 20, grow: 3 }, cell: (row) => `${row.customers.length}: ${row.customers.map((one) => one.shortName).join(", ")}` },
];

/** Both lines of a hash, its rule in front. */
const detailRows = 13;

/** Banks whose keys are to be compared; below, old and new hash of the one under the cursor, in both rules where there are two. */
export function BankKeysView(props: PropsOf<"bank-keys", BankKeysModel, BankKeysAction>): ReactNode {
  const { model, size, shell, dispatch } = props;
  const question = currentRow(model);
  const details = question === undefined ? [] : [ruleLine(question.url, size.columns - 2), ...hashSpans("new", question.new), ...(question.old === undefined ? [] : hashSpans("old", question.old))];
  const shown = details.slice(0, Math.max(0, Math.min(detailRows, size.rows - 4)));
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Table
        columns={columns} rows={model.rows} state={model.table} keyOf={(row) => `${row.bank} ${row.new.authentication.publicKeyHash}`} filterable
        size={{ columns: size.columns, rows: size.rows - shown.length }}
        onAction={(action) => {
          dispatch({ type: "table", action });
          if (action.type === "filter") void loadBankKeys(props).catch(shell.showError.bind(shell));
        }}
        opens="" onOpen={() => void confirmByTyping(props).catch(shell.showError.bind(shell))}
        empty={model.loaded ? "No bank's keys are to be compared. When a bank changes its keys it stands here, once for all its customers." : "Reading …"}
      />
      {shown.map((spans, at) => <Line key={String(at)} spans={[" ", ...spans]} width={size.columns} />)}
    </Box>
  );
}

/** X002 and E002, each two lines over the certificate, or over the key where there is no certificate; the older rule where there is room. */
function hashSpans(age: "old" | "new", hashes: BankKeyHashes): (readonly Span[])[] {
  return (["authentication", "encryption"] as const).flatMap((use) => {
    const name = `${age} ${use === "authentication" ? "X002" : "E002"}`;
    const { certificateHash, publicKeyHash } = hashes[use];
    const head: Span = { text: name.padEnd(10), bold: age === "new", dim: age === "old" };
    const [first = "", second = ""] = hashLines(usualHash(hashes[use]));
    const older: readonly Span[][] = certificateHash === undefined ? [] : [[{ text: `older rule ${publicKeyHash}`, dim: true }]];
    return [[head, first], [{ text: " ".repeat(10) }, second], ...older];
  });
}
