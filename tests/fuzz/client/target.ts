import { AppError } from "../../../src/domain/errors.ts";
import type { AuthenticationKey } from "../../../src/ebics/index.ts";
import { Dice } from "../support/dice.ts";
import type { FuzzRun, FuzzTarget, Verdict } from "../support/fuzz-run.ts";
import { type Mutant, mutate } from "../support/mutate.ts";
import { signedAnew, signedContent } from "../support/oracle.ts";
import { type Transcript, outcomeText, recordTranscripts } from "./transcripts.ts";

/**
 * Somebody in the middle of the other direction: the client holds conversations that were held before, and one of the answers is a mutant.
 * A signed answer that was changed must be refused, or be the very same to the client. One case in four is a bank that has gone mad and signs what it says.
 */
export async function openClientTarget(): Promise<FuzzTarget> {
  const { transcripts, bankKey } = await recordTranscripts();
  const heard = transcripts.flatMap(({ answers }) => answers.map((bytes) => Buffer.from(bytes).toString("utf8")));
  let rounds = 0;
  return {
    round: (run) => oneCase(run, new Dice(run.seed * 65_537 + ++rounds), transcripts, heard, bankKey),
    async replay(crasher) {
      const [, title, at = "1"] = /^(.*) answer (\d+)/.exec(crasher.kind) ?? [];
      const transcript = transcripts.find((one) => one.title === title);
      if (transcript === undefined) throw new Error(`no conversation ${crasher.kind}`);
      return hear(transcript, Number(at) - 1, Buffer.from(crasher.mutant, "base64"), transcript.isSigned, heard);
    },
    close: async () => undefined,
  };
}

async function oneCase(run: FuzzRun, dice: Dice, transcripts: readonly Transcript[], heard: readonly string[], bankKey: AuthenticationKey): Promise<void> {
  const transcript = dice.pick(transcripts);
  const at = dice.below(transcript.answers.length);
  const original = transcript.answers[at] ?? new Uint8Array();
  const isMad = transcript.isSigned && dice.oneIn(4);
  const mutant = isMad ? await mad(original, dice, heard, bankKey) : mutate(original, dice, heard);
  if (mutant === undefined || mutant.bytes.equals(original)) return;
  const kind = `${transcript.title} answer ${at + 1} of ${transcript.answers.length}${isMad ? ", signed anew" : ""}`;
  await run.judge({ kind, original, mutant }, () => hear(transcript, at, mutant.bytes, transcript.isSigned && !isMad, heard));
}

async function mad(original: Uint8Array, dice: Dice, heard: readonly string[], bankKey: AuthenticationKey): Promise<Mutant | undefined> {
  const mutant = mutate(original, dice, heard, true);
  const bytes = await signedAnew(mutant.bytes, bankKey);
  return bytes === undefined ? undefined : { bytes: Buffer.from(bytes), how: [...mutant.how, "signed anew"] };
}

/** The conversation with the mutant in one place. @param isStrict what is believed must be what the bank said */
async function hear(transcript: Transcript, at: number, mutant: Uint8Array, isStrict: boolean, heard: readonly string[]): Promise<Verdict> {
  const exchange = await transcript.start();
  let next = await exchange.next();
  for (let i = 0; next.done !== true; i++) {
    const answer = i === at ? mutant : transcript.answers[i];
    if (answer === undefined) return { outcome: "goes on", problem: isStrict ? "The client asks for more than the genuine conversation had." : undefined };
    try {
      next = await exchange.next(answer);
    } catch (error) {
      if (!(error instanceof AppError) || error.area !== "ebics") throw error;
      // Order data carry no signature of the transport: damage to them shows when all are there.
      return { outcome: error.code, problem: i > at && isStrict && error.code !== "undecryptable-answer" ? `A genuine answer after it was refused: ${error.message}` : undefined };
    }
  }
  const outcome = next.value.kind;
  if (!isStrict || outcomeText(next.value) === transcript.outcome) return { outcome };
  // An answer names no request: another genuine one, whole, is told apart by TLS alone.
  if (heard.some((one) => signedContent(Buffer.from(one)) === signedContent(mutant))) return { outcome: `${outcome}, of another conversation` };
  return { outcome, problem: `The client believed something that the bank did not say: ${outcomeText(next.value).slice(0, 1_000)} instead of ${transcript.outcome.slice(0, 1_000)}` };
}
