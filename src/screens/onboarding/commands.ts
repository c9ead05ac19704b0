import { markLetters, printLetterQueue } from "../../workflows/onboarding/letters.ts";
import { pollAll } from "../../workflows/onboarding/poll.ts";
import type { QueueEntry } from "../../workflows/onboarding/queue.ts";
import { allCustomers } from "../all-customers.ts";
import { writeOut, writtenText } from "../lists/out-file.ts";
import type { CommandOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { chosenEntries, loadQueue, type OnboardingAction, type OnboardingContext, type OnboardingModel } from "./load.ts";
import { runFile } from "./run-file.ts";

const mine = (entries: readonly QueueEntry[]): readonly QueueEntry[] => entries.filter((one) => one.context.rights.includes("administer"));
const toPrint = (model: OnboardingModel): readonly QueueEntry[] => mine(chosenEntries(model)).filter((one) => one.stage === "made" || (model.table.marked.size > 0 && (one.stage === "printed" || one.stage === "posted")));
const toPost = (model: OnboardingModel): readonly QueueEntry[] => mine(chosenEntries(model)).filter((one) => one.stage === "printed");

export const onboardingCommands: readonly CommandOf<"onboarding", OnboardingModel, OnboardingAction>[] = [
  { id: "onboarding.run", title: "run a file", keys: ["g"], description: "Brings every user of a CSV file to their bank; run it again after a stop, it goes on.", run: runFile },
  {
    id: "onboarding.print", title: "letters", keys: ["p"], description: "All letters that wait to be printed, of the marked or shown users, in one PDF.",
    disabledReason: ({ model }) => (toPrint(model).length === 0 ? "No letter waits to be printed here. Space marks users whose letters you want once more." : undefined), run: printLetters,
  },
  {
    id: "onboarding.posted", title: "posted", keys: ["m"], description: "Notes that the printed letters of the marked or shown users were posted.",
    disabledReason: ({ model }) => (toPost(model).length === 0 ? "No printed letter waits to be posted here." : undefined), run: markPosted,
  },
  { id: "onboarding.poll", title: "ask the banks", keys: ["a"], description: "Asks every bank whom it has activated (HPB), and fetches what it grants.", run: askBanks },
  { id: "onboarding.bank-keys", title: "bank keys", keys: ["k"], description: "Banks whose keys are to be compared, each once for all its customers.", run: ({ shell }) => shell.push("bank-keys") },
  { id: "onboarding.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadQueue },
];

async function printLetters(screen: OnboardingContext): Promise<void> {
  const { session, shell } = screen;
  const entries = toPrint(screen.current());
  const document = await printLetterQueue(entries, `${entries.length}-users`);
  if (document === undefined) return;
  const path = await writeOut(session.files, document.fileName, document.bytes);
  await markLetters(entries, "printed");
  await loadQueue(screen);
  shell.notice(`${writtenText(path)}. Sign and post; then m.`, "good");
}

async function markPosted(screen: OnboardingContext): Promise<void> {
  const entries = toPost(screen.current());
  const sure = await screen.shell.confirm({ title: "Letters posted", consequence: `The letters of ${counted(entries.length, "user")} are noted as posted, today and by you.`, yes: "posted", no: "not yet" });
  if (!sure) return;
  await markLetters(entries, "posted");
  await loadQueue(screen);
}

function askBanks(screen: OnboardingContext): void {
  screen.shell.startActivity({
    title: "Ask the banks who is activated",
    async run({ progress, signal }) {
      let done = 0;
      const result = await pollAll(await allCustomers(screen.session), (customer, bank) => progress({ done: done++, total: undefined, text: `${customer} · ${bank}` }), signal);
      await loadQueue(screen);
      const problem = result.problems[0];
      screen.shell.notice(`${result.ready} ready, ${result.activated} with bank keys to compare (k), ${result.waiting} not activated yet.${problem === undefined ? "" : ` ${problem.customer}: ${problem.text}`}`, problem === undefined ? "good" : "warning");
    },
  });
}
