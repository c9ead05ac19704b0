import { type OrderState, orderStates } from "../../domain/order-life.ts";

/** The list is looked at by what is to be done next. */
export interface StateGroup {
  readonly id: "all" | "prepare" | "sign" | "send" | "bank" | "answered";
  readonly title: string;
  readonly shortTitle: string;
  readonly states: readonly OrderState[];
  /** Of an empty list: what would fill it, and which key does it. */
  readonly empty: string;
}

export const stateGroups: readonly StateGroup[] = [
  { id: "all", title: "all", shortTitle: "all", states: orderStates, empty: "No orders yet. Esc, then i imports a file and n enters a payment." },
  { id: "prepare", title: "to prepare", shortTitle: "prepare", states: ["draft"], empty: "Nothing is half done. Esc, then i imports a file and n enters a payment." },
  { id: "sign", title: "to sign", shortTitle: "sign", states: ["checked", "partly-signed"], empty: "Nothing waits for a signature. 1 shows all orders." },
  { id: "send", title: "to send", shortTitle: "send", states: ["signed", "queued"], empty: "Nothing waits to be sent. 1 shows all orders." },
  { id: "bank", title: "at the bank", shortTitle: "bank", states: ["sending", "unanswered", "delivered", "waiting-at-bank"], empty: "Nothing is on its way. 1 shows all orders." },
  { id: "answered", title: "answered", shortTitle: "answered", states: ["accepted", "partly-accepted", "refused", "booked", "cancelled"], empty: "The bank has answered nothing yet. 1 shows all orders." },
];

const all: StateGroup = stateGroups[0] ?? { id: "all", title: "all", shortTitle: "all", states: orderStates, empty: "" };

/** The group that shows these states, the smallest that holds them all. */
export function groupFor(states: readonly OrderState[] | undefined): StateGroup {
  if (states === undefined) return all;
  return stateGroups.filter((group) => states.every((state) => group.states.includes(state))).sort((a, b) => a.states.length - b.states.length)[0] ?? all;
}

export function groupById(id: StateGroup["id"]): StateGroup {
  return stateGroups.find((group) => group.id === id) ?? all;
}
