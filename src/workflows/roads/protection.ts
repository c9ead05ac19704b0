import type { ChannelProtection } from "../ports/channel.ts";

const proofs = ["system", "authority", "key"] as const satisfies readonly ChannelProtection["proof"][];
const proofWords: Readonly<Record<ChannelProtection["proof"], string>> = { system: "any authority that this machine trusts", authority: "one pinned authority", key: "a pinned certificate or key" };

/** In what a road is weaker than another; in words, empty: in nothing. A strength in one point does not outweigh a weakness in another. */
export function weaknesses(road: ChannelProtection, than: ChannelProtection): readonly string[] {
  return [
    ...(proofs.indexOf(road.proof) < proofs.indexOf(than.proof) ? [`the bank proves itself by ${proofWords[road.proof]} instead of ${proofWords[than.proof]}`] : []),
    ...(than.tunnel && !road.tunnel ? ["TLS alone instead of TLS within SSH"] : []),
  ];
}
