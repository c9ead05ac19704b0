import { assert, isAppError } from "../../domain/errors.ts";
import {
  type Accepted, type Answer, type DownloadState, type DownloadWhat, downloadSegments, fetchSegments, type NoData, receivedDownload, type ReceivedDownload, type Rejected, type SegmentStore,
  segmentsInMemory,
} from "../../ebics/index.ts";
import { once } from "../bytes.ts";
import { instantNow, newId, type WorkflowContext } from "../context.ts";
import type { DownloadTransfer } from "../ports/transfers.ts";
import { converse, type Line, orderContext } from "./line.ts";
import { segmentsOf } from "./transfers.ts";
import type { ReceivedFile } from "./unpack.ts";

/** All that was asked for is here; the bank still holds it until `end`. */
export interface Fetched {
  readonly file: ReceivedFile;
  /** To be put into the transaction that takes the content in: after it only the receipt is missing. Undefined: small, and in memory. */
  readonly transfer: DownloadTransfer | undefined;
  /**
   * Tells the bank that it is stored for good, or that it shall keep it, and forgets what only served the fetching.
   * @param keepFile the transfer's file itself was taken in
   */
  end(positive: boolean, keepFile?: boolean): Promise<void>;
}

/** Above this a download's content goes to the store as it comes. */
const memoryBytesMax = 4 * 1024 * 1024;

/**
 * Fetches with flat memory, however much it is. More than one segment is kept durably as it comes: a cut line or a crash loses none, and the next
 * session with the same question goes on after the last one.
 */
export async function fetchDownload(context: WorkflowContext, line: Line, what: DownloadWhat): Promise<Accepted<Fetched> | Rejected | NoData> {
  const lease = context.tools.processes.begin();
  try {
    const fetching = new Fetching(context, line, what, lease.owner);
    const answer = (await fetching.goOn()) ?? (await fetching.begin());
    return answer.kind === "ok" ? { ...answer, value: await fetching.opened(answer.value) } : answer;
  } finally {
    lease.end();
  }
}

class Fetching {
  readonly #context: WorkflowContext;
  readonly #line: Line;
  readonly #what: DownloadWhat;
  readonly #owner: string;
  #transfer: DownloadTransfer | undefined;

  constructor(context: WorkflowContext, line: Line, what: DownloadWhat, owner: string) {
    this.#context = context;
    this.#line = line;
    this.#what = what;
    this.#owner = owner;
  }

  async begin(): Promise<Answer<ReceivedDownload>> {
    const answer = await converse(this.#line, downloadSegments(this.#protocolContext, this.#what, (state) => (state.segments === 1 ? Promise.resolve(segmentsInMemory()) : this.#keep(state))));
    if (answer.kind !== "ok") await this.#forget(false);
    return answer;
  }

  /** @returns undefined when there is nothing to go on with, or the bank does not know it any more */
  async goOn(): Promise<Answer<ReceivedDownload> | undefined> {
    const { store, tools } = this.#context;
    const { connection, subscriber } = this.#line;
    for (const transfer of await store.transfers.all()) {
      if (transfer.kind !== "download" || transfer.connectionId !== connection.id || transfer.subscriberId !== subscriber.id || transfer.question !== this.#question) continue;
      if (tools.processes.isAlive(transfer.owner)) continue; // another session is at it
      const segments = segmentsOf(store.transfers, transfer.id);
      this.#transfer = { ...transfer, owner: this.#owner };
      await store.transfers.put(this.#transfer);
      if (transfer.takenIn) {
        // Only the receipt was missing. Should the bank have forgotten the transaction, it offers the same data once more.
        await converse(this.#line, receivedDownload(this.#protocolContext, transfer.state, segments).receipt(true));
        await this.#forget(transfer.fileIsContent === true);
        continue;
      }
      await store.files.remove(transfer.fileId); // half written when the program ended
      const answer = await converse(this.#line, fetchSegments(this.#protocolContext, transfer.state, (await store.transfers.segmentCount(transfer.id)) + 1, segments));
      if (answer.kind === "ok") return answer;
      await this.#forget(false);
    }
    return undefined;
  }

  async opened(received: ReceivedDownload): Promise<Fetched> {
    try {
      const file = await this.#content(received);
      return { file, transfer: this.#transfer, end: (positive, keepFile = false) => this.#end(received, positive, keepFile) };
    } catch (error) {
      if (isAppError(error, "ebics")) await this.#forget(false); // what cannot be opened now cannot be opened later
      throw error;
    }
  }

  async #end(received: ReceivedDownload, positive: boolean, keepFile: boolean): Promise<void> {
    try {
      await converse(this.#line, received.receipt(positive));
    } catch (error) {
      if (!positive) await this.#forget(false); // without a positive receipt the bank keeps the data anyway
      throw error;
    }
    await this.#forget(keepFile);
  }

  /** Small content in memory, large content in the store. */
  async #content(received: ReceivedDownload): Promise<ReceivedFile> {
    const pieces = received.content();
    const head: Uint8Array[] = [];
    let headBytes = 0;
    for (let next = await pieces.next(); headBytes <= memoryBytesMax; next = await pieces.next()) {
      if (next.done === true) return inMemory(Buffer.concat(head));
      head.push(next.value);
      headBytes += next.value.length;
      if (headBytes > memoryBytesMax) break;
    }
    return this.#intoStore(received, async function* () {
      yield* head;
      yield* pieces;
    });
  }

  async #intoStore(received: ReceivedDownload, content: () => AsyncGenerator<Uint8Array>): Promise<ReceivedFile> {
    const { files } = this.#context.store;
    // One segment may hold much: it becomes durable now, so that its file has somebody to remove it after a crash.
    if (this.#transfer === undefined) await (await this.#keep(received.state)).put(1, await received.segment(1));
    const transfer = this.#transfer as DownloadTransfer | undefined; // made above
    assert(transfer !== undefined, "what is kept has a transfer");
    const at = instantNow(this.#context);
    const { sizeBytes } = await files.addGradually({ id: transfer.fileId, kind: "other", name: `download-${at}`, at, content: content() });
    return { isStored: true, sizeBytes, open: () => files.read(transfer.fileId), readAt: (offset, lengthBytes) => files.readAt(transfer.fileId, offset, lengthBytes) };
  }

  async #keep(state: DownloadState): Promise<SegmentStore> {
    const { store } = this.#context;
    this.#transfer = {
      kind: "download", id: newId<"TransferId">(this.#context), connectionId: this.#line.connection.id, subscriberId: this.#line.subscriber.id, question: this.#question,
      startedAt: instantNow(this.#context), owner: this.#owner, state, fileId: newId<"StoredFileId">(this.#context), takenIn: false,
    };
    await store.transfers.put(this.#transfer);
    return segmentsOf(store.transfers, this.#transfer.id);
  }

  async #forget(keepFile: boolean): Promise<void> {
    if (this.#transfer === undefined) return;
    if (!keepFile) await this.#context.store.files.remove(this.#transfer.fileId);
    await this.#context.store.transfers.remove(this.#transfer.id);
    this.#transfer = undefined;
  }

  get #protocolContext() {
    return orderContext(this.#context, this.#line);
  }

  get #question(): string {
    return JSON.stringify(this.#what);
  }
}

function inMemory(bytes: Uint8Array): ReceivedFile {
  return { isStored: false, sizeBytes: bytes.length, open: () => once(bytes), readAt: async (offset, lengthBytes) => bytes.subarray(offset, offset + lengthBytes) };
}
