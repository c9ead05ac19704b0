import { AppError } from "../../domain/errors.ts";
import type { Language } from "../../domain/money.ts";
import type { ContextOf } from "../routes.ts";
import type { FormAnswer, FormProblems } from "../widgets/form-fields.ts";
import type { LoginAction, LoginModel } from "./model.ts";

export type LoginContext = ContextOf<"login", LoginModel, LoginAction>;

/** Checks name and passphrase and opens the cockpit. What is wrong is said in the form, which stays. */
export async function logIn(screen: LoginContext, { texts, secrets }: FormAnswer): Promise<FormProblems | undefined> {
  const { passphrase } = secrets;
  if (passphrase === undefined) return { passphrase: "Type your passphrase." };
  try {
    await screen.params?.loading;
    await screen.session.setOperator(await screen.session.install.login(texts.name ?? "", passphrase));
    screen.shell.reset("cockpit");
    return undefined;
  } catch (error) {
    return toldInForm(screen, error);
  } finally {
    passphrase.wipe();
  }
}

/** Makes the first operator, opens the cockpit, and over it the form for the first customer. */
export async function createFirstOperator(screen: LoginContext, { texts, secrets }: FormAnswer): Promise<FormProblems | undefined> {
  const { passphrase } = secrets;
  if (passphrase === undefined) return { passphrase: "Choose a passphrase." };
  try {
    const language: Language = texts.language === "hu" || texts.language === "de" ? texts.language : "en";
    await screen.session.setOperator(await screen.session.install.createOperator({ name: texts.name ?? "", language, passphrase }));
    screen.shell.reset("cockpit");
    screen.shell.push("new-customer");
    return undefined;
  } catch (error) {
    return toldInForm(screen, error);
  } finally {
    passphrase.wipe();
  }
}

/** What the operator can mend by typing again belongs into the form, the next step below it; the rest is thrown on. */
function toldInForm({ shell }: LoginContext, error: unknown): FormProblems {
  if (!(error instanceof AppError) || (error.area !== "rights" && error.area !== "input")) throw error;
  if (error.next !== undefined) shell.notice(error.next, "warning");
  return { "": error.message };
}
