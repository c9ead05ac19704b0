import { createElement } from "react";
import { liveCommands } from "../commands/live.ts";
import type { OpenScreen, Screen, ScreenContext, ScreenDefinition, ScreenEnvironment } from "./screen.ts";

/** Closes over a screen's model type, so that screens of all kinds fit one registry and one stack. */
export function defineScreen<Session, Routes, Id extends keyof Routes & string, Model, Action>(
  definition: ScreenDefinition<Session, Routes, Id, Model, Action>,
): Screen<Session, Routes> {
  return {
    id: definition.id,
    commands: definition.commands,
    // The shell opens a screen only with the parameters its `push` demanded for this id.
    open: (params, environment) => openScreen(definition, params as Routes[Id], environment),
  };
}

function openScreen<Session, Routes, Id extends keyof Routes & string, Model, Action>(
  definition: ScreenDefinition<Session, Routes, Id, Model, Action>,
  params: Routes[Id],
  environment: ScreenEnvironment<Session, Routes>,
): OpenScreen {
  const { session, shell, changed, failed } = environment;
  const life = new AbortController();
  let model = definition.initial(params, session);
  const dispatch = (action: Action): void => {
    if (life.signal.aborted) return;
    const next = definition.update(model, action);
    if (next === model) return;
    model = next;
    changed();
  };
  const context = (): ScreenContext<Session, Routes, Routes[Id], Model, Action> => ({
    session, shell, params, model, dispatch, current: () => model, signal: life.signal,
  });
  const attempt = (work: typeof definition.start): void => {
    if (work === undefined) return;
    const done = async (): Promise<void> => work(context());
    done().catch((error: unknown) => {
      if (!life.signal.aborted) failed(error);
    });
  };
  return {
    id: definition.id,
    title: () => definition.title(params, model, session),
    colour: () => definition.colour?.(params, model, session),
    commands: () => liveCommands(definition.commands, context(), shell.remapping),
    unsaved: () => definition.unsaved?.(model),
    render: (size) => createElement(definition.Component, { ...context(), size }),
    start: () => attempt(definition.start),
    resumed: () => attempt(definition.resumed),
    close: () => life.abort(),
  };
}
