import { Box } from "ink";
import type { ReactNode } from "react";
import type { PropsOf } from "../routes.ts";
import type { ScreenSize } from "../shell/shell.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { Form } from "../widgets/form.tsx";
import type { Span } from "../widgets/line.tsx";
import { createFirstOperator, logIn } from "./come-in.ts";
import { firstOperatorFields, firstOperatorIntro, logInFields } from "./fields.ts";
import type { LoginAction, LoginModel } from "./model.ts";
import { HandOn, NotYet } from "./not-yet.tsx";

const widthMax = 72;

/** No frame, no picture: the first thing on the screen must cost nothing. The form's fields stand before it is known who may come in. */
export function LoginView(props: PropsOf<"login", LoginModel, LoginAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const first = model.operators.length === 0 && model.state !== "loading";
  const width = Math.min(widthMax, size.columns - 4);
  const above = headLines(model, first, width);
  if (params?.operatorComes === true) return <Waiting size={size} />;
  const fields = first ? firstOperatorFields : logInFields(model.name, model.operators);
  const top = Math.max(0, Math.floor((size.rows - above.length - fields.length * 2 - 2) / 3));
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} paddingTop={top} paddingLeft={Math.max(0, Math.floor((size.columns - width) / 2))}>
      <Lines lines={above} width={width} />
      {model.state === "loading" || model.state === "typed-early" ? <NotYet fields={fields} width={width} state={model.state} dispatch={dispatch} /> : (
        <>
          <Form
            fields={fields} first={model.field} size={{ columns: width, rows: size.rows - top - above.length }} submit={first ? "begin" : "log in"}
            onSubmit={(answer) => (first ? createFirstOperator(props, answer) : logIn(props, answer))}
            onCancel={() => shell.pop()} onError={(error) => void shell.showError(error)}
          />
          <HandOn keys={model.ahead} onDone={() => dispatch({ type: "handed-on" })} />
        </>
      )}
    </Box>
  );
}

/** Nobody is asked for anything: what takes time is told in the line above the footer. */
function Waiting({ size }: { readonly size: ScreenSize }): ReactNode {
  const width = Math.min(widthMax, size.columns - 4);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} paddingTop={Math.floor(size.rows / 3)} paddingLeft={Math.max(0, Math.floor((size.columns - width) / 2))}>
      <Lines lines={[[{ text: "K O N T O R", bold: true }, { text: "   orders, signatures and statements of many companies", dim: true }], "", "Making everything ready. The first time takes some seconds."]} width={width} />
    </Box>
  );
}

function headLines(model: LoginModel, first: boolean, width: number): (readonly Span[])[] {
  const lines: (readonly Span[])[] = [[{ text: "K O N T O R", bold: true }, { text: "   orders, signatures and statements of many companies", dim: true }], [""]];
  if (model.practice !== undefined) lines.push(...wrapText(`${model.practice}.`, width).map((line): readonly Span[] => [{ text: line, tone: "warning", bold: true }]), [""]);
  if (first) lines.push(...firstOperatorIntro.flatMap((text) => wrapText(text, width)).map((line): readonly Span[] => [line]), [""]);
  return lines;
}
