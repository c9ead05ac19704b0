import { orderNumberText } from "../../domain/order-number.ts";
import type { CommandOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chosenFiles, currentFile, filesToQuarantine, type ImportAction, type ImportFile, type ImportModel, shownListings, whyNotImport } from "./model.ts";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { chooseMendings } from "./mend-dialog.tsx";
import { importFile, type ImportContext, lookAt, openFolder, putAside, review } from "./work.ts";

type ImportCommand = CommandOf<"import", ImportModel, ImportAction>;

const browsing = ({ model }: ImportContext): boolean => model.files.length === 0;
const reviewing = (screen: ImportContext): boolean => !browsing(screen);

/** What is done most stands first: the footer shows as many as fit. */
export const importCommands: readonly ImportCommand[] = [
  {
    id: "import.look", title: "look at marked", keys: ["l"], when: browsing, description: "Reads the marked files, or the one under the cursor. Nothing is stored.",
    disabledReason: ({ model }) => (filesToLook(model).length === 0 ? "There is no file under the cursor, and none is marked." : undefined),
    run: (screen) => review(screen, filesToLook(screen.model)),
  },
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
    id: "import.mend", title: "mend", keys: ["m"], when: reviewing, description: "Shows what can be mended on the spot, before and after, and does what you choose.",
    disabledReason: ({ model }) => whyNotMend(currentFile(model)),
    async run(screen) {
      const file = currentFile(screen.current());
      if (file?.seen.kind !== "order") return;
      const chosen = await chooseMendings(screen, file.name, file.seen.preview);
      if (chosen !== undefined) await lookAt(screen, file, { mendings: chosen, formatId: file.seen.preview.sourceFormat?.id });
    },
  },
  {
    id: "import.open", title: "open", keys: ["o"], when: reviewing, description: "Goes to the order, or the statements, that the file became.",
    disabledReason: ({ model }) => {
      const result = currentFile(model)?.result;
      return result?.kind === "order" || result?.kind === "statements" ? undefined : "The file was not imported yet.";
    },
    run({ model, params, shell }) {
      const result = currentFile(model)?.result;
      if (result?.kind === "order") shell.push("order", { context: params.context, orderId: result.orderId });
      if (result?.kind === "statements") shell.push("statements", { context: params.context });
    },
  },
  {
    id: "import.read-as", title: "read as", keys: ["f"], when: reviewing, description: "Chooses the format, where several could read the file.",
    disabledReason: ({ model }) => {
      const file = currentFile(model);
      return file?.seen.kind === "order" && file.busy === undefined && file.seen.preview.alternatives.length > 0 ? undefined : "Only one format fits this file.";
    },
    async run(screen) {
      const file = currentFile(screen.current());
      if (file?.seen.kind !== "order") return;
      const { sourceFormat, alternatives, chosen } = file.seen.preview;
      const format = await chooseRow(screen.shell, {
        title: `Read ${file.name} as`, customer: customerOf(screen.params.context), rows: [...(sourceFormat === undefined ? [] : [sourceFormat]), ...alternatives],
        columns: [{ title: "format", width: { min: 20, grow: 1 }, cell: (row) => row.title }, { title: "", width: 24, cell: (row) => row.id }],
        keyOf: (row) => row.id, textOf: (row) => row.title, empty: "", choose: "reads it so",
      });
      if (format !== undefined) await lookAt(screen, file, { mendings: chosen, formatId: format.id });
    },
  },
  {
    id: "import.put-aside", title: "put aside", keys: ["a"], when: (screen) => reviewing(screen) && screen.params.quarantined === undefined,
    description: "Keeps what cannot be taken in, with the reason, in quarantine.",
    disabledReason: ({ model, params }) => (filesToQuarantine(model).length === 0 ? "There is nothing to put aside." : params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer."),
    async run(screen) {
      const files = filesToQuarantine(screen.current());
      for (const file of files) await putAside(screen, file);
      screen.shell.notice(`${counted(files.length, "file")} put into quarantine.`, "good");
    },
  },
  {
    id: "import.path", title: "type a path", keys: ["g"], when: browsing, description: "Types or pastes a path; Tab completes it.",
    run: ({ dispatch }) => dispatch({ type: "typing", on: true }),
  },
  {
    id: "import.quarantine", title: "quarantine", keys: ["b"], when: browsing, description: "Files that could not be taken in, and wait to be settled.",
    run: ({ shell, params }) => shell.push("quarantine", { context: params.context }),
  },
  {
    id: "import.define", title: "define format", keys: ["d"], description: "Makes a format from this file: you say what its columns mean, and see at once what is read.",
    when: (screen) => screen.params.quarantined === undefined,
    disabledReason: ({ model, params }) => whyNotDefine(model) ?? (params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer."),
    run({ model, params, shell }) {
      const file = sampleFile(model);
      if (file !== undefined) shell.push("define-format", { context: params.context, path: file.path, name: file.name });
    },
  },
  {
    id: "import.sort", title: "newest first", keys: ["o"], when: browsing, description: "The files by date, the newest first, or by name again.",
    run({ model, dispatch, shell }) {
      dispatch({ type: "newest-first", on: !model.newestFirst });
      shell.notice(model.newestFirst ? "Files by name." : "The newest files first.");
    },
  },
  {
    id: "import.home", title: "home folder", keys: ["h"], when: browsing, inFooter: false,
    run: (screen) => openFolder(screen, screen.session.files.homeFolder),
  },
  { id: "import.reload", title: "load anew", keys: ["r"], when: browsing, inFooter: false, run: (screen) => openFolder(screen, screen.model.folder) },
];

/** The file that a format would be made from. */
function sampleFile(model: ImportModel): { readonly path: string; readonly name: string } | undefined {
  const current = currentFile(model);
  if (current !== undefined) return current;
  const under = shownListings(model)[model.table.cursor];
  return under?.kind === "file" ? under : undefined;
}

/** A message of ISO 20022 needs none; another file may be meant otherwise than it was taken. */
function whyNotDefine(model: ImportModel): string | undefined {
  if (sampleFile(model) === undefined) return "There is no file under the cursor.";
  const seen = currentFile(model)?.seen;
  if (seen?.kind === "statement") return "Its format is known.";
  const known = seen?.kind === "order" ? seen.preview.sourceFormat : undefined;
  return known?.id.startsWith("pain.") === true ? `Its format is known: ${known.title}.` : undefined;
}

function whyNotMend(file: ImportFile | undefined): string | undefined {
  if (file?.busy !== undefined) return "The file is being read.";
  if (file?.result !== undefined && file.result.kind !== "failed") return "The file is settled already.";
  return file?.seen.kind === "order" && file.seen.preview.mendings.length > 0 ? undefined : "There is nothing that could be mended here.";
}

function filesToLook(model: ImportModel): ReturnType<typeof shownListings> {
  const marked = model.listings.filter((one) => model.table.marked.has(one.path) && one.kind === "file");
  if (marked.length > 0) return marked;
  const under = shownListings(model)[model.table.cursor];
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
        consequence: `${file.name} holds the payments of ${same.map((order) => `order ${orderNumberText(order.number)} (${order.title})`).slice(0, 3).join(", ")}. Sending both would pay twice.`,
      });
      if (!sure) continue;
    }
    await importFile(screen, file);
  }
  const done = screen.current().files.filter((file) => files.some((one) => one.path === file.path) && (file.result?.kind === "order" || file.result?.kind === "statements")).length;
  if (done > 0) shell.notice(`${counted(done, "file")} imported. o opens it.`, "good");
}
