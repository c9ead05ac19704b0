import { defineScreen } from "../shell/define-screen.ts";
import type { Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { initialLogin, type LoginAction, type LoginModel, updateLogin } from "./model.ts";
import { LoginView } from "./view.tsx";

/** The way in: name and passphrase; at the very first start, the first operator. */
export const login = defineScreen<WorkstationSession, Routes, "login", LoginModel, LoginAction>({
  id: "login",
  title: (_params, model) => (model.state === "first-operator" ? "First start" : "Log in"),
  initial: () => initialLogin,
  update: updateLogin,
  async start({ params, session, dispatch }) {
    await params?.loading;
    dispatch({ type: "loaded", operators: session.install.operators().map((operator) => operator.name), practice: session.practice?.title });
  },
  commands: [],
  Component: LoginView,
});
