import { visibleLine } from "../../domain/text.ts";
import { discardQuarantined } from "../../workflows/import-desk/quarantine.ts";
import { currentRow } from "../lists/list-model.ts";
import type { CommandOf, ContextOf } from "../routes.ts";
import type { QuarantineAction, QuarantineModel } from "./model.ts";

export type QuarantineContext = ContextOf<"quarantine", QuarantineModel, QuarantineAction>;

export async function loadQuarantine({ params, dispatch }: QuarantineContext): Promise<void> {
  dispatch({ type: "loaded", files: await params.context.store.quarantine.list() });
}

function notHeld({ model, params }: QuarantineContext): string | undefined {
  const file = currentRow(model);
  if (file === undefined) return "There is no file under the cursor.";
  if (file.state !== "held") return "The file is settled already.";
  return params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer.";
}

export const quarantineCommands: readonly CommandOf<"quarantine", QuarantineModel, QuarantineAction>[] = [
  { id: "quarantine.look", title: "look again", keys: ["Enter", "l"], description: "Reads the file anew: it may be mended and imported now.", disabledReason: notHeld, run: lookAgain },
  {
    id: "quarantine.discard", title: "give up", keys: ["d", "delete"], description: "Settles the file without importing it; its bytes stay.", disabledReason: notHeld,
    async run(screen) {
      const file = currentRow(screen.model);
      if (file === undefined) return;
      const reason = await screen.shell.askText({ title: `Give up ${visibleLine(file.name, 40)}: nothing of it will be paid`, label: "why" });
      if (reason === undefined) return;
      await discardQuarantined(screen.params.context, file.id, reason);
      await loadQuarantine(screen);
    },
  },
  { id: "quarantine.settled", title: "settled too", keys: ["s"], description: "Shows or hides the files that were settled.", run: ({ dispatch }) => dispatch({ type: "settled" }) },
  { id: "quarantine.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadQuarantine },
];

export function lookAgain(screen: QuarantineContext): void {
  const refused = notHeld(screen);
  const file = currentRow(screen.current());
  if (file === undefined || refused !== undefined) screen.shell.notice(refused ?? "", "warning");
  else screen.shell.push("import", { context: screen.params.context, quarantined: file });
}
