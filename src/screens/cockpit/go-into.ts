import type { InputEvent } from "../terminal/input-event.ts";
import type { CockpitCustomer } from "./model.ts";
import type { CockpitContext } from "./read-customers.ts";

/** Opens the customer's page. One that is not open yet is opened before those that wait for their turn to be read; until then Esc takes it back. */
export async function goInto({ session, shell, dispatch, current, signal }: CockpitContext, { summary, context, error }: CockpitCustomer): Promise<void> {
  if (context !== undefined) return shell.push("customer", { context });
  if (error !== undefined) return shell.showError(error);
  dispatch({ type: "want", customer: summary });
  const stillWanted = (): boolean => {
    const wanted = !signal.aborted && current().wanted?.id === summary.id;
    if (wanted) dispatch({ type: "want", customer: undefined });
    return wanted;
  };
  try {
    const opened = await session.contextFor(summary.id);
    if (stillWanted()) shell.push("customer", { context: opened });
  } catch (failure) {
    if (stillWanted()) await shell.showError(failure);
  }
}

/** What leaves the program, locks it or draws it anew works all the same. */
const heard = new Set(["ctrl+c", "ctrl+q", "ctrl+z", "ctrl+l", "f12", "up", "down", "pageup", "pagedown", "home", "end", "enter"]);

/** While a customer is being opened: what is typed ahead is meant for its page, so no command of the cockpit hears it. @returns true when used up */
export function onKeyWhileOpening(event: InputEvent, { model, shell, dispatch }: Pick<CockpitContext, "model" | "shell" | "dispatch">): boolean {
  if (event.kind === "key" && heard.has(event.name)) return false;
  if (event.kind === "key" && event.name === "esc") dispatch({ type: "want", customer: undefined });
  else shell.notice(`${model.wanted?.shortName ?? "The customer"} is still being opened. Esc stays here.`);
  return true;
}
