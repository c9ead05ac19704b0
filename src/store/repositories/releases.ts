import { sql } from "kysely";
import type { ReleaseTokenId } from "../../domain/ids.ts";
import type { ReleaseChallenge, ReleaseRepository, ReleaseToken } from "../../workflows/ports/one-time-password.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { byMaking } from "../by-making.ts";

export class SqlReleases implements ReleaseRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  /** In the order in which they were made. */
  tokens(): Promise<readonly ReleaseToken[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("release_tokens").select("body").orderBy(byMaking).execute()).map((row) => fromBody<ReleaseToken>(row.body)));
  }

  token(id: ReleaseTokenId): Promise<ReleaseToken | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("release_tokens").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<ReleaseToken>(row.body);
    });
  }

  putToken(token: ReleaseToken): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { body: toBody(token) };
      await db.insertInto("release_tokens").values({ id: token.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  challenge(id: string): Promise<ReleaseChallenge | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("release_challenges").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<ReleaseChallenge>(row.body);
    });
  }

  challenges(tokenId: ReleaseTokenId, limit: number): Promise<readonly ReleaseChallenge[]> {
    return this.#access.read(async ({ db }) =>
      (await db.selectFrom("release_challenges").select("body").where("token_id", "=", tokenId).orderBy(sql`rowid`, "desc").limit(limit).execute()).map((row) => fromBody<ReleaseChallenge>(row.body)),
    );
  }

  putChallenge(challenge: ReleaseChallenge): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { body: toBody(challenge) };
      await db.insertInto("release_challenges").values({ id: challenge.id, token_id: challenge.tokenId, at: challenge.at, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }
}
