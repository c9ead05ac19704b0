import { createHash } from "node:crypto";
import { AppError } from "../../domain/errors.ts";
import type { ReleaseTokenId, SignerId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { answerChallenge, surroundingsOf } from "../devices.ts";
import { type Administered, administer } from "../four-eyes/administer.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Enrolment, NewReleaseToken, ReleaseToken } from "../ports/one-time-password.ts";

/** Sets up a token or telephone; it counts once `confirmCodeToken` has seen its first code. @throws AppError input/`bad-token`, `bad-number` */
export async function enrolCodeToken(context: WorkflowContext, wanted: NewReleaseToken): Promise<Enrolment> {
  await requireTokenRight(context, wanted.signerId, "set up one-time passwords");
  return context.tools.oneTimePassword.enrol(wanted, surroundingsOf(context));
}

/** Asks for the first code. @throws AppError signer/`code-not-given`, `code-void`, `code-not-sent` */
export async function confirmCodeToken(context: WorkflowContext, id: ReleaseTokenId): Promise<ReleaseToken> {
  const token = await mustGetToken(context.store, id);
  await requireTokenRight(context, token.signerId, "set up one-time passwords");
  const matter = { title: `setting up the ${token.title}`, digests: [createHash("sha256").update(`kontor token ${id}`).digest("hex")], sums: [], accounts: [] };
  await answerChallenge(context, context.tools.oneTimePassword.proof(id, surroundingsOf(context)), matter);
  return mustGetToken(context.store, id);
}

/** Two codes in a row set a token right whose counter or clock has run away. @throws AppError signer/`wrong-code`, `code-not-set-up`, `code-locked` */
export async function resynchroniseCodeToken(context: WorkflowContext, id: ReleaseTokenId, first: Secret, second: Secret): Promise<void> {
  await requireTokenRight(context, (await mustGetToken(context.store, id)).signerId, "set a token right");
  await context.tools.oneTimePassword.resynchronise(id, first, second, surroundingsOf(context));
}

/** After too many wrong codes. An administrator's business, and of two where the customer wants four eyes: a person asks who typed them. @throws AppError workflow/`token-not-locked` */
export async function unlockCodeToken(context: WorkflowContext, id: ReleaseTokenId): Promise<Administered> {
  return administer(context, { kind: "code-token", tokenId: id, title: (await mustGetToken(context.store, id)).title, to: "active" });
}

/** It counts no more, for good; the signer protects the key by another one, or takes the protection off, with their PIN. Whose business it is: as above. */
export async function loseCodeToken(context: WorkflowContext, id: ReleaseTokenId): Promise<Administered> {
  return administer(context, { kind: "code-token", tokenId: id, title: (await mustGetToken(context.store, id)).title, to: "lost" });
}

/** @throws AppError workflow/`no-such-token` */
export async function mustGetToken(store: CustomerStore, id: ReleaseTokenId): Promise<ReleaseToken> {
  const token = await store.releases.token(id);
  if (token === undefined) throw new AppError("workflow", "no-such-token", "This token is not known here.", { next: "kontor one-time-password list shows them." });
  return token;
}

/** The person whose token it is, or an administrator. */
async function requireTokenRight(context: WorkflowContext, signerId: SignerId, doing: string): Promise<void> {
  const signer = (await context.store.signers.all()).find((one) => one.id === signerId);
  if (signer?.operatorId === context.operator.id && context.rights.includes("sign")) return;
  requireRight(context, "administer", doing);
}
