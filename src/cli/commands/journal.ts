import { customerOptions, withCustomer } from "../access.ts";
import { exitCodes, jsonText, table, toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

const pageEntries = 1000;

/** `kontor journal …`: every action in a hash chain. */
export const journal: Noun = (program, io, setExitCode) => {
  const noun = program.command("journal").description("every action, in a chain that proves itself");

  customerOptions(noun.command("list").description("newest first")).option("--json", "as JSON").option("--text <text>", "only entries with it").option("--limit <n>", "at most so many", "50").action(async (options: JsonOption & { readonly text?: string; readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const entries = await context.store.journal.list({ limit: Number(options.limit), ...(options.text === undefined ? {} : { text: options.text }) });
      io.out(options.json === true ? toJson(entries) : table(["#", "when", "who", "what", ""], entries.map((one) => [String(one.sequence), one.at, one.actor, one.action, one.summary])));
    });
  });

  customerOptions(noun.command("verify").description("walk the whole chain")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const entries = await context.store.journal.count();
      const broken = await context.store.journal.verify();
      if (options.json === true) io.out(toJson({ entries, whole: broken === undefined, brokenAt: broken?.sequence ?? null, problem: broken?.problem ?? null }));
      else io.out(broken === undefined ? `The journal is whole: ${entries} entries.\n` : `The journal is BROKEN at entry ${broken.sequence}: ${broken.problem}\n`);
      setExitCode(broken === undefined ? exitCodes.ok : exitCodes.failed);
    });
  });

  customerOptions(noun.command("export").description("all entries as JSON lines, oldest first, on standard output")).action(async (options: object) => {
    await withCustomer(io, options, async (context) => {
      const pages: string[] = [];
      for (let before: number | undefined; ; ) {
        const page = await context.store.journal.list({ limit: pageEntries, ...(before === undefined ? {} : { beforeSequence: before }) });
        pages.unshift(...page.toReversed().map((entry) => `${jsonText(entry)}\n`));
        before = page.at(-1)?.sequence;
        if (page.length < pageEntries) break;
      }
      for (const line of pages) io.out(line);
    });
  });
};
