import path from "node:path";
import { detectFormats } from "../../formats/detect.ts";
import type { Format } from "../../formats/format.ts";
import { nameForeignMessage } from "../../formats/detect.ts";
import { visibleLine } from "../../domain/text.ts";
import type { Finding } from "../../domain/finding.ts";
import { filesOfDelivery, openDelivery } from "../parts.ts";
import { ownFormats } from "../own-formats.ts";
import { declaredCharset } from "../inspect/declared-charset.ts";
import { JsonWriter } from "../inspect/json-writer.ts";
import { JsonPrinter, TextPrinter } from "../inspect/printers.ts";
import { Survey } from "../inspect/survey.ts";
import type { CommandIo } from "../io.ts";
import { headOf } from "../../workflows/bytes.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface InspectOptions extends JsonOption {
  readonly definition?: string;
}

/** The command's own exit codes: other programs read them. */
const readable = 0, withErrors = 2, notReadable = 3;

/** `kontor inspect FILE`: what a payment or statement file holds and what is wrong with it. Nothing is stored. */
export const inspect: Noun = (program, io, setExitCode) => {
  program
    .command("inspect")
    .description("what a payment or statement file holds, and what is wrong with it; exit code 0 readable, 2 with errors, 3 not readable")
    .argument("<file>")
    .option("--definition <file>", "a format that is written as data, beside those that are built in")
    .option("--json", "one JSON object, as it is read: any size")
    .action(async (file: string, options: InspectOptions) => {
      const head = await headOf(openDelivery(file));
      const meant = detectFormats(head, await ownFormats(options.definition));
      setExitCode(await (options.json === true ? printJson(io, file, head, meant) : printText(io, file, head, meant)));
    });
};

async function printJson(io: CommandIo, file: string, head: Uint8Array, meant: readonly Format[]): Promise<number> {
  const [format] = meant;
  const json = new JsonWriter(io.out);
  const printer = new JsonPrinter(json);
  const survey = new Survey(printer, io.taken);
  json.open("{");
  json.member("format", format?.id ?? null);
  // A recall tells payments as an order does: other programs find them in the same place.
  json.member("kind", format === undefined ? "unknown" : format.kind === "recalls" ? "orders" : format.kind);
  await readAll(file, head, meant, survey);
  printer.finish();
  json.member("charset", format === undefined ? null : (survey.charsetTaken ?? declaredCharset(head)));
  json.name("findings");
  json.open("[");
  for (const { severity, code, message, line, column, field } of findingsOf(survey)) {
    json.value({ severity, code, message, line: line ?? null, column: column ?? null, field: field ?? null });
  }
  json.close("]");
  json.close("}");
  json.flush(true);
  return exitCode(format, survey);
}

async function printText(io: CommandIo, file: string, head: Uint8Array, meant: readonly Format[]): Promise<number> {
  const [format] = meant;
  const survey = new Survey(new TextPrinter(io.out), io.taken);
  io.out(`${format?.title ?? "In no format that Kontor reads."}\n`);
  await readAll(file, head, meant, survey);
  if (format !== undefined) io.out(`charset ${survey.charsetTaken ?? declaredCharset(head)}\n`);
  for (const finding of findingsOf(survey)) io.out(`${finding.severity}${finding.line === undefined ? "" : `, line ${finding.line}`}${finding.field === undefined ? "" : `, ${visibleLine(finding.field, 80)}`}: ${visibleLine(finding.message, 600)}\n`);
  return exitCode(format, survey);
}

async function readAll(file: string, head: Uint8Array, [format, ...others]: readonly Format[], survey: Survey): Promise<void> {
  if (format === undefined) {
    const foreign = nameForeignMessage(head);
    survey.finding({ severity: "error", code: "unknown-format", line: 1, message: foreign === undefined ? "This file is in no format that Kontor reads. Nothing of it was taken." : `This file is a ${visibleLine(foreign, 40)}, which Kontor does not read yet. Nothing of it was taken.` });
    return;
  }
  if (others.length > 0) survey.finding({ severity: "warning", code: "format-ambiguous", message: `By its beginning this could also be ${others.map(({ id }) => id).join(" or ")}. It was read as ${format.id}: look whether the amounts and names are right.` });
  const files = await filesOfDelivery(file);
  if (files.length > 1) survey.finding({ severity: "info", code: "files-together", message: `Read together: ${files.map((each) => visibleLine(path.basename(each), 60)).join(" and ")}. Lines are counted through.` });
  await format.read(openDelivery(file), survey);
  survey.finish();
}

function* findingsOf(survey: Survey): Generator<Finding> {
  yield* survey.findings;
  if (survey.findingsLeftOut > 0) yield { severity: "info", code: "more-findings", message: `There are ${survey.findingsLeftOut} more findings, which are not listed.` };
}

function exitCode(format: Format | undefined, survey: Survey): number {
  if (format === undefined || (survey.parts === 0 && survey.errors > 0)) return notReadable;
  return survey.errors > 0 ? withErrors : readable;
}
