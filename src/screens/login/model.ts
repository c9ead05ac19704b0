/** Who may come in is known only when the session has been loaded; the form for the usual case stands from the first frame on. */
export interface LoginModel {
  readonly state: "loading" | "log-in" | "first-operator";
  /** Names of the operators of this install, once known. */
  readonly operators: readonly string[];
  /** What was typed so far: kept when the form is drawn anew. */
  readonly name: string;
  /** Something was typed already: the form must not be replaced under the fingers. */
  readonly touched: boolean;
  /** A practice bank runs inside. */
  readonly practice: string | undefined;
}

export type LoginAction =
  | { readonly type: "loaded"; readonly operators: readonly string[]; readonly practice: string | undefined }
  | { readonly type: "typed"; readonly name: string };

export const initialLogin: LoginModel = { state: "loading", operators: [], name: "", touched: false, practice: undefined };

/** Pure. An only operator's name stands there already, unless somebody was quicker. */
export function updateLogin(model: LoginModel, action: LoginAction): LoginModel {
  if (action.type === "typed") return { ...model, name: action.name, touched: true };
  const [only] = action.operators;
  return {
    ...model,
    state: action.operators.length === 0 ? "first-operator" : "log-in",
    operators: action.operators,
    practice: action.practice,
    name: !model.touched && action.operators.length === 1 && only !== undefined ? only : model.name,
  };
}

/** A form is drawn anew under another key: only while nothing has been typed into it. */
export function formKey(model: LoginModel): string {
  if (model.state === "first-operator") return "first";
  return model.touched || model.state === "loading" ? "log-in" : `log-in ${model.operators.length === 1 ? (model.operators[0] ?? "") : ""}`;
}
