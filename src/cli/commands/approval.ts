import { AppError } from "../../domain/errors.ts";
import type { ProposalId } from "../../domain/ids.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { administer, approve, listProposals, refuse, withdraw } from "../../workflows/four-eyes/administer.ts";
import { sealRecoveryCode, standIn } from "../../workflows/four-eyes/recovery.ts";
import { changedFields } from "../../workflows/four-eyes/fields.ts";
import type { Proposal } from "../../workflows/ports/proposals.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { writeFileWhole } from "../files.ts";
import { table, toJson } from "../io.ts";
import { readSecret } from "../secrets.ts";
import { onOrOff, outcomeText } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor approval …`: changes of administration under four eyes. */
export const approval: Noun = (program, io) => {
  const noun = program.command("approval").description("changes of administration that need a second administrator");

  customerOptions(noun.command("switch <on-or-off>").description("whether this customer wants four eyes; off needs approval, too")).action(async (wanted: string, options: object) => {
    const on = onOrOff(wanted);
    await withCustomer(io, options, async (context) => {
      io.out(outcomeText(await administer(context, { kind: "four-eyes", on }), on ? "Changes of administration need a second administrator from now on." : "Changes of administration take effect at once."));
    });
  });

  customerOptions(noun.command("partners <on-or-off>").description("whether new and changed accounts of partners wait for another operator; without a word from you: where there are four eyes")).action(async (wanted: string, options: object) => {
    const on = onOrOff(wanted);
    await withCustomer(io, options, async (context) => {
      io.out(outcomeText(await administer(context, { kind: "confirm-partners", on }), on ? "New and changed accounts of partners wait for another operator from now on." : "New and changed accounts of partners count at once."));
    });
  });

  customerOptions(noun.command("mandates <on-or-off>").description("whether new and changed mandates wait for another operator; without a word from you: where there are four eyes")).action(async (wanted: string, options: object) => {
    const on = onOrOff(wanted);
    await withCustomer(io, options, async (context) => {
      io.out(outcomeText(await administer(context, { kind: "confirm-mandates", on }), on ? "New and changed mandates wait for another operator from now on." : "New and changed mandates count at once."));
    });
  });

  customerOptions(noun.command("list").description("what was proposed, newest first")).option("--open", "only what waits").option("--json", "as JSON").action(async (options: JsonOption & { readonly open?: boolean }) => {
    await withCustomer(io, options, async (context) => {
      const proposals = await listProposals(context, { open: options.open === true });
      if (options.json === true) io.out(toJson(proposals.map(shownProposal)));
      else if (proposals.length === 0) io.out("Nothing waits for a second administrator.\n");
      else io.out(table(["id", "state", "change", "proposed by", "on", "decided by"], proposals.map((one) => [one.id, one.state, one.title, one.proposedBy.name, one.proposedAt.slice(0, 10), one.state === "expired" ? "nobody" : (one.decision?.by ?? "")])));
    });
  });

  customerOptions(noun.command("show <id>").description("the fields that would change, old and new")).option("--json", "as JSON").action(async (id: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const proposal = await proposalWith(context, id);
      if (options.json === true) return io.out(toJson(shownProposal(proposal)));
      const decided = proposal.decision === undefined ? `until ${proposal.expiresAt}` : `by ${proposal.decision.by}${proposal.decision.reason === undefined ? "" : `: ${proposal.decision.reason}`}`;
      io.out(`${proposal.title}\n${proposal.state} ${decided}; proposed by ${proposal.proposedBy.name}, ${proposal.proposedAt}\n${proposal.standIn === undefined ? "" : `the recovery code of ${proposal.standIn.of} counts from ${proposal.standIn.from} on\n`}\n`);
      io.out(table(["field", "old", "new"], changedFields(proposal.before, proposal.after).map((one) => [one.field, one.from ?? "", one.to ?? ""])));
    });
  });

  customerOptions(noun.command("approve <id>").description("carry out what another administrator has proposed")).action(async (id: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      io.out(`${(await approve(context, (await proposalWith(context, id)).id)).title}: approved and done.\n`);
    });
  });

  customerOptions(noun.command("seal-code").description("makes your recovery code, as a letter for a safe: when you are lost it lets another administrator let in a new one")).requiredOption("--out <pdf>", "where to write the letter; delete it when it is printed").action(async (options: { readonly out: string }) => {
    await withCustomer(io, options, async (context) => {
      await sealRecoveryCode(context, ({ bytes }) => writeFileWhole(options.out, bytes));
      io.out(`Written to ${options.out}. Print it, seal it in an envelope for the safe, and delete the file; a code that you sealed before counts no more.\n`);
    });
  });

  customerOptions(noun.command("codes").description("who has sealed a recovery code")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const codes = (await context.store.recoveryCodes.all()).map(({ digest: _, ...code }) => code);
      if (options.json === true) io.out(toJson(codes));
      else io.out(codes.length === 0 ? "Nobody has sealed a recovery code: kontor approval seal-code\n" : table(["administrator", "sealed", "spent"], codes.map((one) => [one.operatorName, one.sealedAt.slice(0, 10), one.spent === undefined ? "" : `${one.spent.at.slice(0, 10)} by ${one.spent.by}`])));
    });
  });

  customerOptions(noun.command("stand-in <id>").description("let a lost administrator's recovery code stand for their approval of a new administrator whom you have proposed"))
    .option("--code-file <file>", "file with the code from the letter").option("--code-fd <number>", "open descriptor to read it from").action(async (id: string, options: { readonly codeFile?: string; readonly codeFd?: string }) => {
      await withCustomer(io, options, async (context) => {
        using code = readSecret("code", { file: options.codeFile, fd: options.codeFd });
        const { standIn: standing, title } = await standIn(context, (await proposalWith(context, id)).id, code.revealText());
        io.out(`${title}: the code of ${standing?.of ?? ""} counts from ${standing?.from ?? ""} on, unless another administrator refuses it. Approve it then (kontor approval approve).\n`);
      });
    });

  customerOptions(noun.command("refuse <id>").description("say no to what another administrator has proposed")).option("--reason <text>", "why, for the other one and the journal", "").action(async (id: string, options: { readonly reason: string }) => {
    await withCustomer(io, options, async (context) => {
      io.out(`${(await refuse(context, (await proposalWith(context, id)).id, options.reason)).title}: refused.\n`);
    });
  });

  customerOptions(noun.command("withdraw <id>").description("take back what you have proposed")).action(async (id: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      io.out(`${(await withdraw(context, (await proposalWith(context, id)).id)).title}: withdrawn.\n`);
    });
  });
};

/** By id, or by its end, as far as that says which. */
async function proposalWith(context: WorkflowContext, id: string): Promise<Proposal> {
  const found = (await listProposals(context)).filter((one) => one.id === (id as ProposalId) || (id.length >= 4 && one.id.endsWith(id.toLowerCase())));
  const [proposal] = found;
  if (proposal !== undefined && found.length === 1) return proposal;
  throw new AppError("workflow", "no-such-proposal", found.length === 0 ? `There is no proposal ${id}.` : `${id} may be several proposals.`, { meaning: "Nothing was changed.", next: "kontor approval list shows them." });
}

function shownProposal({ act: _, before, after, ...proposal }: Proposal): object {
  return { ...proposal, changes: changedFields(before, after) };
}
