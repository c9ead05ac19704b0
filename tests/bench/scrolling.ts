/**
 * Scrolling a list of 200,000 rows by one row: time from the key to the last byte against fzf, bytes against vim, each in a
 * pseudo-terminal of 80x24, in one run. Prints the ratios. `npm run bench -- scrolling`
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bundle, node } from "../terminal/support/bundle.ts";
import { payeeName } from "../terminal/support/payee-name.ts";
import { Pty } from "../terminal/support/pty.ts";
import { lacks, tell } from "./support/figure.ts";

const rowCount = 200_000;
const steps = 150;
const warmUp = 60;
const quietMs = 25;
const ratioMax = 3;

interface Measured {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly bytes: number;
}

if (lacks("fzf", "vim")) process.exit(0);

const lines = path.join(mkdtempSync(path.join(tmpdir(), "kontor-bench-")), "lines.txt");
writeFileSync(lines, Array.from({ length: rowCount }, (_, id) => `${String(id).padStart(9)} ${payeeName(id).padEnd(53)} ${`${(id * 7919) % 100_000}.00`.padStart(14)}`).join("\n"));

const ours = await measure(new Pty(node, [await bundle(path.join(import.meta.dirname, "../terminal/support/fixture-app.tsx")), String(rowCount)]), payeeName(9), "Down");
const fzf = await measure(new Pty("fzf", ["--no-sort"], { environment: { FZF_DEFAULT_COMMAND: `cat ${lines}` } }), "200000/200000", "Up");
const vim = await measure(new Pty("vim", ["-n", lines]), payeeName(9), "Down");

for (const [name, found] of Object.entries({ "our list": ours, fzf, vim })) {
  console.log(`${name.padEnd(9)} p50 ${found.p50Ms.toFixed(2)} ms   p95 ${found.p95Ms.toFixed(2)} ms   ${found.bytes} bytes a step`);
}
tell("scrolling 200,000 rows: p50 from key to last byte, to fzf", ours.p50Ms / fzf.p50Ms, "x", ratioMax);
tell("scrolling 200,000 rows: bytes a step, to vim", ours.bytes / vim.bytes, "x", ratioMax);
process.exit(0);

/** @param key scrolls by one row once the cursor is at the edge of the window */
async function measure(pty: Pty, ready: string, key: string): Promise<Measured> {
  await pty.waitFor(ready);
  for (let i = 0; i < warmUp; i++) await step(pty, key);
  const times: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < steps; i++) {
    const before = pty.raw.length;
    times.push(await step(pty, key));
    sizes.push(Buffer.byteLength(pty.raw.slice(before)));
  }
  pty.close();
  times.sort((a, b) => a - b);
  sizes.sort((a, b) => a - b);
  return { p50Ms: times[Math.floor(steps / 2)] ?? 0, p95Ms: times[Math.floor(steps * 0.95)] ?? 0, bytes: sizes[Math.floor(steps / 2)] ?? 0 };
}

/** @returns milliseconds from the key to the last byte before the program fell silent */
function step(pty: Pty, key: string): Promise<number> {
  return new Promise((resolve) => {
    const started = performance.now();
    let last = started;
    let silence = setTimeout(done, 1_000);
    const stop = pty.onData(() => {
      last = performance.now();
      clearTimeout(silence);
      silence = setTimeout(done, quietMs);
    });
    function done(): void {
      stop();
      resolve(last - started);
    }
    pty.press(key);
  });
}
