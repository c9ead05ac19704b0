import type { BankKeyHashes } from "../../workflows/keys/trust-keys.ts";
import { type OnboardingFacts, type OnboardingStep, onboardingSteps } from "../settings/onboarding.ts";
import type { Signer } from "../../domain/signature-rules.ts";

export interface ConnectModel {
  readonly loaded: boolean;
  readonly facts: OnboardingFacts;
  readonly steps: readonly OnboardingStep[];
  readonly signers: readonly Signer[];
  /** Known once the bank's keys were fetched. */
  readonly hashes: BankKeyHashes | undefined;
  readonly cursor: number;
  /** What is being done with the bank now. */
  readonly busy: string | undefined;
  /** What came of the last step. */
  readonly outcome: { readonly text: string; readonly good: boolean } | undefined;
}

export type ConnectAction =
  | { readonly type: "loaded"; readonly facts: OnboardingFacts; readonly signers: readonly Signer[]; readonly hashes: BankKeyHashes | undefined }
  | { readonly type: "move"; readonly by: number }
  | { readonly type: "busy"; readonly text: string | undefined }
  | { readonly type: "outcome"; readonly outcome: ConnectModel["outcome"] };

const nothing: OnboardingFacts = { connection: undefined, subscribers: [], grants: [] };

export function initialConnect(): ConnectModel {
  return { loaded: false, facts: nothing, steps: onboardingSteps(nothing), signers: [], hashes: undefined, cursor: 0, busy: undefined, outcome: undefined };
}

/** Pure. When a step is done the cursor goes to the one that is next; a step that failed is tried again from where it is. */
export function updateConnect(model: ConnectModel, action: ConnectAction): ConnectModel {
  switch (action.type) {
    case "loaded": {
      const steps = onboardingSteps(action.facts);
      const now = steps.findIndex((step) => step.state === "now");
      const stays = model.loaded && steps[model.cursor]?.state === "now";
      const cursor = stays ? model.cursor : now === -1 ? steps.length - 1 : now;
      return { ...model, loaded: true, facts: action.facts, signers: action.signers, hashes: action.hashes, steps, cursor };
    }
    case "move":
      return { ...model, cursor: Math.max(0, Math.min(model.steps.length - 1, model.cursor + action.by)) };
    case "busy":
      return { ...model, busy: action.text };
    case "outcome":
      return { ...model, outcome: action.outcome };
  }
}

/** Why the step cannot be done now, as a sentence; undefined when it can. */
export function whyNotStep(model: ConnectModel, step: OnboardingStep | undefined): string | undefined {
  if (step === undefined || !model.loaded) return "The set-up is being read.";
  if (model.busy !== undefined) return "Wait until the step that is running has ended.";
  const has = (id: OnboardingStep["id"]): boolean => model.steps.find((one) => one.id === id)?.state === "done";
  switch (step.id) {
    case "connection":
      return has("connection") ? "The connection is there. Another bank is another connection: n in the list of connections." : undefined;
    case "keys":
      return has("connection") ? undefined : "Enter the connection first.";
    case "send-keys":
      if (!has("keys")) return "Make the signer's keys first.";
      return has("send-keys") ? "The bank has the keys of every signer." : undefined;
    case "letters":
      return has("keys") ? undefined : "Make the signer's keys first.";
    case "fetch-bank-keys":
      return has("send-keys") || model.facts.subscribers.some((one) => one.state === "keys-sent" || one.state === "ready") ? undefined : "Send the keys first.";
    case "confirm-bank-keys":
      if (!has("fetch-bank-keys")) return "Fetch the bank's keys first.";
      return has("confirm-bank-keys") && model.facts.subscribers.every((one) => one.state === "ready") ? "The bank's keys are confirmed." : undefined;
    case "grants":
      return model.facts.subscribers.some((one) => one.state === "ready") ? undefined : "Confirm the bank's keys first.";
  }
}
