import { commandForKey } from "../commands/live.ts";
import type { InputEvent } from "../terminal/input-event.ts";
import type { Keyboard } from "../terminal/keyboard.ts";
import type { Desk } from "./desk.tsx";
import { lockDepth } from "./lock.ts";
import { isTooSmall } from "./room.ts";

/** These work wherever the operator is: in dialogs, and in a window too small to draw in. */
const everywhere = new Set(["shell.stop", "shell.redraw"]);

/** What hands from vi, less and the shell reach for; taken where no field types and no widget or command has the key itself. */
const habits: Readonly<Record<string, string>> = { "ctrl+d": "pagedown", "ctrl+u": "pageup", q: "esc" };
/** These in fields, too: a field has no use for them. */
const habitsWhileTyping: Readonly<Record<string, string>> = { "ctrl+n": "down", "ctrl+p": "up" };
/** These in dialogs only: on a screen, letters are commands, and j would move on one screen and open the journal on the next. */
const habitsInDialogs: Readonly<Record<string, string>> = { j: "down", k: "up", g: "home", G: "end" };

/** One event, to whom it belongs: the topmost layer's widgets, then the commands. */
export function onShellInput<Session, Routes>(event: InputEvent, desk: Desk<Session, Routes>, keyboard: Keyboard): void {
  desk.screenLock.touched();
  if (desk.screenLock.state !== undefined) {
    // Nothing else is heard: neither the screens below nor quitting, which would end sessions with banks.
    const used = !isTooSmall(desk.terminal) && keyboard.dispatch(event, lockDepth);
    if (!used && event.kind === "key" && event.name === "ctrl+l") desk.terminal.redraw();
    return;
  }
  desk.notices.keyPressed();
  if (isTaken(event, desk, keyboard) || event.kind === "paste") return;
  const depth = desk.layers.all.length;
  const meant = habitsWhileTyping[event.name] ?? (keyboard.told(depth).typing ? undefined : (habits[event.name] ?? (depth > 0 ? habitsInDialogs[event.name] : undefined)));
  if (meant !== undefined) isTaken({ kind: "key", name: meant, text: "" }, desk, keyboard);
}

/** @returns false: nobody here knows the key */
function isTaken<Session, Routes>(event: InputEvent, desk: Desk<Session, Routes>, keyboard: Keyboard): boolean {
  const layer = desk.layers.top;
  const small = isTooSmall(desk.terminal);
  if (!small && keyboard.dispatch(event, desk.layers.all.length)) return true;
  if (event.kind === "paste") return false;
  const command = commandForKey(desk.commands(), event.name);
  if (!small && layer === undefined) {
    if (command !== undefined) desk.run(command);
  } else if (command !== undefined && everywhere.has(command.id)) desk.run(command);
  else if (command?.id === "shell.quit" && (small || desk.quitting)) desk.quit();
  else if (!small && (event.name === "esc" || command?.id === "shell.quit")) layer?.cancel();
  else return false;
  return command !== undefined || layer !== undefined;
}
