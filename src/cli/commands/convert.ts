import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { AppError, isAppError } from "../../domain/errors.ts";
import { type Finding, hasErrors } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { detectFormat, formatById, nameForeignMessage } from "../../formats/detect.ts";
import type { Format } from "../../formats/format.ts";
import { headOf } from "../../workflows/bytes.ts";
import { type Conversion, convertFile, findingOf } from "../../workflows/convert/convert-file.ts";
import { openFile, writeFileWhole } from "../files.ts";
import { ownFormats } from "../own-formats.ts";
import { divide, namesOfDelivery, openDelivery } from "../parts.ts";
import { type CommandIo, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface ConvertOptions extends JsonOption {
  readonly to: string;
  readonly from?: string;
  readonly definition?: string;
  readonly out: string;
  readonly force?: true;
  readonly acceptLoss?: true;
  readonly acceptErrors?: true;
}

/** The command's own exit codes, as those of `inspect`: other programs read them. */
const written = 0, refused = 2, notReadable = 3;

/** `kontor convert FILE --to FORMAT --out FILE`: the same content in another format, read back before it is kept. Nothing is stored. */
export const convert: Noun = (program, io, setExitCode) => {
  program
    .command("convert")
    .description("write a payment or statement file in another format; exit code 0 written, 2 refused with findings, 3 not readable")
    .argument("<file>")
    .requiredOption("--to <format>", "as `kontor formats` names it")
    .requiredOption("--out <file>", "the file to write")
    .option("--from <format>", "read the file as this format, not as what its content says it is")
    .option("--definition <file>", "a format that is written as data, beside those that are built in")
    .option("--force", "replace the file where there is one")
    .option("--accept-loss", "leave out what the other format has no place for, and say so")
    .option("--accept-errors", "convert what can be read of a file with errors")
    .option("--json", "findings as JSON")
    .action(async (file: string, options: ConvertOptions) => {
      const own = await ownFormats(options.definition);
      const to = known(options.to, own);
      const there = options.force === true ? undefined : namesOfDelivery(options.out, to).find((name) => existsSync(name));
      if (there !== undefined) {
        throw new AppError("input", "file-exists", `${there} is there already.`, { meaning: "Nothing was written.", next: "Name another file, or add --force to replace it." });
      }
      const head = await headOf(openDelivery(file));
      const from = options.from === undefined ? detectFormat(head, own) : known(options.from, own);
      if (from === undefined) {
        const foreign = nameForeignMessage(head);
        tell(io, options, [{ severity: "error", code: "unknown-format", line: 1, message: foreign === undefined ? "This file is in no format that Kontor reads. Nothing was written." : `This file is a ${visibleLine(foreign, 40)}, which Kontor does not read yet. Nothing was written.` }], undefined, to);
        setExitCode(notReadable);
        return;
      }
      const conversion = await convertFile({ from, to, open: () => openDelivery(file), at: `${new Date().toISOString().slice(0, 19)}Z`, acceptLoss: options.acceptLoss === true, acceptErrors: options.acceptErrors === true });
      const findings = [...conversion.findings, ...(await writeAndVerify(conversion, options.out, to))];
      tell(io, options, findings, from, to);
      setExitCode(hasErrors(findings) || conversion.content === undefined ? refused : written);
    });
};

/** Written beside its place, read back, and only then put there. @returns why it was not kept, if it was not */
async function writeAndVerify({ content, verify }: Conversion, out: string, to: Format): Promise<readonly Finding[]> {
  if (content === undefined) return [];
  const beside = `${out}.${randomBytes(6).toString("hex")}.part`;
  try {
    await writeFileWhole(beside, content);
    const difference = await verify?.(() => openFile(beside));
    if (difference !== undefined) return [difference];
    await rename(beside, out);
    if (to.parts !== undefined) {
      const files = await divide(out, to);
      const names = to.parts.names.join(" and ");
      return [{ severity: "info", code: "files-together", message: files.length > 1 ? `Written: ${files.map((each) => visibleLine(each, 120)).join(" and ")}.` : `${names} stand one behind the other in this file. Give it a name with ${to.parts.names[0]} in it, and it is divided into both.` }];
    }
    return [];
  } catch (error) {
    if (isAppError(error, "format")) return [findingOf(error)];
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

function known(id: string, own: readonly Format[]): Format {
  const format = formatById(id, own);
  if (format === undefined) throw new AppError("input", "no-such-format", `There is no format "${visibleLine(id, 40)}".`, { meaning: "Nothing was written.", next: "`kontor formats` lists them." });
  return format;
}

function tell(io: CommandIo, options: ConvertOptions, findings: readonly Finding[], from: Format | undefined, to: Format): void {
  const isWritten = !hasErrors(findings);
  if (options.json === true) {
    io.out(toJson({
      from: from?.id ?? null, to: to.id, written: isWritten ? options.out : null,
      findings: findings.map(({ severity, code, message, line, column, field }) => ({ severity, code, message, line: line ?? null, column: column ?? null, field: field ?? null })),
    }));
    return;
  }
  for (const finding of findings) io.err(`${finding.severity}${finding.line === undefined ? "" : `, line ${finding.line}`}${finding.field === undefined ? "" : `, ${visibleLine(finding.field, 80)}`}: ${visibleLine(finding.message, 600)}\n`);
  if (isWritten) io.out(`${from?.id ?? ""} → ${to.id}: ${options.out}\n`);
}
