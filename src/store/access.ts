import { AsyncLocalStorage } from "node:async_hooks";
import { assert } from "../domain/errors.ts";
import type { Handle } from "./handle.ts";
import { aloneWithFile } from "./alone-with-file.ts";
import { Gate, Lock } from "./lock.ts";
import { patiently } from "./patience.ts";
import { storeError } from "./store-error.ts";

/** How a repository reaches the file: the same code runs inside and outside a transaction. */
export interface Access {
  readonly inTransaction: boolean;
  read<T>(work: (handle: Handle) => T | Promise<T>): Promise<T>;
  /** All or nothing; writes of one store come one after the other. */
  write<T>(work: (handle: Handle) => T | Promise<T>): Promise<T>;
  /** Opens a transaction, or uses the one that is open. */
  within<T>(work: (access: Access) => Promise<T>): Promise<T>;
}

/**
 * Outside a transaction. Reads go to a handle of their own, which sees what is committed and never waits for a running import;
 * each write is a transaction.
 */
export class OuterAccess implements Access {
  readonly inTransaction = false;
  #reader: Handle;
  readonly #writer: Handle;
  readonly #openReader: (dataKey: Uint8Array) => Handle;
  readonly #writes = new Lock();
  readonly #reads = new Gate();
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  #closed = false;

  /** Owns the writer. @param openReader with the key of the file as it is then */
  constructor(writer: Handle, dataKey: Uint8Array, openReader: (dataKey: Uint8Array) => Handle) {
    this.#writer = writer;
    this.#openReader = openReader;
    this.#reader = openReader(dataKey);
  }

  /** Also from inside a transaction of this store, say by a screen that its progress woke up: what is committed is seen. */
  read<T>(work: (handle: Handle) => T | Promise<T>): Promise<T> {
    return this.#reads.pass(async () => {
      this.#checkOpen();
      return await work(this.#reader);
    });
  }

  write<T>(work: (handle: Handle) => T | Promise<T>): Promise<T> {
    return this.within(async () => await work(this.#writer));
  }

  async within<T>(work: (access: Access) => Promise<T>): Promise<T> {
    this.#checkOutside();
    return await this.#writes.run(() => this.#transact(work));
  }

  /**
   * Does `work` in a transaction and then encrypts the whole file with another key, with nobody else having it open in between.
   * The old key opens nothing any more afterwards.
   * @throws AppError store/`in-use` when somebody else has the store open; nothing has changed then
   */
  async rekey(oldKey: Uint8Array, newKey: Uint8Array, work: (access: Access) => Promise<void>): Promise<void> {
    this.#checkOutside();
    await this.#writes.run(() =>
      this.#reads.alone(async () => {
        this.#checkOpen();
        this.#reader.close();
        let key: Uint8Array | undefined = oldKey;
        try {
          await aloneWithFile(this.#writer, async () => {
            await this.#transact(work);
            key = undefined;
            this.#writer.rekey(newKey);
            key = newKey;
          });
        } finally {
          // When it broke in the middle, opening anew finds out which key the file has; nothing is done with it until then.
          if (key === undefined) this.#closeHandles();
          else this.#reader = this.#openReader(key);
        }
      }),
    );
  }

  /** Waits for what is running, then closes both handles; once. */
  async close(): Promise<void> {
    await this.#writes.run(() =>
      this.#reads.alone(async () => {
        if (!this.#closed) this.#closeHandles();
      }),
    );
  }

  #closeHandles(): void {
    this.#closed = true;
    this.#reader.close();
    this.#writer.close();
  }

  async #transact<T>(work: (access: Access) => Promise<T>): Promise<T> {
    this.#checkOpen();
    const token = { open: true };
    const inner = new InnerAccess(this.#writer);
    await patiently(() => this.#writer.exec("BEGIN IMMEDIATE"));
    try {
      const result = await this.#inside.run(token, () => work(inner));
      inner.end();
      if (!this.#writer.inTransaction) throw storeError("failed", { message: "The disk gave up in the middle of the work." });
      this.#writer.commit();
      return result;
    } catch (error) {
      inner.end();
      if (this.#writer.inTransaction) this.#writer.exec("ROLLBACK");
      throw error;
    } finally {
      token.open = false;
    }
  }

  /** A write through the outer store would wait for the transaction that waits for it. */
  #checkOutside(): void {
    assert(this.#inside.getStore()?.open !== true, "inside a transaction only the store that was handed to it writes");
    this.#checkOpen();
  }

  #checkOpen(): void {
    if (this.#closed) throw storeError("failed", { message: "The customer's store is already closed.", context: { closed: true } });
  }
}

/** Inside a transaction: reads see what it wrote; each write is a savepoint, so one that fails leaves nothing behind even if the transaction goes on. */
class InnerAccess implements Access {
  readonly inTransaction = true;
  readonly #handle: Handle;
  readonly #lock = new Lock();
  #open = true;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  async read<T>(work: (handle: Handle) => T | Promise<T>): Promise<T> {
    this.#checkOpen();
    return await work(this.#handle);
  }

  write<T>(work: (handle: Handle) => T | Promise<T>): Promise<T> {
    return this.#lock.run(async () => {
      this.#checkOpen();
      this.#handle.exec("SAVEPOINT step");
      try {
        const result = await work(this.#handle);
        this.#handle.exec("RELEASE step");
        return result;
      } catch (error) {
        // After a full disk SQLite may have rolled everything back itself; then there is no savepoint left.
        if (this.#handle.inTransaction) this.#handle.exec("ROLLBACK TO step; RELEASE step");
        throw error;
      }
    });
  }

  within<T>(work: (access: Access) => Promise<T>): Promise<T> {
    return work(this);
  }

  end(): void {
    this.#open = false;
  }

  #checkOpen(): void {
    assert(this.#open, "a store handed to a transaction is not used after it");
    if (!this.#handle.inTransaction) throw storeError("failed", { message: "The disk gave up in the middle of the work." });
  }
}
