import type { StatusReason, StatusReportHeader, TransactionStatus } from "../../domain/status-report.ts";
import type { StatusSink } from "../format.ts";
import { type Assembly, listOf, type Tell, textOf } from "./assembly.ts";
import type { Compiled, CompiledRecord } from "./compile.ts";
import type { FrameName } from "./schema.ts";
import { emptySlots, type Slots, slotsOf } from "./targets.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
const r = slotsOf("report"), i = slotsOf("item");

/** What a bank says of an order, item by item. */
export class StatusAssembly implements Assembly {
  readonly #sink: StatusSink;
  readonly #tell: Tell;
  readonly #constants: Compiled["constants"];
  #report: Slots | undefined;
  #delivered = false;
  #item: Slots | undefined;
  #any = false;

  constructor(compiled: Compiled, sink: StatusSink, tell: Tell) {
    this.#sink = sink;
    this.#tell = tell;
    this.#constants = compiled.constants;
  }

  begin(record: CompiledRecord): void {
    for (const frame of record.opens) this.open(frame);
  }

  open(frame: FrameName): void {
    this.close(frame);
    const slots = emptySlots(frame);
    for (const { target, value } of this.#constants) if (target.frame === frame) slots[target.slot] = value;
    if (frame === "report") {
      this.#report = slots;
      this.#delivered = false;
    } else this.#item = slots;
  }

  slots(frame: FrameName): Slots | undefined {
    return frame === "report" ? this.#report : this.#item;
  }

  isOpen(frame: FrameName): boolean {
    return this.slots(frame) !== undefined;
  }

  end(): void {}

  close(frame: FrameName): void {
    const item = this.#item;
    this.#item = undefined;
    if (item !== undefined) {
      this.#header();
      const status: Writable<TransactionStatus> = { status: textOf(item[i.status]) ?? "", reasons: reasonsOf(item[i.reason], item[i.text]) };
      const batch = textOf(item[i.originalBatch]), instruction = textOf(item[i.originalInstructionId]), endToEnd = textOf(item[i.originalEndToEndId]);
      if (batch !== undefined) status.originalPaymentInformationId = batch;
      if (instruction !== undefined) status.originalInstructionId = instruction;
      if (endToEnd !== undefined) status.originalEndToEndId = endToEnd;
      this.#sink.transactionStatus(status);
    }
    if (frame === "report") {
      if (this.#report !== undefined) this.#header();
      this.#report = undefined;
    }
  }

  damaged(): void {}

  finish(): void {
    this.close("report");
    if (!this.#any) this.#tell("error", "message-not-found", "There is no report in this file.", 1);
  }

  #header(): void {
    if (this.#delivered && this.#report !== undefined) return;
    this.#delivered = true;
    this.#any = true;
    this.#report ??= [];
    const v = this.#report;
    const header: Writable<StatusReportHeader> = { messageId: textOf(v[r.messageId]) ?? "", originalMessageId: textOf(v[r.originalMessageId]) ?? "", reasons: reasonsOf(undefined, v[r.text]) };
    const createdAt = textOf(v[r.createdAt]), name = textOf(v[r.originalMessageName]), status = textOf(v[r.status]);
    if (createdAt !== undefined) header.createdAt = createdAt;
    if (name !== undefined) header.originalMessageName = name;
    if (status !== undefined) header.groupStatus = status;
    this.#sink.header(header);
  }
}

function reasonsOf(code: unknown, text: unknown): StatusReason[] {
  const texts = listOf(text);
  if (code === undefined && texts.length === 0) return [];
  return [typeof code === "string" ? { code, text: texts } : { text: texts }];
}
