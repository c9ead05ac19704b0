import { visibleLine } from "../../domain/text.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { acceptOlderCopy, compareOlderCopy, type UnknownAtBank } from "../../workflows/older-copy.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { type Fact, showFacts } from "../dialogs/facts-dialog.tsx";
import type { WorkstationShell } from "../routes.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";

interface Way {
  readonly title: string;
  readonly connection: Connection | undefined;
}

/** An older copy of the store was put back: compares it with the banks, and lets an administrator accept it. */
export async function settleOlderCopy(shell: WorkstationShell, context: WorkflowContext): Promise<void> {
  for (;;) {
    const lost = await context.store.mark.lost();
    if (lost === undefined) return shell.notice("This is the newest copy of the store: orders can be sent.", "good");
    const connections = await context.store.connections.all();
    const way = await chooseRow<Way>(shell, {
      title: "An older copy of the store: nothing is sent", customer: customerOf(context), choose: "do this",
      columns: [{ title: "what now", width: 90, cell: (row) => row.title }], keyOf: (row) => row.title, textOf: (row) => row.title, empty: "",
      rows: [
        ...connections.map((connection) => ({ connection, title: `Compare with ${visibleLine(connection.title, 40)}: which orders has the bank that this copy does not know?` })),
        { connection: undefined, title: "Accept this copy, with a reason: its orders can be sent again" },
      ],
    });
    if (way === undefined) return;
    if (way.connection !== undefined) {
      const unknown = await compareOlderCopy(context, way.connection.id, lost);
      await showFacts(shell, { title: `Unknown here, known at ${visibleLine(way.connection.title, 40)}`, customer: customerOf(context), facts: factsOf(unknown) });
      continue;
    }
    const reason = await shell.askText({
      title: "Accept this older copy", label: "reason",
      details: ["What left since it was made will not be known here, and orders in it that were sent already can be sent again: compare first, and cancel those. The reason goes into the journal."],
    });
    if (reason === undefined) continue;
    await acceptOlderCopy(context, reason);
    return shell.notice("This copy counts from now on. It stands in the journal.", "warning");
  }
}

function factsOf(unknown: readonly UnknownAtBank[]): readonly Fact[] {
  if (unknown.length === 0) return [["none", "The bank's customer protocol of those days names no order that this copy does not know."]];
  return unknown.map(({ bankOrderId, orderType, userId, events }) => [
    visibleLine(bankOrderId, 12),
    visibleLine([orderType, userId === undefined ? undefined : `by ${userId}`, ...events.map((event) => `${event.at} ${event.action} ${event.text}`)].filter((part) => part !== undefined).join(" · "), 2_000),
  ]);
}
