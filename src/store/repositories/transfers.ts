import type { TransferId } from "../../domain/ids.ts";
import type { Transfer, TransferRepository } from "../../workflows/ports/transfers.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { byMaking } from "../by-making.ts";

/** Encrypted segments on their way (docs/store-format.md, "Transfers"). */
export class SqlTransfers implements TransferRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  put(transfer: Transfer): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { body: toBody(transfer) };
      await db.insertInto("transfers").values({ id: transfer.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  get(id: TransferId): Promise<Transfer | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("transfers").select("body").where("id", "=", id).executeTakeFirst();
      return row && fromBody<Transfer>(row.body);
    });
  }

  all(): Promise<readonly Transfer[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("transfers").select("body").orderBy(byMaking).execute()).map((row) => fromBody<Transfer>(row.body)));
  }

  putSegment(id: TransferId, number: number, content: Uint8Array): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.insertInto("transfer_segments").values({ transfer_id: id, number, content }).onConflict((on) => on.columns(["transfer_id", "number"]).doUpdateSet({ content })).execute();
    });
  }

  segment(id: TransferId, number: number): Promise<Uint8Array | undefined> {
    return this.#access.read(async ({ db }) =>
      (await db.selectFrom("transfer_segments").select("content").where("transfer_id", "=", id).where("number", "=", number).executeTakeFirst())?.content,
    );
  }

  segmentCount(id: TransferId): Promise<number> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("transfer_segments").select("number").where("transfer_id", "=", id).orderBy("number").execute();
      const gap = rows.findIndex((row, index) => row.number !== index + 1);
      return gap < 0 ? rows.length : gap;
    });
  }

  async remove(id: TransferId): Promise<void> {
    // Freed content is overwritten, which takes as long as writing it did: a segment at a time, so that nobody waits for the whole.
    for (let count = await this.#last(id); count > 0; count--) {
      await this.#access.write(({ db }) => db.deleteFrom("transfer_segments").where("transfer_id", "=", id).where("number", "=", count).execute());
    }
    await this.#access.write(({ db }) => db.deleteFrom("transfers").where("id", "=", id).execute());
  }

  #last(id: TransferId): Promise<number> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("transfer_segments").select((of) => of.fn.max("number").as("last")).where("transfer_id", "=", id).executeTakeFirst();
      return row?.last ?? 0;
    });
  }
}
