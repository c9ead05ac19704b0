import path from "node:path";
import { describe, expect, test } from "vitest";
import { haveSamples } from "../../support/iso20022-schema.ts";
import { type Comparison, compareWithAnswer } from "./answers.ts";
import { deviationsOf, type FolderRun, names, reportOf } from "./report.ts";
import { filesOf, foldersOfSamples, surveyFile } from "./survey.ts";

/** Every file there is in ../shared/samples, against the answers beside it. */
describe.skipIf(!haveSamples)("every sample file (../shared/samples)", async () => {
  const runs: FolderRun[] = [];
  if (haveSamples) {
    for (const folder of foldersOfSamples()) {
      const names = filesOf(folder);
      const files = await Promise.all(names.map((file) => surveyFile(folder, file)));
      const comparisons = (await Promise.all(names.map((file) => compareWithAnswer(folder, file)))).filter((each): each is Comparison => each !== undefined);
      runs.push({ folder, files, comparisons, deviations: deviationsOf(folder) });
    }
  }

  test("there are hundreds, and answers for many", () => {
    expect(runs.flatMap((run) => run.files).length).toBeGreaterThan(400);
    expect(runs.flatMap((run) => run.comparisons).length).toBeGreaterThan(80);
  });

  test.each(runs.map((run) => [run.folder, run] as const))("%s: each entry is as the answer has it, or the deviation is explained", (_, { comparisons, deviations }) => {
    const differing = comparisons.filter(({ file, theirs, ours }) => theirs.join("\n") !== ours.join("\n") && !deviations.some((deviation) => names(deviation, file)));
    expect(differing.map(({ file, theirs, ours }) => ({ file, theirs: theirs.filter((line) => !ours.includes(line)), ours: ours.filter((line) => !theirs.includes(line)) }))).toEqual([]);
  });

  test.each(runs.map((run) => [run.folder, run] as const))("%s: a file of which nothing is read is explained by a finding", (_, { files }) => {
    for (const file of files) if (file.held === 0 && file.format !== undefined) expect(file.findings, file.file).toBeGreaterThan(0);
  });

  test("every deviation names a file that there is", () => {
    for (const { folder, deviations } of runs) {
      for (const deviation of deviations) {
        for (const pattern of deviation.file.split(", ")) {
          expect([...filesOf(folder), ...answerNames(folder)].some((file) => names({ ...deviation, file: pattern }, file)), `${folder}: ${pattern}`).toBe(true);
        }
      }
    }
  });

  test("docs/format-conformance.md is what it comes to", async () => {
    await expect(reportOf(runs)).toMatchFileSnapshot(path.resolve(import.meta.dirname, "../../../docs/format-conformance.md"));
  });
});

/** Deviations may also be about an answer. */
function answerNames(folder: string): readonly string[] {
  return ["expected.json", ...filesOf(folder).map((file) => `${file}.expected.json`), ...(folder === "hu-bank" ? ["KH_DO_cp852.HUF.expected.json"] : []), ...(folder === "sap-multicash" ? ["basic-yy/expected.json"] : [])];
}
