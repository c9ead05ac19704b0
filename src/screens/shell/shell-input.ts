import { commandForKey } from "../commands/live.ts";
import type { InputEvent } from "../terminal/input-event.ts";
import type { Keyboard } from "../terminal/keyboard.ts";
import type { Desk } from "./desk.tsx";
import { lockDepth } from "./lock.ts";
import { isTooSmall } from "./room.ts";

/** These work wherever the operator is: in dialogs, and in a window too small to draw in. */
const everywhere = new Set(["shell.stop", "shell.redraw"]);

/** One event, to whom it belongs: the topmost layer's widgets, then the commands. */
export function onShellInput<Session, Routes>(event: InputEvent, desk: Desk<Session, Routes>, keyboard: Keyboard): void {
  const layer = desk.layers.top;
  const small = isTooSmall(desk.terminal);
  desk.screenLock.touched();
  if (desk.screenLock.state !== undefined) {
    // Nothing else is heard: neither the screens below nor quitting, which would end sessions with banks.
    const used = !small && keyboard.dispatch(event, lockDepth);
    if (!used && event.kind === "key" && event.name === "ctrl+l") desk.terminal.redraw();
    return;
  }
  if (!small && keyboard.dispatch(event, desk.layers.all.length)) return;
  if (event.kind === "paste") return;
  const command = commandForKey(desk.commands(), event.name);
  if (!small && layer === undefined) {
    if (command !== undefined) desk.run(command);
  } else if (command !== undefined && everywhere.has(command.id)) desk.run(command);
  else if (command?.id === "shell.quit" && (small || desk.quitting)) desk.quit();
  else if (!small && (event.name === "esc" || command?.id === "shell.quit")) layer?.cancel();
}
