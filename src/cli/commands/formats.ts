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
      const rows = allFormats.map(({ id, title, kind, writes }) => ({ id, title, kind, reads: true, writes }));
      io.out(options.json === true ? toJson(rows) : table(["format", "what", "", "written"], rows.map((row) => [row.id, row.title, row.kind, row.writes ? "yes" : "only read"])));
    });
};
