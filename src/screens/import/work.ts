import { AppError } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import { importPlanned, rememberedTreatment } from "../../workflows/import-desk/import-planned.ts";
import type { MendingKind } from "../../workflows/import-desk/mender.ts";
import { type ImportPlan, planImport } from "../../workflows/import-desk/plan-import.ts";
import { quarantinedSource, quarantineFile, releaseQuarantined } from "../../workflows/import-desk/quarantine.ts";
import type { OrderFileSource } from "../../workflows/import-orders.ts";
import { importStatementFile } from "../../workflows/intake-statements.ts";
import { kindOfFile, previewStatementFile } from "../../workflows/preview-statements.ts";
import type { ContextOf } from "../routes.ts";
import type { FileListing, WorkstationFiles } from "../session.ts";
import type { ImportAction, ImportFile, ImportModel, ImportResult, SeenFile } from "./model.ts";
import { parentOf } from "./model.ts";

export type ImportContext = ContextOf<"import", ImportModel, ImportAction>;

export async function openFolder({ session, dispatch }: Pick<ImportContext, "session" | "dispatch">, folder: string): Promise<void> {
  const clean = folder.length > 1 ? folder.replace(/\/+$/, "") : folder;
  dispatch({ type: "folder", folder: clean, listings: await session.files.list(clean) });
}

/** The folder of the last import; where it has gone meanwhile, the home folder. */
export async function openFirstFolder(screen: ImportContext): Promise<void> {
  const { homeFolder } = screen.session.files;
  const { folder } = screen.model;
  await openFolder(screen, folder).catch((error: unknown) => (folder === homeFolder ? Promise.reject(error) : openFolder(screen, homeFolder)));
}

/** Opens a folder, or takes a file for review. @throws AppError input/* when there is no such thing */
export async function openPath(screen: ImportContext, path: string): Promise<void> {
  const clean = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const listing = await listingOf(screen.session.files, clean);
  if (listing === undefined || listing.kind === "folder") return openFolder(screen, clean);
  await review(screen, [listing]);
}

/** Paths that were pasted or dropped: all files among them are looked at; a single folder is opened. */
export async function openPaths(screen: ImportContext, paths: readonly string[]): Promise<void> {
  const [only] = paths;
  if (only !== undefined && paths.length === 1) return openPath(screen, only);
  const found: FileListing[] = [];
  for (const path of paths) {
    const listing = await listingOf(screen.session.files, path);
    if (listing?.kind === "file") found.push(listing);
  }
  if (found.length === 0) return screen.shell.notice("None of the pasted paths is a file.", "warning");
  await review(screen, found);
}

/** Reads the files one after the other, a dry run each. */
export async function review(screen: ImportContext, files: readonly FileListing[]): Promise<void> {
  const [first] = files;
  if (first !== undefined) screen.session.files.lastFolder = parentOf(first.path);
  screen.dispatch({ type: "files", files: files.map(({ path, name, sizeBytes }) => ({ path, name, sizeBytes })) });
  const chosen = screen.current().files;
  for (const file of chosen) {
    // Left for another choice meanwhile: what is no longer listed is not read.
    if (!isListed(screen, file)) return;
    await lookAt(screen, file, await rememberedTreatment(screen.params.context, file.name));
  }
}

/** How a file is read: with which rules, and in which format where several could read it. */
export interface Treatment {
  readonly mendings: ReadonlySet<MendingKind>;
  readonly formatId?: string | undefined;
}

/** A dry run of one file. */
export async function lookAt(screen: ImportContext, file: ImportFile, treatment: Treatment): Promise<void> {
  const stop = new AbortController();
  const source = fileSource(screen, file, stop.signal, (doneBytes) => {
    if (!isListed(screen, file)) stop.abort();
    screen.dispatch({ type: "busy", path: file.path, busy: { what: "reading", doneBytes } });
  });
  screen.dispatch({ type: "seen", path: file.path, seen: await look(screen, source, treatment) });
}

/** Back from making a format: what could not be read may be read now. */
export async function lookAgain(screen: ImportContext): Promise<void> {
  for (const file of screen.current().files) {
    const isOpen = file.busy === undefined && (file.result === undefined || file.result.kind === "failed");
    if (!isOpen || file.seen.kind !== "order" || file.seen.preview.sourceFormat !== undefined) continue;
    await lookAt(screen, file, await rememberedTreatment(screen.params.context, file.name));
  }
}

function isListed(screen: ImportContext, file: ImportFile): boolean {
  return !screen.signal.aborted && screen.current().files.some((one) => one.path === file.path);
}

/** Keeps the file until somebody settles it. */
export async function putAside(screen: ImportContext, file: ImportFile): Promise<void> {
  const findings = file.seen.kind === "order" ? file.findings : [{ severity: "error" as const, code: "refused", message: file.seen.kind === "refused" ? file.seen.reason : "It was not read." }];
  const held = await quarantineFile(screen.params.context, fileSource(screen, file, screen.signal, () => undefined), { findings });
  screen.dispatch({ type: "result", path: file.path, result: { kind: "quarantined", id: held.id } });
}

