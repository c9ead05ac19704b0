import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { importOrder, newStore, temporaryFolder, transaction } from "../store/samples.ts";

/** How fast payments are stored, beside the same rows through SQLite's own command line (unencrypted, same indexes). Run it with the project's node. */
const rows = 100_000;
const { folder, remove } = temporaryFolder();
try {
  const { store } = await newStore(folder);
  await importOrder(store, 1, 2000); // warm
  let longestMs = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  const ours = await seconds(() => importOrder(store, 2, rows));
  clearInterval(watch);
  await store.close();
  const theirs = sqlite3(path.join(folder, "plain.db"), path.join(folder, "rows.sql"));
  console.log(`store: ${rows} payments in ${ours.toFixed(2)} s, ${Math.round(rows / ours)} per second; longest pause ${longestMs.toFixed(0)} ms`);
  if (theirs !== undefined) console.log(`store: ${(ours / theirs).toFixed(2)} x the sqlite3 command line (${theirs.toFixed(2)} s)`);
} finally {
  remove();
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** @returns seconds, or undefined where the command is not installed */
function sqlite3(database: string, script: string): number | undefined {
  const lines = [
    "pragma journal_mode=wal; pragma synchronous=full; begin;",
    "create table t (o integer, p integer, b integer, s text, e text, i text, a integer, c text, n text, ca text, se text, bo text, primary key (o, p)) strict, without rowid;",
    "create index te on t (e) where s <> 'booked'; create index ta on t (a) where s <> 'booked';",
  ];
  for (let n = 0; n < rows; n++) {
    const t = transaction(n);
    const account = t.creditorAccount?.kind === "iban" ? t.creditorAccount.iban : "";
    const body = JSON.stringify({ creditorAgent: t.creditorAgent, remittance: t.remittance });
    lines.push(
      `insert into t values (1,${n},0,'open','${t.endToEndId}',null,${t.amount.minor},'EUR','${t.creditor.name}','${account}','${`${t.creditor.name}\n${account}\n${t.endToEndId}\n${t.remittance.unstructured[0]}`}','${body}');`,
    );
  }
  lines.push("commit;");
  writeFileSync(script, lines.join("\n"));
  const start = performance.now();
  const result = spawnSync("sqlite3", [database, `.read ${script}`]);
  return result.status === 0 ? (performance.now() - start) / 1000 : undefined;
}
