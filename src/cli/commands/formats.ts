import { formats as allFormats } from "../../formats/all.ts";
import { table, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor formats`: every file format there is. */
export const formats: Noun = (program, io) => {
  program
    .command("formats")
    .description("every file format that is read, and which of them are written")
    .option("--json", "as JSON")
    .action((options: JsonOption) => {
      const rows = allFormats.map(({ id, title, kind, reads, writes }) => ({ id, title, kind, reads: reads ?? true, writes }));
      io.out(options.json === true ? toJson(rows) : table(["format", "what", "", "written"], rows.map((row) => [row.id, row.title, row.kind, !row.writes ? "only read" : row.reads ? "yes" : "only written"])));
    });
};
