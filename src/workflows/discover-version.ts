import { isAppError } from "../domain/errors.ts";
import { hev, protocolVersions } from "../ebics/index.ts";
import { profileOf } from "./bank-profile.ts";
import type { NewConnection } from "./connect-bank.ts";
import type { WorkflowContext } from "./context.ts";
import type { ProtocolVersion } from "./ports/connections.ts";

/** Which version of EBICS to use with a bank, and who says so. */
export interface DiscoveredVersion {
  readonly protocol: ProtocolVersion;
  /** `bank`: asked just now (HEV); `profile`: the bank did not answer. */
  readonly saidBy: "bank" | "profile";
}

/**
 * The newest version that both know. The bank is asked; where it cannot be reached or does not know the question, the profile says it.
 * The answer is unsigned: it can only choose among versions that are all safe here.
 */
export async function discoverVersion(context: WorkflowContext, wanted: Pick<NewConnection, "bankProfile" | "hostId" | "channel">): Promise<DiscoveredVersion> {
  const profile = profileOf(context.tools.banks, wanted.bankProfile);
  const offered = await askedVersions(context, wanted);
  const newest = protocolVersions.findLast((version) => offered.includes(version));
  return newest === undefined ? { protocol: newestOf(profile.protocols), saidBy: "profile" } : { protocol: newest, saidBy: "bank" };
}

export function newestOf(versions: readonly ProtocolVersion[]): ProtocolVersion {
  return protocolVersions.findLast((version) => versions.includes(version)) ?? "H005";
}

async function askedVersions(context: WorkflowContext, { hostId, channel: config }: Pick<NewConnection, "hostId" | "channel">): Promise<readonly string[]> {
  try {
    const channel = await context.tools.channel(config.kind).open(config, {});
    try {
      const question = hev(hostId);
      const asked = await question.next();
      const answered = asked.done === true ? asked : await question.next(await channel.exchange(asked.value.bytes));
      return answered.done === true && answered.value.kind === "ok" ? answered.value.value.versions.map((one) => one.protocolVersion) : [];
    } finally {
      await channel.close();
    }
  } catch (error) {
    if (isAppError(error, "channel") || isAppError(error, "ebics")) return []; // the set-up can go on without the answer
    throw error;
  }
}
