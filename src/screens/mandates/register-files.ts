import { counted } from "../../domain/counted.ts";
import { collect } from "../../workflows/bytes.ts";
import { importMandates, mandatesCsv, planMandateFile } from "../../workflows/mandates/mandates-csv.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseFile } from "../dialogs/choose-file.ts";
import { showFindings } from "../dialogs/show-findings.ts";
import { writeOut, writtenText } from "../lists/out-file.ts";
import type { MandatesContext } from "./load-mandates.ts";

const namesShown = 5;

/** Mandates out of CSV: what the file would change is shown first. @returns true when something was stored */
export async function importRegister(screen: MandatesContext): Promise<boolean> {
  const { context } = screen.params;
  const customer = customerOf(context);
  const path = await chooseFile(screen.shell, screen.session.files, { title: "Mandates from CSV", customer, choose: "read it" });
  if (path === undefined) return false;
  const plan = await planMandateFile(context, await collect(screen.session.files.open(path)));
  if (plan.findings.length > 0) {
    await showFindings(screen.shell, { title: "Nothing is imported: correct the file", customer: customerOf(screen.params.context), findings: plan.findings });
    return false;
  }
  if (plan.added.length + plan.changed.length === 0) {
    screen.shell.notice(`Nothing to import: ${counted(plan.unchanged, "mandate")} stand in the register as the file has them.`);
    return false;
  }
  const names = (list: typeof plan.added): string => `${list.slice(0, namesShown).map((one) => `${one.mandateId} ${one.debtor.name}`).join(", ")}${list.length > namesShown ? ` and ${list.length - namesShown} more` : ""}`;
  const sure = await screen.shell.confirm({
    title: "Import mandates", customer, yes: "import", no: "leave the register as it is",
    consequence: `${counted(plan.added.length, "new mandate")}, ${plan.changed.length} changed, ${plan.unchanged} as they are.`,
    details: [...(plan.added.length === 0 ? [] : [`new: ${names(plan.added)}`]), ...(plan.changed.length === 0 ? [] : [`changed: ${names(plan.changed)}`])],
  });
  if (!sure) return false;
  const { ended } = screen.shell.startActivity({
    title: `Mandates from CSV · ${context.customer.profile.shortName}`,
    async run({ progress }) {
      const stored = await importMandates(context, plan, (done, total) => progress({ done, total, text: "mandates" }));
      screen.shell.notice(`${counted(stored, "mandate")} stored.`, "good");
    },
  });
  return (await ended) === "done";
}

export async function exportRegister({ params, session, shell }: MandatesContext): Promise<void> {
  const { context } = params;
  shell.notice(writtenText(await writeOut(session.files, `mandates-${context.customer.profile.shortName}.csv`, mandatesCsv(context))), "good");
}
