import type { ReactNode } from "react";
import type { PropsOf, Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { BrowseView } from "./browse-view.tsx";
import { importCommands } from "./commands.ts";
import { type ImportAction, type ImportModel, initialImport, updateImport } from "./model.ts";
import { ReviewView } from "./review-view.tsx";
import { lookAgain, openFirstFolder, reviewQuarantined } from "./work.ts";

function View(props: PropsOf<"import", ImportModel, ImportAction>): ReactNode {
  return props.model.files.length === 0 ? <BrowseView {...props} /> : <ReviewView {...props} />;
}

/** Order and statement files from outside: a dry run first, then in. */
export const importFiles = defineScreen<WorkstationSession, Routes, "import", ImportModel, ImportAction>({
  id: "import",
  title: () => "Import",
  colour: ({ context }) => context.customer.profile.colour,
  initial: (_params, session) => initialImport(session.files.lastFolder ?? session.files.homeFolder),
  update: updateImport,
  start: (screen) => (screen.params.quarantined === undefined ? openFirstFolder(screen) : reviewQuarantined(screen)),
  resumed: lookAgain,
  commands: importCommands,
  Component: View,
});
