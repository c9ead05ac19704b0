import { AppError } from "../../domain/errors.ts";
import type { SignerGroupId } from "../../domain/ids.ts";
import type { Signer, SigningPolicy } from "../../domain/signature-rules.ts";
import { newId } from "../../workflows/context.ts";
import { administer } from "../../workflows/four-eyes/administer.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { moneyText, outcomeText, parseMoney } from "../shown.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface PutOptions {
  readonly member: readonly string[];
  readonly perOrder?: readonly string[];
  readonly perDay?: readonly string[];
}

/** `kontor signer-group …`: signers whom rules name together, with what they may sign among themselves. */
export const signerGroup: Noun = (program, io) => {
  const noun = program.command("signer-group").description("signers whom rules name together, with joint limits");

  customerOptions(noun.command("list").description("groups and who is in them")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const { groups, signers } = await context.store.signers.policy();
      const names = (ids: readonly string[]): string => ids.map((id) => signers.find((one) => one.id === id)?.name ?? id).join(", ");
      if (options.json === true) io.out(toJson(groups.map((one) => ({ ...one, perFileLimits: one.perFileLimits.map(moneyText), perDayLimits: one.perDayLimits.map(moneyText) }))));
      else if (groups.length === 0) io.out('No groups: kontor signer-group put TITLE --member "Kis Anna" "Tóth Éva"\n');
      else io.out(table(["group", "members", "among itself per order", "per day"], groups.map((one) => [one.title, names(one.members), one.perFileLimits.map(moneyText).join(", ") || "any sum", one.perDayLimits.map(moneyText).join(", ") || "any sum"])));
    });
  });

  customerOptions(noun.command("put <title>").description("make a group, or change the one of that name"))
    .requiredOption("--member <name...>", "signers who are in it")
    .option("--per-order <limit...>", "what its members may sign among themselves, such as 5000EUR (default: any sum)")
    .option("--per-day <limit...>", "and per day, of all orders that only members have signed")
    .action(async (title: string, options: PutOptions) => {
      await withCustomer(io, options, async (context) => {
        const policy = await context.store.signers.policy();
        const known = policy.groups.find((one) => one.title.toLowerCase() === title.toLowerCase());
        const group = {
          id: known?.id ?? (newId<"SignerGroupId">(context) as SignerGroupId), title, members: options.member.map((name) => signerNamed(policy, name).id),
          perFileLimits: (options.perOrder ?? []).map(parseMoney), perDayLimits: (options.perDay ?? []).map(parseMoney),
        };
        io.out(outcomeText(await administer(context, { kind: "signer-group", group }), `Group ${title} stored.`));
      });
    });

  customerOptions(noun.command("remove <title>").description("take a group away that no rule names")).action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const group = (await context.store.signers.groups()).find((one) => one.title.toLowerCase() === title.toLowerCase());
      if (group === undefined) throw new AppError("workflow", "no-such-group", `There is no group ${title}.`, { next: "kontor signer-group list shows them." });
      io.out(outcomeText(await administer(context, { kind: "remove-signer-group", id: group.id, title: group.title }), `Group ${group.title} removed.`));
    });
  });
};

/** @throws AppError input/`wrong-argument` */
export function signerNamed({ signers }: SigningPolicy, name: string): Signer {
  const found = signers.find((one) => one.name.toLowerCase() === name.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new AppError("input", "wrong-argument", `There is no signer "${name.trim()}".`, { meaning: "Nothing was changed.", next: `There are: ${signers.map((one) => one.name).join(", ") || "none"}.` });
}
