/**
 * The thread that draws charts with blessed-contrib, off any screen. blessed takes signals, exits and uncaught errors of its process for its own
 * and needs 0.2 s to load: here it can neither touch the terminal nor hold up a key.
 */
import { Readable, Writable } from "node:stream";
import { parentPort } from "node:worker_threads";
import blessed from "blessed";
import contrib from "blessed-contrib";
import type { ChartRequest, DrawnChart } from "./chart-request.ts";

parentPort?.on("message", (request: ChartRequest) => {
  parentPort?.postMessage(drawn(request));
});

function drawn({ values, labels, columns, rows }: ChartRequest): DrawnChart {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Of numbers that differ by less, the widget's steps along its axis are lost in rounding, and it steps for ever.
  const isFlat = high - low < Math.max(1e-6, size * 1e-9);
  const margin = isFlat ? Math.max(1, size * 0.01) : (high - low) * 0.05;
  const height = rows + rowsBelow;
  const screen = blessed.screen({ output: nowhere(columns, height), input: nobody(), terminal: "xterm-256color", fullUnicode: true, warnings: false });
  try {
    const line = contrib.line({ width: columns, height, left: 0, top: 0, showLegend: false, numYLabels: 4, xPadding: 2 * (low - margin).toFixed(2).length, minY: low - margin, maxY: high + margin, style: { text: "white", baseline: "white", line: "white" } });
    screen.append(line);
    line.setData([{ x: labels, y: values, style: { line: "white" } }]);
    screen.render();
    return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_cell, column) => screen.lines[row]?.[column]?.[1] || " ").join(""));
  } finally {
    screen.destroy();
  }
}

/** Left empty by the widget below its labels. */
const rowsBelow = 3;

function nowhere(columns: number, rows: number): Writable {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.assign(sink, { columns, rows, isTTY: true });
}

function nobody(): Readable {
  return Object.assign(new Readable({ read: () => undefined }), { isTTY: true, setRawMode: () => undefined });
}
