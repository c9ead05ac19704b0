import { Box } from "ink";
import type { ReactNode } from "react";
import { AppError } from "../../domain/errors.ts";
import type { PropsOf, Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { newProfileOfTexts, profileFields } from "../settings/profile-fields.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import type { FormAnswer, FormProblems } from "../widgets/form-fields.ts";
import { Form } from "../widgets/form.tsx";

const widthMax = 90;

const intro: readonly string[] = [
  "A customer is a company whose orders you handle. It gets an encrypted store of its own; only operators who were granted it can open it, you first.",
  "You administer it. Because an administrator cannot sign, signing is granted to others under Settings.",
];

function View({ size, session, shell }: PropsOf<"new-customer", undefined, never>): ReactNode {
  const width = Math.min(widthMax, size.columns - 2);
  const language = session.operator?.operator.language ?? "en";
  const lines = intro.flatMap((line) => [...wrapText(line, width)]);
  const create = async ({ texts }: FormAnswer): Promise<FormProblems | undefined> => {
    if (session.operator === undefined) return { "": "Nobody is logged in." };
    try {
      const opened = await session.operator.createCustomer(newProfileOfTexts(texts, language));
      const context = await session.contextFor(opened.id);
      shell.replace("customer", { context });
      shell.push("settings", { context });
      shell.notice(`${context.customer.profile.shortName} was created. Next: a connection to its bank (5, then n).`, "good");
      return undefined;
    } catch (error) {
      if (error instanceof AppError && (error.area === "input" || error.area === "rights")) return { "": [error.message, error.next].filter((part) => part !== undefined).join(" ") };
      throw error;
    }
  };
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} paddingLeft={1}>
      <Lines lines={["", ...lines, ""]} width={width} />
      <Form fields={profileFields(undefined, language)} size={{ columns: width, rows: size.rows - lines.length - 2 }} submit="create the customer"
        onSubmit={create} onCancel={() => shell.pop()} onError={(error) => void shell.showError(error)} />
    </Box>
  );
}

/** Makes a customer of this install. Pushed at the first start and from the cockpit. */
export const newCustomer = defineScreen<WorkstationSession, Routes, "new-customer", undefined, never>({
  id: "new-customer",
  title: () => "New customer",
  initial: () => undefined,
  update: (model) => model,
  commands: [],
  Component: View,
});
