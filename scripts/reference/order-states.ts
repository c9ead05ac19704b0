import { orderLife, orderStates, orderStateTitle, statesAtBank } from "../../src/domain/order-life.ts";
import { markdownTable } from "./markdown.ts";

/** The table of transitions, as the domain has it. */
export function orderStateList(): string {
  const rows = orderStates.map((state) => {
    const steps = Object.entries(orderLife[state]).map(([event, next]) => `${event.replaceAll("-", " ")} → ${orderStateTitle[next]}`);
    return [`\`${state}\``, orderStateTitle[state], statesAtBank.has(state) ? "yes, or perhaps" : "no", steps.join("; ") || "none: the end"];
  });
  return ["What is not in the last column cannot happen. `order list --state` takes the names of the first.", "", markdownTable(["state", "shown as", "at the bank?", "steps from here"], rows)].join("\n");
}
