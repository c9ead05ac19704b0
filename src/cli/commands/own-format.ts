import { readFile } from "node:fs/promises";
import { AppError } from "../../domain/errors.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { importDefinition, removeFormat } from "../../workflows/import-desk/own-formats.ts";
import type { KeptFormatDefinition } from "../../workflows/ports/import-desk.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor own-format …`: formats defined for one customer. */
export const ownFormat: Noun = (program, io) => {
  const noun = program.command("own-format").description("file formats defined for one customer, as data");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "formats of this customer").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const all = await context.store.formatDefinitions.all();
      if (options.json === true) io.out(toJson(all));
      else if (all.length === 0) io.out("No formats of its own. d on a file in the import screen makes one.\n");
      else io.out(table(["format", "changed", "by"], all.map((one) => [one.title, one.changedAt.slice(0, 10), one.changedBy])));
    });
  });

  verb("add <file>", "take over a definition that a bank or somebody else wrote").action(async (file: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const text = await readFile(file, "utf8").catch((cause: unknown) => {
        throw new AppError("input", "not-found", `${file} cannot be read.`, { meaning: "Nothing was stored.", cause });
      });
      const kept = await importDefinition(context, text);
      io.out(options.json === true ? toJson(kept) : `Format ${kept.title} is kept: its files are known by their content now.\n`);
    });
  });

  verb("show <title>", "the definition as JSON").action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => io.out(`${(await titled(context, title)).json}\n`));
  });

  verb("remove <title>", "forget a format; orders made with it stay").action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      await removeFormat(context, (await titled(context, title)).id);
      io.out(`Format ${title} removed.\n`);
    });
  });
};

async function titled(context: WorkflowContext, title: string): Promise<KeptFormatDefinition> {
  const found = (await context.store.formatDefinitions.all()).find((one) => one.title.toLowerCase() === title.toLowerCase());
  if (found === undefined) throw new AppError("workflow", "no-such-format", `There is no format ${title}.`, { next: "kontor own-format list shows them." });
  return found;
}
