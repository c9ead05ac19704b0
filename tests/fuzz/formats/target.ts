import type { Format } from "../../../src/formats/format.ts";
import { casesPerProcess, type FuzzTarget, type TargetOptions, type Verdict } from "../support/fuzz-run.ts";
import { type Damage, damaged, damages, mayBeWhole } from "./damage.ts";
import { type FuzzFile, fuzzFiles } from "./files.ts";
import { formatOf, headBytes, readWith } from "./reading.ts";

/** Their head is shown as one text, as its layout is not published: a line that runs into it is seen there. */
const headAsText: ReadonlySet<string> = new Set(["ugiro-detsta"]);

/** A file with what it says when nothing is wrong with it. */
interface Known {
  readonly file: FuzzFile;
  readonly bytes: Buffer;
  readonly format: Format | undefined;
  readonly parts: number;
}

/**
 * Every file, cut and changed at every byte: not a draw, but all there is. Whatever a damaged file is taken for, and as what it was, it is
 * read to its end, with findings that can be shown; and where payments or entries are missing, something is said.
 * One file is held at a time, so that the most that the process ever took says what reading takes.
 * @param options.step takes every so many of them only, evenly: for a short run
 */
export async function openFormatsTarget({ only = "", step = 1 }: TargetOptions = {}): Promise<FuzzTarget> {
  const files = (await fuzzFiles()).filter((file) => file.name.includes(only));
  const firsts: number[] = [];
  let total = 0;
  for (const file of files) {
    firsts.push(total);
    total += file.sizeBytes * damages.length;
  }
  let next: number | undefined;
  let known: Known | undefined;
  const of = async (file: FuzzFile): Promise<Known> => {
    if (known?.file === file) return known;
    const bytes = file.read();
    const format = formatOf(bytes, file.own);
    known = { file, bytes, format, parts: format === undefined ? 0 : (await readWith(format, bytes)).parts };
    return known;
  };
  return {
    total: Math.ceil(total / step),
    rssBytesMax: 300_000_000,
    async round(run) {
      next ??= (run.seed - 1) * casesPerProcess("formats") * step; // the seed says where a process goes on
      const index = next;
      next += step;
      if (index >= total) {
        run.finish();
        return;
      }
      const number = firsts.findLastIndex((first) => first <= index);
      const file = files[number];
      if (file === undefined) throw new Error(`no file for case ${index}`);
      const inFile = index - (firsts[number] ?? 0);
      const at = Math.floor(inFile / damages.length), how = damages[inFile % damages.length] ?? "cut";
      const original = await of(file);
      // Files of others are not copied: name and place say it all.
      await run.judge({ kind: file.name, original: Buffer.alloc(0), mutant: { bytes: Buffer.alloc(0), how: [`${how} ${at}`] } }, () => judge(original, at, how));
    },
    async replay(crasher) {
      const file = files.find((each) => each.name === crasher.kind);
      if (file === undefined) return { outcome: "file not here" };
      const [how = "", at = ""] = (crasher.how[0] ?? "").split(" ");
      return judge(await of(file), Number(at), how as Damage); // written by a run
    },
    close: async () => undefined,
  };
}

async function judge(original: Known, at: number, how: Damage): Promise<Verdict> {
  const bytes = damaged(original.bytes, at, how);
  const taken = at < headBytes ? formatOf(bytes, original.file.own) : original.format;
  let problem: string | undefined;
  for (const format of new Set([taken, original.format])) {
    if (format === undefined) continue;
    const read = await readWith(format, bytes);
    problem ??= read.problem;
    if (format === original.format && read.parts < original.parts && !read.told && !headAsText.has(format.id) && !(how === "cut" && mayBeWhole(format.id, original.bytes, at))) {
      problem ??= `${original.parts} payments or entries are in the file, ${read.parts} were read, and nothing was said.`;
    }
  }
  return { outcome: taken === undefined ? "not known any more" : taken === original.format ? "read" : "taken for another", problem };
}
