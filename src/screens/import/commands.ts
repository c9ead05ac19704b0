import type { CommandOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chosenFiles, currentFile, type ImportAction, type ImportFile, type ImportModel, shownListings, whyNotImport } from "./model.ts";
import { importFile, type ImportContext, openFolder, review } from "./work.ts";

type ImportCommand = CommandOf<"import", ImportModel, ImportAction>;

const browsing = ({ model }: ImportContext): boolean => model.files.length === 0;
const reviewing = (screen: ImportContext): boolean => !browsing(screen);

export const importCommands: readonly ImportCommand[] = [
  {
    id: "import.path", title: "type a path", keys: ["g"], when: browsing, description: "Types or pastes a path; Tab completes it.",
    run: ({ dispatch }) => dispatch({ type: "typing", on: true }),
  },
  {
    id: "import.look", title: "look at marked", keys: ["l"], when: browsing, description: "Reads the marked files, or the one under the cursor. Nothing is stored.",
    disabledReason: ({ model }) => (filesToLook(model).length === 0 ? "There is no file under the cursor, and none is marked." : undefined),
    run: (screen) => review(screen, filesToLook(screen.model)),
  },
  {
    id: "import.home", title: "home folder", keys: ["h"], when: browsing, inFooter: false,
    run: (screen) => openFolder(screen, screen.session.files.homeFolder),
  },
  { id: "import.reload", title: "load anew", keys: ["r"], when: browsing, inFooter: false, run: (screen) => openFolder(screen, screen.model.folder) },
  {
    id: "import.import", title: "import", keys: ["i"], when: reviewing, description: "Takes in the marked files, or the one shown.",
    disabledReason: ({ model, params }) => {
      const chosen = chosenFiles(model);
      const reasons = chosen.map((file) => whyNotImport(file) ?? mayNot(file, params.context.rights));
      return chosen.length === 0 ? "There is no file." : reasons.includes(undefined) ? undefined : reasons[0];
    },
    run: importChosen,
  },
  {
    id: "import.open", title: "open", keys: ["o"], when: reviewing, description: "Goes to the order, or the statements, that the file became.",
    disabledReason: ({ model }) => {
      const result = currentFile(model)?.result;
      return result === undefined || result.kind === "failed" ? "The file was not imported yet." : undefined;
    },
    run({ model, params, shell }) {
      const result = currentFile(model)?.result;
      if (result?.kind === "order") shell.push("order", { context: params.context, orderId: result.orderId });
      if (result?.kind === "statements") shell.push("statements", { context: params.context });
    },
  },
];

function filesToLook(model: ImportModel): ReturnType<typeof shownListings> {
  const marked = model.listings.filter((one) => model.table.marked.has(one.path) && one.kind === "file");
  if (marked.length > 0) return marked;
  const under = shownListings(model.folder, model.listings, model.table.filter)[model.table.cursor];
  return under?.kind === "file" ? [under] : [];
}

function mayNot(file: ImportFile, rights: readonly string[]): string | undefined {
  const right = file.seen.kind === "statement" ? "fetch" : "prepare";
  return rights.includes(right) ? undefined : `You have no right to ${right} for this customer.`;
}

/** Asks first where the same payments are here already: that is how money leaves twice. */
async function importChosen(screen: ImportContext): Promise<void> {
  const { shell, params } = screen;
  const files = chosenFiles(screen.current()).filter((file) => whyNotImport(file) === undefined && mayNot(file, params.context.rights) === undefined);
  for (const file of files) {
    const same = file.seen.kind === "order" ? file.seen.preview.sameContent.filter((order) => order.state !== "cancelled") : [];
    if (same.length > 0) {
      const sure = await shell.confirm({
        title: "The same payments are here already", customer: customerOf(params.context), yes: "import all the same", no: "leave it",
        consequence: `${file.name} holds the payments of ${same.map((order) => `order ${order.number} (${order.title})`).slice(0, 3).join(", ")}. Sending both would pay twice.`,
      });
      if (!sure) continue;
    }
    await importFile(screen, file);
  }
  const done = screen.current().files.filter((file) => files.some((one) => one.path === file.path) && file.result !== undefined && file.result.kind !== "failed").length;
  if (done > 0) shell.notice(`${counted(done, "file")} imported. o opens it.`, "good");
}
