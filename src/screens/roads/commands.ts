import type { ChannelConfig } from "../../workflows/ports/channel.ts";
import { mustGetConnection } from "../../workflows/must-get.ts";
import { type ChangedRoads, changeRoads } from "../../workflows/roads/change-roads.ts";
import { weaknesses } from "../../workflows/roads/protection.ts";
import { roadsOf } from "../../workflows/roads/take-road.ts";
import { testLine } from "../../workflows/roads/test-line.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { CommandOf, ContextOf } from "../routes.ts";
import { type Asking, askKind, askRoad } from "./ask-road.ts";
import { firstContact } from "./first-contact.ts";
import { channelForms } from "./kinds/all.ts";
import type { RoadRow, RoadsAction, RoadsModel } from "./model.ts";

export type RoadsContext = ContextOf<"roads", RoadsModel, RoadsAction>;

const callsShown = 50;

export async function loadRoads({ params, dispatch }: RoadsContext): Promise<void> {
  const { context } = params;
  const connection = await mustGetConnection(context.store, params.connectionId);
  const protectionOf = (config: ChannelConfig) => context.tools.channel(config.kind).protection(config);
  const agreed = protectionOf(connection.channel);
  const rows = await Promise.all(roadsOf(connection).map(async (config, position): Promise<RoadRow> => {
    const driver = context.tools.channel(config.kind);
    const protection = protectionOf(config);
    const problem = await driver.problemHere?.();
    return { position, config, protection, weaker: weaknesses(protection, agreed), facts: driver.redact(config), problem: problem === undefined ? undefined : `${problem.message} ${problem.next ?? ""}`.trim() };
  }));
  dispatch({ type: "loaded", connection, rows, calls: (await context.store.calls.list(callsShown * 4)).filter((call) => call.connectionId === connection.id).slice(0, callsShown) });
}

function notAdministrator({ params }: RoadsContext): string | undefined {
  return params.context.rights.includes("administer") ? undefined : "Only an administrator of this customer can change the roads to a bank.";
}
const noRow = (screen: RoadsContext): string | undefined => (currentRow(screen.model) === undefined ? "There is no road under the cursor." : undefined);
const testRuns = ({ model: { test } }: RoadsContext): string | undefined => (test !== undefined && test.result === undefined ? "A line is being tested; Esc ends it." : undefined);
const asking = ({ params, shell, session }: RoadsContext): Asking => ({ context: params.context, shell, session });

