import type { EbicsRequest } from "../../../src/ebics/index.ts";
import { type BankFixture, startBankFixture } from "../../bank/support/bank-fixture.ts";
import { Dice } from "../support/dice.ts";
import type { FuzzRun, FuzzTarget, Verdict } from "../support/fuzz-run.ts";
import { type Mutant, mutate } from "../support/mutate.ts";
import { signedAnew, signedContent } from "../support/oracle.ts";
import { type Conversation, conversations } from "./conversations.ts";

/** Codes of a bank that has not believed the signature, or has not come to it. With any other it has. */
const notBelieved = new Set(["091010", "061001", "061002", "091002", "091011", "091101"]);
/** The bank is made anew after so many rounds: its books would grow without end. */
const roundsPerBank = 400;

/**
 * Somebody in the middle: customers hold their conversations with the practice bank, and before each request gets through the bank hears mutants of it.
 * In one round of three it is a customer who has gone mad: what is changed is signed anew with their own key, and reaches deeper.
 */
export async function openBankTarget(): Promise<FuzzTarget> {
  let bank = await FuzzedBank.open();
  let rounds = 0;
  return {
    async round(run) {
      if (++rounds % roundsPerBank === 0) {
        await bank.close();
        bank = await FuzzedBank.open();
      }
      await bank.round(run, new Dice(run.seed * 65_537 + rounds));
    },
    replay: (crasher) => bank.hear(Buffer.from(crasher.original, "base64"), Buffer.from(crasher.mutant, "base64"), false),
    close: () => bank.close(),
  };
}

class FuzzedBank {
  readonly #fixture: BankFixture;
  readonly #conversations: readonly Conversation[];
  readonly #heard: string[] = [];
  readonly #warnings: string[] = [];
  /** Of the bank's books: what was looked at already. */
  readonly #ordersSeen = new Set<string>();

  static async open(): Promise<FuzzedBank> {
    const fixture = await startBankFixture({ segmentBytesMax: 1000, limits: { openUploadsMax: 1_000_000, orderBytesMax: 1_000_000, uploadBytesMax: 1_000_000 } });
    let orders = 0;
    return new FuzzedBank(fixture, await conversations(fixture, () => `F${++orders}`));
  }

  private constructor(fixture: BankFixture, all: readonly Conversation[]) {
    this.#fixture = fixture;
    this.#conversations = all;
    process.on("warning", this.#onWarning);
  }
  readonly #onWarning = (warning: Error): void => {
    if (warning.name === "PracticeBank") this.#warnings.push(warning.stack ?? warning.message);
  };

