import { describe, expect, it } from "vitest";
import { orderLife, orderStates } from "../../../src/domain/order-life.ts";
import { rights } from "../../../src/domain/rights.ts";
import { type OrderAction, whyNot, whyNotAny } from "../../../src/screens/order/order-actions.ts";
import { orderMark } from "../../../src/screens/order/state-mark.ts";

const order = (state: (typeof orderStates)[number], origin: "import" | "entry" = "entry") => ({ state, origin, format: "pain.001.001.09" });
const actions: readonly OrderAction[] = ["check", "edit", "sign", "withdraw-signatures", "queue", "send", "unqueue", "cancel", "ask-bank"];

describe("what can be done with an order, and why not", () => {
  it("never offers what the order's life does not have, and always says why, as a sentence", () => {
    for (const state of orderStates) {
      for (const action of actions) {
        const reason = whyNot(action, order(state), rights);
        if (reason !== undefined) {
          expect(reason).toMatch(/^[A-Z].*\.$/);
          expect(reason.length, "fits the line above the footer").toBeLessThanOrEqual(76);
        } else expect(Object.keys(orderLife[state]).length + (state === "queued" ? 1 : 0)).toBeGreaterThan(0);
      }
    }
    expect(whyNot("sign", order("draft"), rights)).toBe("The order is draft: check it first.");
    expect(whyNot("send", order("partly-signed"), rights)).toBe("The order is partly signed: its signatures are not complete.");
    expect(whyNot("send", order("unanswered"), rights)).toBe("The order is never heard back: ask the bank first.");
    expect(whyNot("send", order("queued"), rights)).toBeUndefined();
    expect(whyNot("ask-bank", order("unanswered"), rights)).toBeUndefined();
    expect(whyNot("ask-bank", order("delivered"), rights)).toContain("no answer of it is missing");
  });

  it("asks for the right before anything else", () => {
    expect(whyNot("sign", order("checked"), ["see", "prepare"])).toBe("You have no right to sign for this customer.");
    expect(whyNot("cancel", order("booked"), ["see"])).toBe("You have no right to prepare for this customer.");
  });

  it("does not change what another program wrote", () => {
    expect(whyNot("edit", order("checked", "import"), rights)).toContain("import it again");
    expect(whyNot("edit", order("checked"), rights)).toBeUndefined();
  });

  it("takes a group when one of it can be treated", () => {
    expect(whyNotAny("sign", [], rights)).toBe("There is no order here.");
    expect(whyNotAny("sign", [order("booked"), order("checked")], rights)).toBeUndefined();
    expect(whyNotAny("sign", [order("booked")], rights)).toContain("booked");
  });

  it("gives every state a sign of its own kind and words that suffice without colour", () => {
    for (const state of orderStates) {
      const mark = orderMark(state);
      expect(mark.sign).toHaveLength(1);
      expect(mark.title).not.toBe("");
    }
  });
});