export const roadsCommands: readonly CommandOf<"roads", RoadsModel, RoadsAction>[] = [
  { id: "roads.test", title: "test the line", keys: ["Enter", "t"], description: "Dials step by step, up to asking the bank for its versions; nothing changes there.", disabledReason: (screen) => noRow(screen) ?? testRuns(screen), run: testUnderCursor },
  { id: "roads.new", title: "new road", keys: ["n"], description: "Adds a road, to be tried after those that are there.", disabledReason: notAdministrator, run: addRoad },
  { id: "roads.change", title: "change", keys: ["e"], description: "Changes the settings of this road; secrets that are left empty stay as they are.", disabledReason: (screen) => notAdministrator(screen) ?? noRow(screen), run: changeRoad },
  { id: "roads.earlier", title: "earlier", keys: ["u"], description: "Tries this road earlier.", disabledReason: (screen) => notAdministrator(screen) ?? noRow(screen) ?? (screen.model.table.cursor === 0 ? "This road is tried first." : undefined), run: moveEarlier },
  { id: "roads.remove", title: "remove", keys: ["d", "delete"], disabledReason: (screen) => notAdministrator(screen) ?? noRow(screen) ?? (screen.model.rows.count < 2 ? "A bank needs a road by which it is reached." : undefined), run: removeRoad },
  { id: "roads.less", title: "less protected too", keys: ["l"], description: "Whether a road may be taken that is less protected than the first.", disabledReason: notAdministrator, run: switchLessProtected },
  { id: "roads.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadRoads },
];

async function change(screen: RoadsContext, what: (now: ChangedRoads) => ChangedRoads): Promise<void> {
  await changeRoads(screen.params.context, screen.params.connectionId, what);
  screen.dispatch({ type: "changed" });
  await loadRoads(screen);
}

async function addRoad(screen: RoadsContext): Promise<void> {
  const form = await askKind(asking(screen));
  const { channel: first } = await mustGetConnection(screen.params.context.store, screen.params.connectionId);
  const typed = form === undefined ? undefined : await askRoad(asking(screen), form, { kind: "other", road: first });
  const road = typed === undefined ? undefined : await firstContact(asking(screen), typed);
  if (road === undefined) return screen.shell.notice("Nothing was stored.", "info");
  await change(screen, (now) => ({ ...now, roads: [...now.roads, road] }));
  screen.shell.notice("Stored. t tests the line; u has it tried earlier.", "good");
}

async function changeRoad(screen: RoadsContext): Promise<void> {
  const row = currentRow(screen.current());
  const form = channelForms.find((one) => one.kind === row?.config.kind);
  if (row === undefined || form === undefined) return;
  const typed = await askRoad(asking(screen), form, { kind: "earlier", road: row.config });
  const road = typed === undefined ? undefined : await firstContact(asking(screen), typed);
  if (road === undefined) return screen.shell.notice("Nothing was changed.", "info");
  await change(screen, (now) => ({ ...now, roads: now.roads.toSpliced(row.position, 1, road) }));
  screen.shell.notice("Changed. t tests the line.", "good");
}

async function moveEarlier(screen: RoadsContext): Promise<void> {
  const row = currentRow(screen.current());
  if (row === undefined) return;
  await change(screen, (now) => {
    const moved = now.roads[row.position];
    return moved === undefined ? now : { ...now, roads: now.roads.toSpliced(row.position, 1).toSpliced(row.position - 1, 0, moved) };
  });
  screen.dispatch({ type: "table", action: { type: "move", by: -1, count: screen.current().rows.count, height: 4 } });
}

async function removeRoad(screen: RoadsContext): Promise<void> {
  const row = currentRow(screen.current());
  if (row === undefined) return;
  const sure = await screen.shell.confirm({
    title: "Remove road", customer: customerOf(screen.params.context), yes: "remove", no: "keep",
    consequence: `${screen.current().connection?.title ?? "The bank"} is not reached by it any more. Its settings and keys are forgotten.`, details: Object.entries(row.facts).map(([name, value]) => `${name} ${value}`),
  });
  if (sure) await change(screen, (now) => ({ ...now, roads: now.roads.toSpliced(row.position, 1) }));
}

async function switchLessProtected(screen: RoadsContext): Promise<void> {
  const allowed = screen.current().connection?.mayBeLessProtected === true;
  const sure = await screen.shell.confirm(allowed
    ? { title: "Roads that are less protected", customer: customerOf(screen.params.context), yes: "never", no: "leave it", consequence: "A road that is less protected than the first is not taken any more, even where no other comes up." }
    : { title: "Roads that are less protected", customer: customerOf(screen.params.context), yes: "allow them", no: "never", consequence: "When the first does not come up, one that is less protected may be taken. It is then said on the session's screen and in the journal." });
  if (sure) await change(screen, (now) => ({ ...now, mayBeLessProtected: !allowed }));
}

/** Shows each step as it comes; at first contact it asks about the host's key. */
export async function testUnderCursor(screen: RoadsContext): Promise<void> {
  const { connection } = screen.current();
  const row = currentRow(screen.current());
  if (connection === undefined || row === undefined || testRuns({ ...screen, model: screen.current() }) !== undefined) return;
  screen.dispatch({ type: "testing", position: row.position, steps: [] });
  const result = await testLine(screen.params.context, connection, row.config, { signal: screen.signal, onStep: (steps) => screen.dispatch({ type: "testing", position: row.position, steps }) }).catch((error: unknown) => {
    screen.dispatch({ type: "changed" }); // no test runs any more
    throw error;
  });
  screen.dispatch({ type: "tested", result });
  const { unknownHostKey } = result;
  if (unknownHostKey === undefined || notAdministrator(screen) !== undefined) return loadRoads(screen);
  const pinned = await firstContact(asking(screen), row.config);
  if (pinned === undefined) return loadRoads(screen);
  await change(screen, (now) => ({ ...now, roads: now.roads.map((one, at) => (at === row.position ? pinned : one)) }));
  await testUnderCursor(screen);
}
