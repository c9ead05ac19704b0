import type { Connection } from "../../workflows/ports/connections.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";

/** One step on the way to a bank. All can be left and taken up again: what was done stands in the store. */
export interface OnboardingStep {
  readonly id: "connection" | "keys" | "send-keys" | "letters" | "fetch-bank-keys" | "confirm-bank-keys" | "grants";
  readonly title: string;
  readonly state: "done" | "now" | "later";
  /** What it is for, or what came of it. */
  readonly note: string;
}

/** What the set-up knows of one connection. */
export interface OnboardingFacts {
  readonly connection: Connection | undefined;
  readonly subscribers: readonly Subscriber[];
  readonly grants: readonly { readonly json: string }[];
}

/** Where the set-up stands, step by step. With several signers the one who is least far decides. */
export function onboardingSteps({ connection, subscribers, grants }: OnboardingFacts): OnboardingStep[] {
  const made = subscribers.length > 0;
  const sent = made && subscribers.every((one) => one.state === "keys-sent" || one.state === "ready");
  const ready = subscribers.some((one) => one.state === "ready");
  const keys = connection?.bankKeys;
  const done: Readonly<Record<OnboardingStep["id"], boolean>> = {
    connection: connection !== undefined, keys: made, "send-keys": sent, letters: sent && (keys !== undefined || ready),
    "fetch-bank-keys": keys !== undefined, "confirm-bank-keys": keys?.confirmedAt !== undefined, grants: grants.length > 0,
  };
  const notes: Readonly<Record<OnboardingStep["id"], string>> = {
    connection: connection === undefined ? "what the bank's letter says: host, partner, address" : `${connection.title} · ${connection.hostId} · ${connection.partnerId}`,
    keys: made ? subscribers.map((one) => one.userId).join(", ") : "three keys for the signer, made on this machine",
    "send-keys": sent ? "the bank has them (INI, HIA)" : "INI and HIA: the public halves go to the bank",
    letters: done.letters ? "the bank has activated them" : "print, sign by hand, post to the bank",
    "fetch-bank-keys": keys === undefined ? "come once the letters are activated (HPB)" : `fetched ${keys.fetchedAt.slice(0, 10)}`,
    "confirm-bank-keys": keys?.confirmedAt === undefined ? "compare with what the bank has published" : `by ${keys.confirmedBy ?? "?"} on ${keys.confirmedAt.slice(0, 10)}`,
    grants: done.grants ? "accounts and order types taken over" : "accounts and order types (HTD)",
  };
  const titles: Readonly<Record<OnboardingStep["id"], string>> = {
    connection: "connection", keys: "signer's keys", "send-keys": "send the keys", letters: "letters", "fetch-bank-keys": "bank's keys",
    "confirm-bank-keys": "confirm the bank", grants: "grants and accounts",
  };
  const ids: readonly OnboardingStep["id"][] = ["connection", "keys", "send-keys", "letters", "fetch-bank-keys", "confirm-bank-keys", "grants"];
  // The letters are posted, not done on the screen: the next thing to try is whether the bank has activated.
  const now = ids.find((id) => !done[id] && !(id === "letters" && sent)) ?? undefined;
  return ids.map((id) => ({ id, title: titles[id], note: notes[id], state: done[id] ? "done" : id === now || (id === "letters" && sent) ? "now" : "later" }));
}

/** `4 of 7: bank's keys` for a list; `ready` when all is done. */
export function onboardingSummary(facts: OnboardingFacts): { readonly ready: boolean; readonly text: string } {
  const steps = onboardingSteps(facts);
  const waiting = steps.find((step) => step.state === "now" && step.id !== "letters") ?? steps.find((step) => step.state === "now");
  if (waiting === undefined) return { ready: true, text: "ready" };
  return { ready: false, text: `step ${steps.indexOf(waiting) + 1} of ${steps.length}: ${waiting.title}` };
}
