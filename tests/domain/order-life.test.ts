import { describe, expect, it } from "vitest";
import { nextOrderState, type OrderEvent, type OrderState, orderLife, orderStates, orderStateTitle, statesAtBank } from "../../src/domain/order-life.ts";

const edges = orderStates.flatMap((from) => Object.entries(orderLife[from]).map(([event, to]) => ({ from, event: event as OrderEvent, to: to as OrderState })));
const reachable = (from: OrderState, without: (edge: (typeof edges)[number]) => boolean = () => false): Set<OrderState> => {
  const reached = new Set<OrderState>([from]);
  for (let before = 0; before !== reached.size; ) {
    before = reached.size;
    for (const edge of edges) if (reached.has(edge.from) && !without(edge)) reached.add(edge.to);
  }
  return reached;
};

describe("the life of an order", () => {
  it("reaches every state from a draft", () => expect([...reachable("draft")].sort()).toEqual([...orderStates].sort()));

  it("ends for good where it ends", () => {
    expect(orderStates.filter((state) => Object.keys(orderLife[state]).length === 0)).toEqual(["refused", "booked", "cancelled"]);
  });
  it("can come to an end from everywhere", () => {
    for (const state of orderStates) expect([...reachable(state)].some((s) => ["refused", "booked", "cancelled"].includes(s)), state).toBe(true);
  });

  it("passes the point of no return only by sending", () => {
    const entries = edges.filter((edge) => !statesAtBank.has(edge.from) && statesAtBank.has(edge.to));
    expect(entries).toEqual([{ from: "queued", event: "start-sending", to: "sending" }]);
  });
  it("comes back from the bank only when it is certain that the bank has nothing of it", () => {
    const exits = edges.filter((edge) => statesAtBank.has(edge.from) && !statesAtBank.has(edge.to));
    expect(new Set(exits.map((edge) => edge.event))).toEqual(new Set(["not-sent", "prove-absent", "prove-absent-for-others", "refuse"]));
  });
  it("is never sent again from 'never heard back' without proof", () => {
    expect([...reachable("unanswered", (edge) => edge.event.startsWith("prove-absent"))]).not.toContain("sending");
    expect(Object.keys(orderLife.unanswered).sort()).toEqual(["deliver", "prove-absent", "prove-absent-for-others", "refuse"]);
  });
  it("delivered orders are never sent, edited or cancelled", () => {
    for (const state of ["delivered", "waiting-at-bank", "accepted", "partly-accepted"] as const) {
      const later = reachable(state);
      for (const no of ["draft", "queued", "sending", "cancelled", "unanswered"] as const) expect(later.has(no), `${state} -> ${no}`).toBe(false);
    }
  });
  it("is sent only when signed, or partly signed for others to sign at the bank, and changing it voids the signatures", () => {
    expect(edges.filter((edge) => edge.to === "queued").map((edge) => `${edge.from} ${edge.event}`).sort()).toEqual(["partly-signed queue-for-others", "sending not-sent", "signed queue"]);
    expect([...reachable("draft", (edge) => edge.event === "sign-last" || edge.event === "queue-for-others")]).not.toContain("queued");
    expect([...reachable("draft", (edge) => edge.event === "sign-last" || edge.event === "sign")]).not.toContain("queued"); // never without any signature
    for (const edge of edges) if (edge.event === "edit") expect(edge.to).toBe("draft");
  });
  it("has a title for every state, and no two alike", () => {
    expect(new Set(orderStates.map((state) => orderStateTitle[state])).size).toBe(orderStates.length);
  });
});

describe("a step", () => {
  it("follows the table, and what is not in it is refused in words", () => {
    const events = [...new Set(edges.map((edge) => edge.event))];
    for (const state of orderStates) {
      for (const event of events) {
        const next = orderLife[state][event];
        if (next !== undefined) expect(nextOrderState(state, event)).toBe(next);
        else expect(() => nextOrderState(state, event)).toThrow(expect.objectContaining({ area: "workflow", code: "impossible-transition", context: { state, event } }));
      }
    }
    expect(() => nextOrderState("unanswered", "start-sending")).toThrow("An order that is never heard back cannot be sent.");
  });
});
