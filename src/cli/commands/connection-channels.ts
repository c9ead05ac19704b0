import type { Command } from "commander";
import { preparations } from "../../channels/ppp/preparation.ts";
import { pppProblem } from "../../channels/ppp/readiness.ts";
import { AppError } from "../../domain/errors.ts";
import { amountText } from "../../domain/money.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { type ChannelConfig, channelNames } from "../../workflows/ports/channel.ts";
import { dialScriptDefault } from "../../workflows/ports/dial-script.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import { type ChangedRoads, changeRoads, withHostKey } from "../../workflows/roads/change-roads.ts";
import { roadsOf } from "../../workflows/roads/take-road.ts";
import { testLine } from "../../workflows/roads/test-line.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { channelOptions } from "../channel-options/all.ts";
import { type AddressOptions, declareAddress, readAddress } from "../channel-options/channel-options.ts";
import { fingerprintOf, typeOf } from "../channel-options/ssh.ts";
import { type CommandIo, exitCodes, table, toJson } from "../io.ts";
import type { JsonOption } from "./noun.ts";

type Named = (context: WorkflowContext, title: string) => Promise<Connection>;

/** `kontor connection channel …`, `test`, `calls`: by which roads a bank is reached. */
export function channelVerbs(noun: Command, io: CommandIo, setExitCode: (code: number) => void, named: Named): void {
  const channel = noun.command("channel").description("by which roads a bank is reached, in the order in which they are tried: add, list, remove, move, host-key, less-protected");
  const change = async (title: string, options: object, what: (now: ChangedRoads) => ChangedRoads): Promise<void> => {
    await withCustomer(io, options, async (context) => {
      await tell(io, context, await changeRoads(context, (await named(context, title)).id, what));
    });
  };

  const add = channel.command("add").description("adds a road, after those that are there; options say of which kind it is");
  for (const kind of channelOptions) {
    customerOptions(kind.declare(declareAddress(add.command(`${kind.kind} <connection>`).description(kind.description))))
      .option("--first", "to be tried first")
      .action(async (title: string, options: AddressOptions & { readonly first?: boolean }) => {
        const road = await kind.read(options, await readAddress(options));
        await change(title, options, ({ roads, ...rest }) => ({ ...rest, roads: options.first === true ? [road, ...roads] : [...roads, road] }));
      });
  }

  channel.command("dial-script").description("the usual dial script of a modem, to be changed and given with --dial-script").action(() => io.out(toJson(dialScriptDefault)));

  channel.command("ppp").description("whether this machine can do PPP for this user, and what its administrator lays down once for users who are not root").action(async () => {
    const problem = await pppProblem();
    if (problem === undefined) io.out("This machine can do PPP.\n");
    else io.out(`${problem.message}\n${problem.next ?? ""}\n`);
    for (const { path, mode, text } of preparations) io.out(`\n# ${path}, mode ${mode.toString(8)}\n${text}`);
  });

  customerOptions(channel.command("list <connection>").description("in the order in which they are tried")).option("--json", "as JSON, without secrets").action(async (title: string, options: JsonOption) => {
    await withCustomer(io, options, async (context) => {
      const connection = await named(context, title);
      if (options.json === true) io.out(toJson(roadsOf(connection).map((one) => ({ kind: one.kind, ...context.tools.channel(one.kind).redact(one), ...context.tools.channel(one.kind).protection(one) }))));
      else await tell(io, context, connection);
    });
  });

  customerOptions(channel.command("remove <connection> <number>").description("takes a road away")).action(async (title: string, number: string, options: object) => {
    await change(title, options, ({ roads, ...rest }) => ({ ...rest, roads: roads.toSpliced(positionOf(number, roads), 1) }));
  });

  customerOptions(channel.command("move <connection> <number>").description("tries a road earlier or later"))
    .requiredOption("--to <number>", "its new place; 1 is tried first")
    .action(async (title: string, number: string, options: { readonly to: string }) => {
      await change(title, options, ({ roads, ...rest }) => {
        const moved = roads[positionOf(number, roads)];
        return moved === undefined ? { ...rest, roads } : { ...rest, roads: roads.toSpliced(positionOf(number, roads), 1).toSpliced(positionOf(options.to, roads), 0, moved) };
      });
    });

  customerOptions(channel.command("host-key <connection> <number>").description("pins the key of a road's SSH host, once you have compared it with what the bank has sent"))
    .requiredOption("--host-key <SHA256:…>", "as ssh-keygen -l and `kontor connection test` show it")
    .option("--host-key-type <type>", "ed25519, ecdsa or rsa", "ed25519")
    .option("--jump", "of the jump host")
    .action(async (title: string, number: string, options: { readonly hostKey: string; readonly hostKeyType: string; readonly jump?: boolean }) => {
      const key = { sha256: fingerprintOf(options.hostKey), type: typeOf(options.hostKeyType) ?? "ed25519" };
      await change(title, options, ({ roads, ...rest }) => {
        const at = positionOf(number, roads);
        return { ...rest, roads: roads.map((one, i) => (i === at ? withHostKey(one, options.jump === true ? "jump-host" : "ssh-host", key) : one)) };
      });
    });

  customerOptions(channel.command("less-protected <connection>").description("whether a road may be taken that is less protected than the first"))
    .requiredOption("--allow <yes-or-no>", "yes or no")
    .action(async (title: string, options: { readonly allow: string }) => {
      if (options.allow !== "yes" && options.allow !== "no") throw new AppError("input", "yes-or-no", `"${options.allow}" is neither yes nor no.`, { meaning: "Nothing was done." });
      await change(title, options, (now) => ({ ...now, mayBeLessProtected: options.allow === "yes" }));
    });

  customerOptions(noun.command("test <connection>").description("tries a road step by step, up to asking the bank for its versions (HEV); nothing changes there"))
    .option("--channel <number>", "which of its roads", "1")
    .option("--json", "as JSON")
    .action(async (title: string, options: JsonOption & { readonly channel: string }) => {
      await withCustomer(io, options, async (context) => {
        const connection = await named(context, title);
        const roads = roadsOf(connection);
        const road = roads[positionOf(options.channel, roads)];
        if (road === undefined) return;
        const tested = await testLine(context, connection, road);
        if (!tested.ok) setExitCode(exitCodes.line);
        if (options.json === true) return io.out(toJson({ kind: road.kind, ...tested }));
        const signs = { running: "…", done: "ok", failed: "FAILED", "not-finished": "-" } as const;
        io.out(table(["", "step", "ms", ""], tested.steps.map((step) => [signs[step.state], step.title, String(step.tookMs ?? ""), step.text])));
        if (tested.problem !== undefined) io.out(`${tested.problem.next}\n`);
        if (tested.unknownHostKey !== undefined) {
          const { sha256, type, place } = tested.unknownHostKey;
          io.out(`When it is the same as in the bank's letter: kontor connection channel host-key "${connection.title}" ${options.channel} --host-key ${sha256} --host-key-type ${type}${place === "jump-host" ? " --jump" : ""}\n`);
        }
      });
    });

  customerOptions(noun.command("calls").description("the last calls: when, by which road, how much, how they ended, what they cost"))
    .option("--last <number>", "so many", "50")
    .option("--json", "as JSON")
    .action(async (options: JsonOption & { readonly last: string }) => {
      await withCustomer(io, options, async (context) => {
        const calls = await context.store.calls.list(Math.max(1, Number.parseInt(options.last, 10) || 50));
        const titles = new Map((await context.store.connections.all()).map((one) => [one.id, one.title]));
        if (options.json === true) return io.out(toJson(calls.map((call) => ({ ...call, connection: titles.get(call.connectionId) }))));
        if (calls.length === 0) return io.out("No call yet.\n");
        io.out(table(["began", "connection", "road", "seconds", "sent", "received", "result", "cost"], calls.map((call) => [
          call.startedAt, titles.get(call.connectionId) ?? "-", channelNames[call.kind], call.endedAt === undefined ? "" : String(Math.round((Date.parse(call.endedAt) - Date.parse(call.startedAt)) / 1000)),
          String(call.bytesSent), String(call.bytesReceived), call.result, call.cost === undefined ? "" : `${amountText(call.cost)} ${call.cost.currency}`,
        ])));
      });
    });
}

async function tell(io: CommandIo, context: WorkflowContext, connection: Connection): Promise<void> {
  const facts = (road: ChannelConfig): string => Object.entries(context.tools.channel(road.kind).redact(road)).map(([name, value]) => `${name} ${value}`).join(" · ");
  io.out(table(["", "road", "settings"], roadsOf(connection).map((road, at) => [String(at + 1), channelNames[road.kind], facts(road)])));
  for (const kind of new Set(roadsOf(connection).map((road) => road.kind))) {
    const problem = await context.tools.channel(kind).problemHere?.();
    if (problem !== undefined) io.out(`${channelNames[kind]} cannot be used here: ${problem.message} ${problem.next ?? ""}\n`);
  }
  if (connection.mayBeLessProtected === true) io.out("A road that is less protected than the first may be taken.\n");
}

/** @throws AppError input/`no-such-road` */
function positionOf(text: string, roads: readonly ChannelConfig[]): number {
  const at = Number(text) - 1;
  if (!Number.isInteger(at) || at < 0 || at >= roads.length) throw new AppError("input", "no-such-road", `There is no road ${text}.`, { meaning: "Nothing was done.", next: "kontor connection channel list shows them." });
  return at;
}
