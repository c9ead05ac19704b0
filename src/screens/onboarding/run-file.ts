import { AppError } from "../../domain/errors.ts";
import type { CustomerDesk } from "../../workflows/onboarding/desk.ts";
import { planOnboarding, type PlannedRow } from "../../workflows/onboarding/plan.ts";
import { readOnboardingFile } from "../../workflows/onboarding/read-file.ts";
import { type RowResult, runOnboarding } from "../../workflows/onboarding/run.ts";
import { askForm } from "../dialogs/form-dialog.tsx";
import { showFindings } from "../dialogs/show-findings.ts";
import { absolutePath } from "../import/typed-path.ts";
import type { WorkstationSession } from "../session.ts";
import { counted } from "../wording/amounts.ts";
import { loadQueue, type OnboardingContext } from "./load.ts";

const bytesMax = 4 * 1024 * 1024;
const shownMax = 12;

/** Asks for the file, says what is wrong with it or what it would do, and runs it in the background. */
export async function runFile(screen: OnboardingContext): Promise<void> {
  const { shell, session } = screen;
  const { homeFolder, outFolder } = session.files;
  const pathOf = (text: string): string => absolutePath(text, homeFolder, homeFolder);
  const asked = await askForm(shell, {
    title: "Onboarding file", submit: "look at it",
    intro: ["CSV in UTF-8 with one user per row (docs/command-line.md names the columns). Nothing is done before you have seen what it says."],
    fields: [
      { kind: "text", name: "file", label: "file", required: true, hint: "path of the CSV file" },
      { kind: "text", name: "pins", label: "PINs", required: true, value: `${outFolder}/pins.csv`, hint: "file with one PIN per user; missing ones are made and written there, for your eyes only" },
    ],
    async onSubmit({ texts }) {
      const file = pathOf(texts.file ?? "");
      const { rows, findings } = readOnboardingFile(await readWhole(session, file));
      const plan = findings.length > 0 ? { rows: [], findings } : await planOnboarding(deskOf(session, file), rows);
      if (plan.findings.length > 0) {
        const errors = counted(plan.findings.length, "error");
        await showFindings(shell, { title: `${file.slice(file.lastIndexOf("/") + 1)}: ${errors}, nothing was done`, findings: plan.findings });
        return { problems: { file: `${errors} in the file. Correct it: F2 looks at it again.` } };
      }
      return { done: { file, plan, pins: session.pinFile(pathOf(texts.pins ?? "")) } };
    },
  });
  if (asked === undefined) return;
  const { file, plan, pins } = asked;
  const waiting = plan.rows.filter((one) => one.stands === "new" || one.stands === "keys to be sent" || one.stands === "sent, never answered");
  const name = file.slice(file.lastIndexOf("/") + 1);
  const go = await shell.confirm({
    title: `Onboard ${counted(waiting.length, "user")}`, yes: "go on", no: "not now",
    consequence: `Keys are made and sent for ${counted(waiting.length, "user")} of ${new Set(waiting.map((one) => one.row.customer)).size} customers; ${counted(plan.rows.length - waiting.length, "row")} stand already.`,
    details: waiting.slice(0, shownMax).map(rowText),
  });
  if (!go) return;
  shell.startActivity({
    title: `Onboarding · ${name}`,
    async run({ progress, signal }) {
      const results = await runOnboarding(deskOf(session, file), plan, { name, pins, signal, onRow: (result, done, total) => progress({ done, total, text: `${result.row.customer} ${result.row.userId}` }) });
      await loadQueue(screen);
      const failed = results.filter((one) => one.kind === "failed");
      if (failed.length > 0) throw failure(failed, results.length);
      shell.notice(`${counted(results.filter((one) => one.kind === "sent").length, "user")} sent to their banks. Letters next: p.`, "good");
    },
  });
}

function failure(failed: readonly RowResult[], of: number): AppError {
  return new AppError("workflow", "rows-failed", `${failed.length} of ${of} rows failed. ${failed.slice(0, 5).map((one) => `Line ${one.row.line}, ${one.row.userId}: ${one.text}`).join(" ")}`, {
    meaning: "The others are done. No payment is concerned.", next: "Settle what is wrong and run the file again: what was done is not done twice.",
  });
}

function rowText({ row, stands }: PlannedRow): string {
  return `${row.customer} · ${row.bank} · ${row.userId} · ${row.signer} (${row.signatureClass}) · ${stands}`;
}

function deskOf(session: WorkstationSession, file: string): CustomerDesk {
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  return {
    async open(shortName) {
      const customer = (await session.operator?.customers())?.find((one) => one.shortName.toUpperCase() === shortName.toUpperCase());
      return customer === undefined ? undefined : session.contextFor(customer.id);
    },
    async create(profile) {
      if (session.operator === undefined) throw new AppError("workflow", "not-logged-in", "Nobody is logged in.", { next: "Log in first." });
      return session.contextFor((await session.operator.createCustomer(profile)).id);
    },
    operatorNamed: (name) => session.install.operators().find((one) => one.name === name)?.id,
    readText: async (path) => Buffer.from(await readWhole(session, absolutePath(path, folder, session.files.homeFolder))).toString("utf8"),
  };
}

async function readWhole(session: WorkstationSession, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of session.files.open(path)) {
    parts.push(part);
    size += part.length;
    if (size > bytesMax) throw new AppError("input", "file-too-large", "The file is larger than 4 MiB.", { meaning: "Nothing was done.", next: "Split it." });
  }
  return Buffer.concat(parts);
}
