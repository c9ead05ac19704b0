import type { ReactNode } from "react";
import { defineScreen } from "../../../src/screens/shell/define-screen.ts";
import type { Screen, ScreenProps } from "../../../src/screens/shell/screen.ts";
import { Line } from "../../../src/screens/widgets/line.tsx";

/** Screens whose model is a list of what happened to them. */

export interface Session {
  readonly log: string[];
}
export interface Routes {
  first: undefined;
  second: { readonly name: string };
}
type Action = { readonly say: string };
type Model = readonly string[];

export const first: Screen<Session, Routes> = defineScreen<Session, Routes, "first", Model, Action>({
  id: "first",
  title: () => "First",
  initial: () => [],
  update: (model, action) => [...model, action.say],
  start: ({ dispatch }) => dispatch({ say: "started" }),
  resumed: ({ dispatch }) => dispatch({ say: "resumed" }),
  commands: [
    { id: "first.open", title: "open", keys: ["o"], run: ({ shell }) => shell.push("second", { name: "beta\u001b[31m" }) },
    { id: "first.say", title: "say", keys: ["s"], argument: "<text>", description: "Says something, or nothing where nothing was typed, so that a test can see that it was heard.", run: ({ dispatch }, text) => dispatch({ say: `said ${text ?? "nothing"}` }) },
  ],
  Component: ({ model, size }: ScreenProps<Session, Routes, undefined, Model, Action>): ReactNode => <Line spans={`first: ${model.join(", ")}`} width={size.columns} />,
});

export const second: Screen<Session, Routes> = defineScreen<Session, Routes, "second", Model, Action>({
  id: "second",
  title: ({ name }) => `Second ${name}`,
  colour: () => "magenta",
  initial: ({ name }) => [name],
  update: (model, action) => [...model, action.say],
  start: ({ session, signal, dispatch }) => {
    signal.addEventListener("abort", () => {
      session.log.push("left");
      dispatch({ say: "too late" });
    });
  },
  commands: [{ id: "second.say", title: "say here", keys: ["s"], run: ({ dispatch }) => dispatch({ say: "here" }) }],
  Component: ({ model, size }: ScreenProps<Session, Routes, Routes["second"], Model, Action>): ReactNode => <Line spans={`second: ${model.join(", ")} in ${size.columns}x${size.rows}`} width={size.columns} />,
});
