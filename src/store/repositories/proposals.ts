import type { ProposalId } from "../../domain/ids.ts";
import type { Proposal, ProposalRepository } from "../../workflows/ports/proposals.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { newestMadeFirst } from "../by-making.ts";

export class SqlProposals implements ProposalRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  get(id: ProposalId): Promise<Proposal | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("proposals").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<Proposal>(row.body);
    });
  }

  put(proposal: Proposal): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { state: proposal.state, body: toBody(proposal) };
      await db.insertInto("proposals").values({ id: proposal.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  list(filter: { readonly open?: boolean | undefined; readonly limit?: number | undefined } = {}): Promise<readonly Proposal[]> {
    return this.#access.read(async ({ db }) => {
      const query = db.selectFrom("proposals").select("body").orderBy(newestMadeFirst).limit(filter.limit ?? 200);
      const rows = await (filter.open === true ? query.where("state", "=", "open") : query).execute();
      return rows.map((row) => fromBody<Proposal>(row.body));
    });
  }
}
