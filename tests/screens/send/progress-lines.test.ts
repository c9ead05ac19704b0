import { describe, expect, it } from "vitest";
import { barText, progressLines } from "../../../src/screens/send/progress-lines.ts";
import type { ProgressStep, SessionProgress } from "../../../src/workflows/communication/progress.ts";

const step = (change: Partial<ProgressStep>): ProgressStep => ({ key: "order:1", title: "order 0048", state: "running", done: 2, total: 9, startedAtMs: 1_000, note: undefined, ...change });
const picture = (...steps: ProgressStep[]): SessionProgress => ({ customerShortName: "DANUBE", connectionTitle: "OTP", sessionNumber: 118, line: "up", protection: "TLS 1.3", road: "Internet", notice: undefined, waitingSinceMs: undefined, monitor: [], steps, finished: false });

describe("the lines of a running session", () => {
  it("begin with the line itself", () => {
    expect(progressLines(picture(), 0)[0]).toMatchObject({ sign: "✓", title: "line up", note: "TLS 1.3" });
    expect(progressLines({ ...picture(), line: "dialling" }, 0)[0]).toMatchObject({ sign: "…", title: "dialling" });
    const said = { stage: "modem", kind: "begin", text: "Dialling 0615 550-100", atMs: 0 } as const;
    expect(progressLines({ ...picture(), line: "dialling", monitor: [said] }, 0)[0]).toMatchObject({ title: "dialling", note: "modem: Dialling 0615 550-100" });
    expect(progressLines({ ...picture(), line: "down" }, 0)[0]).toMatchObject({ sign: "✕", title: "line lost" });
    expect(progressLines({ ...picture(), line: "down", finished: true }, 0)[0]).toMatchObject({ sign: "·", title: "line down" });
  });

  it("say which segment, how much, and how long still from the speed so far", () => {
    const [, line] = progressLines(picture(step({})), 5_000);
    expect(line).toMatchObject({ note: "segment 3 of 9", progress: { percent: "22 %", left: "0:14 left" } });
  });

  it("guess nothing before the first segment is through, and claim nothing after failing", () => {
    expect(progressLines(picture(step({ done: 0 })), 5_000)[1]?.progress).toMatchObject({ percent: "0 %", left: "" });
    expect(progressLines(picture(step({ state: "failed", note: "AC04" })), 5_000)[1]).toMatchObject({ sign: "✕", note: "AC04", progress: undefined });
    expect(progressLines(picture(step({ state: "unknown" })), 5_000)[1]).toMatchObject({ sign: "?", note: "no answer from the bank" });
    expect(progressLines(picture(step({ state: "done", done: 9 })), 5_000)[1]?.progress).toMatchObject({ fraction: 1, percent: "100 %", left: "" });
  });

  it("fill the bar only when all is through", () => {
    expect(barText(0, 4)).toBe("░░░░");
    expect(barText(0.999, 4)).toBe("███░");
    expect(barText(1, 4)).toBe("████");
    expect(barText(0.5, 0)).toBe("");
  });
});
