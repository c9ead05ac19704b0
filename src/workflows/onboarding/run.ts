import { AppError, assert } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import { createConnection, createSubscriber } from "../connect-bank.ts";
import type { WorkflowContext } from "../context.ts";
import { sendKeys } from "../keys/send-keys.ts";
import type { Connection } from "../ports/connections.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { SigningDeviceConfig } from "../ports/signing-device.ts";
import { CardTurns, cardOfRow, pinOfCard } from "./card-of-row.ts";
import type { OnboardingRow } from "./columns.ts";
import type { CustomerDesk, PinSource } from "./desk.ts";
import type { OnboardingPlan, PlannedRow } from "./plan.ts";
import { stageOf } from "./queue.ts";
import { roadsOf } from "../roads/take-road.ts";

/** How a row came out. */
export interface RowResult {
  readonly row: OnboardingRow;
  /** `sent`: this run brought the keys to the bank. `there`: they were sent before. `failed`, and `stopped`: run the file again. */
  readonly kind: "sent" | "there" | "failed" | "stopped";
  readonly stage: ReturnType<typeof stageOf>["stage"] | undefined;
  /** One or two sentences. */
  readonly text: string;
}

export interface OnboardingRun {
  /** How the run is called in the letter queue: the file's name, or what the operator says. */
  readonly name: string;
  readonly pins: PinSource;
  /** Users worked on at once: making keys takes processors, sending takes waiting. Default 4. */
  readonly atOnce?: number | undefined;
  /** After each row. */
  readonly onRow?: ((result: RowResult, done: number, of: number) => void) | undefined;
  /** What is begun is finished; nothing more is begun. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Brings every row of a plan without errors to the bank: customer, connection, keys, INI, HIA. Where each row stands is in its customer's store, so
 * a run that was stopped or killed goes on where it was when the same file is run again, and what was sent is not sent again.
 * @returns in the order of the file
 */
export async function runOnboarding(desk: CustomerDesk, plan: OnboardingPlan, run: OnboardingRun): Promise<readonly RowResult[]> {
  const results = new Map<PlannedRow, RowResult>();
  const tell = (planned: PlannedRow, result: RowResult): void => {
    results.set(planned, result);
    run.onRow?.(result, results.size, plan.rows.length);
  };
  const connected = await connectAll(desk, plan, run, tell);
  const waiting = [...connected];
  const running: Running = { ...run, cards: new CardTurns() };
  const broken: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (run.signal?.aborted === true || broken.length > 0) return;
      const [planned, place] = next;
      try {
        tell(planned, await rowResult(planned.row, () => bringUser(desk, planned.row, place, planned.subscriber, running)));
      } catch (error) {
        broken.push(error); // no error of a row: the others finish what they began, and nothing more is begun
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, run.atOnce ?? 4) }, worker));
  if (broken.length > 0) throw broken[0];
  return plan.rows.map((planned) => results.get(planned) ?? { row: planned.row, kind: "stopped", stage: undefined, text: "Not begun: the run was stopped. Run the file again." });
}

interface Running extends OnboardingRun {
  readonly cards: CardTurns;
}
interface Place {
  readonly context: WorkflowContext;
  readonly connection: Connection;
}

/** Customers and connections first, one after the other: several rows share them. */
async function connectAll(desk: CustomerDesk, plan: OnboardingPlan, run: OnboardingRun, tell: (planned: PlannedRow, result: RowResult) => void): Promise<ReadonlyMap<PlannedRow, Place>> {
  const made = new Map<string, WorkflowContext>();
  const places = new Map<PlannedRow, Place>();
  for (const planned of plan.rows) {
    if (run.signal?.aborted === true) break;
    const { row } = planned;
    const failed = await rowProblem(row, async () => {
      const context = planned.context ?? made.get(row.customer) ?? (await createCustomer(desk, row));
      made.set(row.customer, context);
      places.set(planned, { context, connection: planned.connection ?? (await connectionOf(context, planned)) });
    });
    if (failed !== undefined) tell(planned, failed);
  }
  return places;
}