  async close(): Promise<void> {
    process.off("warning", this.#onWarning);
    await this.#fixture.close();
  }

  /** One conversation, with mutants before each of its requests. */
  async round(run: FuzzRun, dice: Dice): Promise<void> {
    const conversation = dice.pick(this.#conversations);
    const isMad = dice.oneIn(3) && conversation.isSigned;
    await conversation.prepare?.();
    let believed = false;
    const exchange = await conversation.start();
    let next = await exchange.next();
    while (next.done !== true && !run.isOver) {
      const request: EbicsRequest = next.value;
      const text = Buffer.from(request.bytes).toString("utf8");
      this.#heard.push(text);
      if (this.#heard.length > 40) this.#heard.shift();
      const mutants = 4 + dice.below(24);
      for (let i = 0; i < mutants && !run.isOver; i++) {
        const mutant = isMad ? await this.#mad(request, dice, conversation) : mutate(request.bytes, dice, this.#heard);
        if (mutant === undefined || mutant.bytes.equals(request.bytes)) continue;
        const kind = `${conversation.title} ${request.step.phase}${isMad ? ", signed anew" : ""}`;
        const verdict = await run.judge({ kind, original: request.bytes, mutant }, () => this.hear(request.bytes, mutant.bytes, isMad));
        if (!notBelieved.has(verdict.outcome)) believed = true;
      }
      const answer = await this.#fixture.bank.answer(request.bytes);
      const code = decisiveCode(answer);
      if (believed) break; // the bank is further on than this conversation
      if (code !== "000000" && code !== "090005" && code !== "011000") {
        run.keep({ kind: conversation.title, original: request.bytes, mutant: { bytes: Buffer.from(request.bytes), how: [] } }, `The genuine request was answered with ${code}.`);
        break;
      }
      next = await exchange.next(answer);
    }
    if (next.done === true && next.value.kind === "rejected") run.keep({ kind: conversation.title, original: Buffer.alloc(0), mutant: { bytes: Buffer.alloc(0), how: [] } }, `The conversation ended with ${next.value.decisive.code}.`);
    this.#booksAreRight(run);
  }

  async #mad(request: EbicsRequest, dice: Dice, conversation: Conversation): Promise<Mutant | undefined> {
    const mutant = mutate(request.bytes, dice, this.#heard, true);
    const fresh = Buffer.from(mutant.bytes.toString("utf8").replace(/(<Nonce>)[^<]*/, `$1${dice.bytes(16).toString("hex").toUpperCase()}`));
    const bytes = await signedAnew(fresh, conversation.customer.subscriberContext.authentication);
    return bytes === undefined ? undefined : { bytes: Buffer.from(bytes), how: [...mutant.how, "signed anew"] };
  }

  /** One request. @param isMad signed by the customer as it is */
  async hear(original: Uint8Array, mutant: Uint8Array, isMad: boolean): Promise<Verdict> {
    this.#warnings.length = 0;
    const answer = await this.#fixture.bank.answer(mutant);
    const outcome = decisiveCode(answer);
    if (outcome === "061099") {
      await new Promise((resolve) => setImmediate(resolve)); // warnings come a tick later
      return { outcome, problem: `061099: ${this.#warnings.join("\n")}` };
    }
    if (outcome === "none") return { outcome, problem: `no return code: ${Buffer.from(answer).toString().slice(0, 500)}` };
    if (isMad || notBelieved.has(outcome) || !Buffer.from(original).includes("AuthSignature")) return { outcome };
    const [before, after] = [signedContent(original), signedContent(mutant)];
    if (before !== undefined && before === after) return { outcome };
    // Another message that the customer once sent, whole: then it must be known as such.
    const isReplay = after !== undefined && this.#heard.some((one) => signedContent(Buffer.from(one)) === after);
    if (isReplay && (outcome !== "000000" || !Buffer.from(mutant).includes("<Nonce>"))) return { outcome };
    return { outcome, problem: isReplay ? "The bank took a message twice." : `The bank believed a changed message (${outcome}).` };
  }

  /** Every order that the bank has judged is one that a customer wrote, and none is there twice. */
  #booksAreRight(run: FuzzRun): void {
    const known = this.#ordersSeen;
    for (const order of this.#fixture.bank.admin.orders()) {
      if (order.status === "refused" || (order.messageId ?? "") === "" || known.has(`${order.messageId} ${order.orderId}`)) continue;
      const again = [...known].some((one) => one.startsWith(`${order.messageId} `));
      known.add(`${order.messageId} ${order.orderId}`);
      if (again || !/^F\d+$/.test(order.messageId ?? "")) run.keep({ kind: "the books", original: Buffer.alloc(0), mutant: { bytes: Buffer.alloc(0), how: [] } }, `The bank has an order ${order.messageId ?? ""} that nobody sent, or twice.`);
    }
  }
}

/** The code that decides: the technical one, unless it says that all is well. */
function decisiveCode(answer: Uint8Array): string {
  const codes = [...Buffer.from(answer).toString("utf8").matchAll(/ReturnCode[^>]*>(\d{6})</g)].map((match) => match[1] ?? "");
  return codes.find((code) => code !== "000000") ?? codes[0] ?? "none";
}
