import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { programNamed } from "../support/programs.ts";
import type { Calls, LinesSeen } from "./modem-lines.ts";

/**
 * Neither Linux nor Debian has a serial port with modem lines for a program alone to make (tty0tty and CUSE want a kernel's module): the lines
 * are laid under the real driver where it asks the system for them.
 */
describe.skipIf(programNamed("g++") === undefined)("a port that has DTR and DCD (g++)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-lines-"));
  let seen: Record<Calls, LinesSeen>;
  beforeAll(async () => {
    const shim = path.join(folder, "modem-lines.so");
    execFileSync("g++", ["-shared", "-fPIC", "-O1", "-o", shim, path.join(import.meta.dirname, "modem-lines.cpp"), "-ldl"]);
    const lines = path.join(folder, "lines");
    writeFileSync(lines, Buffer.alloc(8));
    const { stdout } = await promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", path.join(import.meta.dirname, "modem-lines.ts")], { env: { ...process.env, LD_PRELOAD: shim, MODEM_LINES: lines } });
    seen = JSON.parse(stdout) as Record<Calls, LinesSeen>;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is hung up by DTR alone, and its modem is told to take no escape", () => {
    const { commands, hungUpByDtr, endedBy } = seen["hung up by us"];
    expect({ hungUpByDtr, endedBy }).toEqual({ hungUpByDtr: true, endedBy: "us" });
    expect(commands).toContain("ATS2=255");
    expect(commands.at(-1)).toBe("ATDT55");
  });
  it("a carrier that goes is noticed by DCD, although the modem says nothing", () => {
    expect(seen["lost by DCD, without a word"].endedBy).toBe("NO CARRIER");
    expect(seen["lost by DCD, without a word"].tookMs).toBeLessThan(60_000);
  });
  it("the words of a lost carrier are data while DCD is up", () => {
    expect(seen["words of a lost carrier while DCD is up"]).toMatchObject({ heard: "\r\nNO CARRIER\r\n", endedBy: "us" });
  });
  it.each(["DCD always up: the words count", "DCD never up: the words count"] as const)("%s", (wiring) => {
    expect(seen[wiring]).toMatchObject({ endedBy: "NO CARRIER", heard: "" });
  });
  it("with a cable of three wires it is hung up by the escape and ATH", () => {
    const { commands, hungUpByDtr, endedBy } = seen["a cable of three wires"];
    expect({ hungUpByDtr, endedBy }).toEqual({ hungUpByDtr: false, endedBy: "us" });
    expect(commands.slice(-2)).toEqual(["+++", "ATH"]);
    expect(commands).not.toContain("ATS2=255");
  });
});
