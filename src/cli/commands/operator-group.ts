import { AppError } from "../../domain/errors.ts";
import type { OperatorGroupId } from "../../domain/ids.ts";
import { rights } from "../../domain/rights.ts";
import { newId } from "../../workflows/context.ts";
import { administer } from "../../workflows/four-eyes/administer.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { table, toJson } from "../io.ts";
import { outcomeText } from "../shown.ts";
import { rightOf } from "./customer.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor operator-group …`: operators with the same rights at one customer. */
export const operatorGroup: Noun = (program, io) => {
  const noun = program.command("operator-group").description("named sets of rights at one customer; kontor customer grant --group puts somebody in");

  customerOptions(noun.command("list").description("groups, their rights and who is in them")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const [groups, operators] = [await context.store.profile.groups(), await context.store.profile.operators()];
      const rows = groups.map((one) => ({ ...one, members: operators.filter((operator) => operator.groups.includes(one.id)).map((operator) => operator.operatorName) }));
      if (options.json === true) io.out(toJson(rows));
      else if (rows.length === 0) io.out("No groups: kontor operator-group put TITLE see prepare\n");
      else io.out(table(["group", "rights", "members"], rows.map((one) => [one.title, one.rights.join(", "), one.members.join(", ")])));
    });
  });

  customerOptions(noun.command("put <title> <right...>").description(`make a group, or change the one of that name for everybody in it: ${rights.join(", ")}`)).action(async (title: string, wanted: readonly string[], options: object) => {
    await withCustomer(io, options, async (context) => {
      const known = (await context.store.profile.groups()).find((one) => one.title.toLowerCase() === title.toLowerCase());
      const group = { id: known?.id ?? (newId<"OperatorGroupId">(context) as OperatorGroupId), title, rights: wanted.map(rightOf) };
      io.out(outcomeText(await administer(context, { kind: "operator-group", group }), `Group ${title} may: ${wanted.join(", ")}.`));
    });
  });

  customerOptions(noun.command("remove <title>").description("take a group away that nobody is in")).action(async (title: string, options: object) => {
    await withCustomer(io, options, async (context) => {
      const group = (await context.store.profile.groups()).find((one) => one.title.toLowerCase() === title.toLowerCase());
      if (group === undefined) throw new AppError("workflow", "no-such-group", `There is no group ${title}.`, { next: "kontor operator-group list shows them." });
      io.out(outcomeText(await administer(context, { kind: "remove-operator-group", id: group.id, title: group.title }), `Group ${group.title} removed.`));
    });
  });
};
