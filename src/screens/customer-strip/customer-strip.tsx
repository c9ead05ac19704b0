import type { ReactNode } from "react";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { DialogCustomer } from "../shell/shell.ts";
import { widthOf } from "../terminal/width.ts";
import { Line, type Span } from "../widgets/line.tsx";

/** The customer as dialogs name it. */
export function customerOf(context: Pick<WorkflowContext, "customer">): DialogCustomer {
  const { shortName, colour } = context.customer.profile;
  return { shortName, colour };
}

/** The first line of a customer's screen: whose it is, in its colour, before anything else. */
export function CustomerStrip({ context, facts, width }: { readonly context: WorkflowContext; readonly facts: readonly Span[]; readonly width: number }): ReactNode {
  return <Line spans={[...customerSpans(context), ...facts]} width={width} />;
}

/** Cells that a strip of that width has beside the customer's name. */
export function roomForFacts(context: WorkflowContext, width: number): number {
  return width - widthOf(context.customer.profile.shortName) - 3; // a blank on either side of the name in its colour, and one after it
}

/** The short name in its colour. */
function customerSpans(context: WorkflowContext): Span[] {
  const { shortName, colour } = context.customer.profile;
  return [{ text: ` ${shortName} `, tone: colour, bold: true, inverse: true }, " "];
}