function createCustomer(desk: CustomerDesk, row: OnboardingRow): Promise<WorkflowContext> {
  assert(row.customerName !== undefined, "a plan without errors names the customers that are to be made");
  return desk.create({
    name: row.customerName, shortName: row.customer, code: row.customerCode ?? row.customer, colour: row.colour, language: row.language ?? "en", confirmAbove: [],
  });
}

async function connectionOf(context: WorkflowContext, { row, caPem }: PlannedRow): Promise<Connection> {
  const found = (await context.store.connections.all()).find((one) => one.hostId === row.hostId && one.partnerId === row.partnerId && roadsOf(one).some((road) => road.url === row.url));
  return found ?? (await createConnection(context, {
    title: row.bank, bankProfile: row.profile, hostId: row.hostId, partnerId: row.partnerId, protocol: row.protocol,
    channel: { kind: "internet", url: row.url, pinnedCaPem: caPem, pinnedCertificateSha256: row.certificateSha256?.replace(/[\s:]/g, "").toLowerCase() },
  }));
}

async function bringUser(desk: CustomerDesk, row: OnboardingRow, { context, connection }: Place, known: Subscriber | undefined, run: Running): Promise<{ readonly kind: "sent" | "there"; readonly subscriber: Subscriber }> {
  const subscriber = known ?? (await makeUser(desk, row, context, connection, run));
  if (subscriber.state !== "new" && subscriber.state !== "ini-sent" && subscriber.state !== "hia-sent") return { kind: "there", subscriber };
  return { kind: "sent", subscriber: await sendKeys(context, subscriber.id) };
}

async function makeUser(desk: CustomerDesk, row: OnboardingRow, context: WorkflowContext, connection: Connection, run: Running): Promise<Subscriber> {
  const make = (device: SigningDeviceConfig, pin: Secret): Promise<Subscriber> =>
    createSubscriber(context, {
      connectionId: connection.id, userId: row.userId, signerName: row.signer, operatorId: row.operator === undefined ? undefined : desk.operatorNamed(row.operator),
      signatureClass: row.signatureClass, device, pin, run: run.name, adoptKey: true,
    });
  const { card } = row;
  if (card === undefined) {
    using pin = await run.pins.pinFor(row);
    return await make({ kind: "key-file", path: row.keyFile ?? `keys/${row.hostId}-${row.partnerId}-${row.userId}.p12` }, pin);
  }
  const device = await cardOfRow(context, { ...row, card });
  return run.cards.take(device, async () => {
    using pin = await pinOfCard(device, row, run.pins);
    return await make(device, pin);
  });
}

async function rowResult(row: OnboardingRow, work: () => Promise<{ readonly kind: "sent" | "there"; readonly subscriber: Subscriber }>): Promise<RowResult> {
  let result: RowResult | undefined;
  const failed = await rowProblem(row, async () => {
    const { kind, subscriber } = await work();
    const lost = subscriber.unanswered ?? [];
    const text = kind === "there" ? "Was sent before; nothing was sent again." : lost.length > 0 ? `The bank has keys of this user; its answer to ${lost.join(" and ")} was lost, so compare well when it activates them.` : "Keys made and sent; the letter is next.";
    result = { row, kind, stage: stageOf(subscriber).stage, text };
  });
  assert(failed !== undefined || result !== undefined, "a row fails or has a result");
  return failed ?? (result as RowResult); // by the assertion
}

/** What is wrong with one row does not hold up the others. */
async function rowProblem(row: OnboardingRow, work: () => Promise<void>): Promise<RowResult | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { row, kind: "failed", stage: undefined, text: [error.message, error.meaning, error.next].filter((part) => part !== undefined && part !== "").join(" ") };
  }
}
