import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { ReleaseTokenId } from "../../../domain/ids.ts";
import { instantNow } from "../../context.ts";
import type { CustomerStore } from "../../ports/customer-store.ts";
import type { ReleaseToken } from "../../ports/one-time-password.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { releaseTokenId } from "../shapes.ts";

/** A token of one-time passwords is unlocked, or counts no more because it is lost. Either weakens the second factor of a signer, so it is no one person's business. */
export interface CodeTokenAct {
  readonly kind: "code-token";
  readonly tokenId: ReleaseTokenId;
  /** For lists, as it was called. */
  readonly title: string;
  readonly to: "active" | "lost";
}

export const codeTokenAct: ActKind<CodeTokenAct> = {
  schema: z.strictObject({ kind: z.literal("code-token"), tokenId: releaseTokenId, title: z.string().min(1), to: z.enum(["active", "lost"]) }),
  doing: "unlock a token or report it lost",
  title: ({ title, to }) => `One-time passwords of the ${title}: ${to === "lost" ? "lost" : "unlocked"}`,
  async fields(store, { tokenId, to }) {
    return { before: { state: (await mustGet(store, tokenId)).state }, after: { state: to } };
  },
  async check(store, { tokenId, to }) {
    const { title, state } = await mustGet(store, tokenId);
    if (to === "active" && state !== "locked") throw new AppError("workflow", "token-not-locked", `The ${title} is not locked.`, { meaning: "Nothing was changed." });
  },
  carryOut: inStore(async (context, store, { tokenId, to }) => {
    const token = await mustGet(store, tokenId);
    await store.releases.putToken({ ...token, state: to, wrongCodes: 0 });
    const done = to === "lost" ? "reported-lost" : "unlocked";
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: `code-token.${done}`, subject: tokenId, summary: `The ${token.title} was ${done.replace("-", " ")}` });
  }),
};

async function mustGet(store: CustomerStore, id: ReleaseTokenId): Promise<ReleaseToken> {
  const token = await store.releases.token(id);
  if (token === undefined) throw new AppError("workflow", "no-such-token", "This token is not known here.", { meaning: "Nothing was changed.", next: "kontor one-time-password list shows them." });
  return token;
}
