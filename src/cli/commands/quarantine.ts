import { AppError } from "../../domain/errors.ts";
import type { QuarantineId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { rememberedTreatment } from "../../workflows/import-desk/import-planned.ts";
import { planImport } from "../../workflows/import-desk/plan-import.ts";
import { discardQuarantined, quarantinedSource, releaseQuarantined } from "../../workflows/import-desk/quarantine.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { QuarantinedFile } from "../../workflows/ports/import-desk.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { writeFileWhole } from "../files.ts";
import { table, toJson } from "../io.ts";
import { orderJson } from "../shown.ts";
import { mendingsOf } from "./mendings-option.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor quarantine …`: files that could not be taken in. */
export const quarantine: Noun = (program, io) => {
  const noun = program.command("quarantine").description("files that could not be imported, until they are settled");
  const verb = (name: string, description: string) => customerOptions(noun.command(name).description(description)).option("--json", "as JSON");

  verb("list", "what waits, newest first").option("--settled", "those too that were settled").action(async (options: JsonOption & { readonly settled?: boolean }) => {
    await withCustomer(io, options, async (context) => {
      const files = await context.store.quarantine.list(options.settled === true ? undefined : "held");
      if (options.json === true) io.out(toJson(files));
      else if (files.length === 0) io.out("Nothing waits in quarantine.\n");
      else io.out(table(["id", "file", "state", "since", "why"], files.map((one) => [one.id, one.name, one.state, one.at.slice(0, 10), one.reason])));
    });
  });

  verb("release <id>", "read the file again and import it").option("--mend <kinds>", "as in order import").action(async (id: string, options: JsonOption & { readonly mend?: string }) => {
    await withCustomer(io, options, async (context) => {
      const file = await mustFind(context, id);
      const { mendings, formatId } = await rememberedTreatment(context, file.name);
      const plan = await planImport(context, quarantinedSource(context.store, file), options.mend === undefined ? mendings : mendingsOf(options.mend), { formatId });
      const order = await releaseQuarantined(context, file.id, plan);
      io.out(options.json === true ? toJson(orderJson(order)) : `Order ${orderNumberText(order.number)} imported; it is ${order.state}.\n`);
    });
  });

  verb("discard <id>", "settle it without importing; the bytes stay").requiredOption("--reason <text>", "why").action(async (id: string, options: JsonOption & { readonly reason: string }) => {
    await withCustomer(io, options, async (context) => {
      const file = await discardQuarantined(context, (await mustFind(context, id)).id, options.reason);
      io.out(options.json === true ? toJson(file) : "Given up. Its bytes stay in the store.\n");
    });
  });

  verb("export <id>", "the file as it came").requiredOption("--out <file>", "where to write it").action(async (id: string, options: { readonly out: string }) => {
    await withCustomer(io, options, async (context) => {
      const file = await mustFind(context, id);
      await writeFileWhole(options.out, quarantinedSource(context.store, file).open());
      io.out(`Written to ${options.out}.\n`);
    });
  });
};

async function mustFind(context: WorkflowContext, id: string): Promise<QuarantinedFile> {
  const file = await context.store.quarantine.get(id as QuarantineId); // looked up, so any text will do
  if (file === undefined) throw new AppError("workflow", "no-such-file", "There is no such file in quarantine.", { next: "kontor quarantine list shows what waits." });
  return file;
}
