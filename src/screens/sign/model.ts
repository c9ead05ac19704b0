import type { SigningResult } from "../../workflows/sign-orders.ts";
import type { PreparedSheet, SignGroup } from "../../workflows/signing-groups.ts";

/** How far a group is. */
export type GroupState =
  | { readonly kind: "reading" }
  | { readonly kind: "ready"; readonly prepared: PreparedSheet; /** Index into its choices. */ readonly choice: number }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "signed"; readonly prepared: PreparedSheet; readonly results: readonly SigningResult[] };

export interface SignModel {
  readonly groups: readonly { readonly group: SignGroup; readonly state: GroupState }[];
  /** The group that is looked at. */
  readonly at: number;
  /** First line of its sheet on the screen. */
  readonly top: number;
}

export type SignAction =
  | { readonly type: "groups"; readonly groups: readonly SignGroup[] }
  | { readonly type: "state"; readonly key: string; readonly state: GroupState }
  | { readonly type: "go"; readonly by: number }
  | { readonly type: "next-unsigned" }
  | { readonly type: "next-key" }
  | { readonly type: "scroll"; readonly by: number; readonly lines: number; readonly height: number };

export const initialSign: SignModel = { groups: [], at: 0, top: 0 };

export function updateSign(model: SignModel, action: SignAction): SignModel {
  switch (action.type) {
    case "groups":
      return { groups: action.groups.map((group) => ({ group, state: { kind: "reading" } })), at: 0, top: 0 };
    case "state":
      return { ...model, groups: model.groups.map((entry) => (entry.group.key === action.key ? { ...entry, state: action.state } : entry)) };
    case "go":
      return model.groups.length === 0 ? model : { ...model, at: (model.at + action.by + model.groups.length) % model.groups.length, top: 0 };
    case "next-unsigned": {
      const order = model.groups.map((_, i) => (model.at + 1 + i) % model.groups.length);
      const next = order.find((i) => model.groups[i]?.state.kind === "ready" || model.groups[i]?.state.kind === "reading");
      return next === undefined || next === model.at ? model : { ...model, at: next, top: 0 };
    }
    case "next-key":
      return { ...model, groups: model.groups.map((entry, at) => (at === model.at ? { ...entry, state: nextKey(entry.state) } : entry)) };
    case "scroll":
      return { ...model, top: Math.max(0, Math.min(action.lines - action.height, model.top + action.by)) };
  }
}

function nextKey(state: GroupState): GroupState {
  return state.kind !== "ready" || state.prepared.choices.length < 2 ? state : { ...state, choice: (state.choice + 1) % state.prepared.choices.length };
}

/** The group that is looked at. */
export function currentGroup(model: SignModel): SignModel["groups"][number] | undefined {
  return model.groups[model.at];
}

/** Why there is nothing to sign with here, as a sentence; undefined when the PIN can be asked. */
export function whyNotSign(model: SignModel): string | undefined {
  const current = currentGroup(model);
  if (current === undefined || current.state.kind === "reading") return "The orders are being read.";
  if (current.state.kind === "failed") return "These orders cannot be signed: see what is wrong with them.";
  if (current.state.kind === "signed") return "These orders have been signed. Tab shows the next.";
  const { prepared, choice } = current.state;
  const key = prepared.choices[choice];
  if (key === undefined) return `You have no signing key at ${prepared.bankTitle} for ${current.group.context.customer.profile.shortName}.`;
  const refusals = [...key.effects.values()].map((effect) => effect.refusal);
  return refusals.includes(undefined) ? undefined : refusals[0]?.message;
}
