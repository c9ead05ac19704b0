import type { InputEvent } from "../terminal/input-event.ts";
import { outcomeOf, typeAhead } from "./typed-ahead.ts";

/** Who may come in is known only when the session has been loaded; the form for the usual case stands from the first frame on. */
export interface LoginModel {
  /** `typed-early`: something was typed that no field may show; the operator begins anew. */
  readonly state: "loading" | "typed-early" | "log-in" | "first-operator";
  /** Names of the operators of this install, once known. */
  readonly operators: readonly string[];
  /** What the form begins with, and where. */
  readonly name: string;
  readonly field: "name" | "passphrase";
  /** Typed before there was a form; shown nowhere. */
  readonly ahead: readonly InputEvent[];
  /** A practice bank runs inside. */
  readonly practice: string | undefined;
}

export type LoginAction =
  | { readonly type: "loaded"; readonly operators: readonly string[]; readonly practice: string | undefined }
  /** A key was pressed where there is no form yet. */
  | { readonly type: "typed"; readonly event: InputEvent }
  /** The form has what was typed ahead. */
  | { readonly type: "handed-on" }
  | { readonly type: "begin" };

export const initialLogin: LoginModel = { state: "loading", operators: [], name: "", field: "name", ahead: [], practice: undefined };

/** Pure. */
export function updateLogin(model: LoginModel, action: LoginAction): LoginModel {
  switch (action.type) {
    case "typed":
      return model.state === "typed-early" ? model : { ...model, ahead: typeAhead(model.ahead, action.event) };
    case "handed-on":
      return { ...model, ahead: [] };
    case "begin":
      return { ...model, state: model.operators.length === 0 ? "first-operator" : "log-in" };
    case "loaded": {
      const { operators, practice } = action;
      const known = { ...model, operators, practice };
      const outcome = outcomeOf(model.ahead, operators);
      if (outcome.kind === "dropped") return { ...known, state: "typed-early", ahead: [] };
      return updateLogin({ ...known, name: outcome.name, field: outcome.field, ahead: outcome.keys }, { type: "begin" });
    }
  }
}