/** Takes the file in, in the background; its progress stands in the header, and it can be cancelled there or with c. */
export function importFile(screen: ImportContext, file: ImportFile): Promise<unknown> {
  const { context } = screen.params;
  const handle = screen.shell.startActivity({
    title: `Import · ${context.customer.profile.shortName} · ${visibleLine(file.name, 30)}`,
    async run({ progress, signal }) {
      const source = fileSource(screen, file, signal, (done) => {
        progress({ done, total: file.sizeBytes, text: "bytes" });
        screen.dispatch({ type: "busy", path: file.path, busy: { what: "importing", doneBytes: done } });
      });
      let result: ImportResult = { kind: "failed", reason: "Cancelled. Nothing was stored." };
      try {
        result = file.seen.kind === "order" ? await takeOrder(screen, file.seen.preview, source) : await takeStatements(screen, source);
      } catch (error) {
        if (!signal.aborted) {
          result = { kind: "failed", reason: error instanceof AppError ? error.message : "It could not be imported. Nothing was stored." };
          throw error;
        }
      } finally {
        screen.dispatch({ type: "result", path: file.path, result });
      }
    },
  });
  return handle.ended;
}

async function look(screen: ImportContext, source: OrderFileSource, { mendings, formatId }: Treatment): Promise<SeenFile> {
  const { context } = screen.params;
  try {
    const kind = await kindOfFile(context.store, source);
    if (kind === "status") return { kind: "refused", reason: "This is a status report. It is taken in when it is fetched from the bank." };
    if (kind === "statements") {
      const preview = await previewStatementFile(context, source);
      if (preview !== undefined) return { kind: "statement", preview };
    }
    return { kind: "order", preview: await planImport(context, source, mendings, { formatId }) };
  } catch (error) {
    if (error instanceof AppError) return { kind: "refused", reason: [error.message, error.next].filter((part) => part !== undefined).join(" ") };
    if (error instanceof DOMException && error.name === "AbortError") return { kind: "refused", reason: "Reading was stopped. Nothing was stored." };
    throw error;
  }
}

/** As the plan says, read anew from `source`. */
async function takeOrder({ params }: ImportContext, plan: ImportPlan, source: OrderFileSource): Promise<ImportResult> {
  const anew: ImportPlan = { ...plan, source, rewriting: plan.rewriting === undefined ? undefined : { ...plan.rewriting, open: () => source.open() } };
  const { context, quarantined } = params;
  const order = quarantined === undefined ? await importPlanned(context, anew) : await releaseQuarantined(context, quarantined.id, anew);
  return { kind: "order", orderId: order.id, number: order.number, errors: order.findings.filter((finding) => finding.severity === "error").length };
}

async function takeStatements({ params }: ImportContext, source: OrderFileSource): Promise<ImportResult> {
  const { statements, known, transactionsBooked } = await importStatementFile(params.context, source);
  return { kind: "statements", taken: statements.length, known, booked: transactionsBooked };
}

/** The file as a source that can be stopped, and that tells how far it was read. */
function fileSource(screen: ImportContext, file: Pick<ImportFile, "path" | "name" | "sizeBytes">, signal: AbortSignal, tell: (doneBytes: number) => void): OrderFileSource {
  const step = Math.max(256 * 1024, Math.floor(file.sizeBytes / 200));
  return {
    name: file.name,
    async *open() {
      let done = 0;
      let told = 0;
      for await (const chunk of openImportFile(screen, file)) {
        signal.throwIfAborted();
        yield chunk;
        done += chunk.length;
        if (done - told < step) continue;
        told = done;
        tell(done);
      }
    },
  };
}

/** From the disk, or from quarantine. */
export function openImportFile({ session, params }: Pick<ImportContext, "session" | "params">, file: Pick<ImportFile, "path">): AsyncIterable<Uint8Array> {
  const { context, quarantined } = params;
  return quarantined === undefined ? session.files.open(file.path) : quarantinedSource(context.store, quarantined).open();
}

/** A file in quarantine is looked at where a file from the disk would be. */
export async function reviewQuarantined(screen: ImportContext): Promise<void> {
  const { context, quarantined } = screen.params;
  if (quarantined === undefined) return;
  const stored = await context.store.files.get(quarantined.fileId);
  await review(screen, [{ path: quarantined.id, name: quarantined.name, kind: "file", sizeBytes: stored?.sizeBytes ?? 0, modifiedAtMs: 0 }]);
}

async function listingOf(files: WorkstationFiles, path: string): Promise<FileListing | undefined> {
  if (path === "/") return undefined;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (await files.list(parentOf(path))).find((one) => one.name === name);
}
