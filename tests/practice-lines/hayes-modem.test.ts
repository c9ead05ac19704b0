import { describe, expect, it } from "vitest";
import { type ExchangeAnswer, HayesModem } from "../../src/practice-lines/modem/hayes-modem.ts";

/** A modem without a wire, at a time that the test tells. */
class Desk {
  said = "";
  sent = "";
  dialled: string[] = [];
  hungUp = 0;
  now = 10_000;
  readonly modem = new HayesModem({
    say: (bytes) => { this.said += bytes.toString("latin1"); },
    send: (bytes) => { this.sent += bytes.toString("latin1"); },
    dial: (digits) => { this.dialled.push(digits); },
    hangUp: () => { this.hungUp++; },
  });

  type(text: string): string {
    this.said = "";
    this.modem.take(Buffer.from(text, "latin1"), this.now);
    return this.said;
  }

  pass(ms: number): string {
    this.said = "";
    this.now += ms;
    this.modem.tick(this.now);
    return this.said;
  }

  connected(): this {
    this.type("ATE0DT1\r");
    this.modem.answered({ kind: "connected", rate: 33_600 });
    return this;
  }
}

describe("Hayes modem", () => {
  it("echoes and answers in words, and does without on demand", () => {
    const desk = new Desk();
    expect(desk.type("AT\r")).toBe("AT\r\r\nOK\r\n");
    expect(desk.type("ATE0\r")).toBe("ATE0\r\r\nOK\r\n");
    expect(desk.type("at\r")).toBe("\r\nOK\r\n");
    expect(desk.type("ATV0\r")).toBe("0\r");
    expect(desk.type("ATQ1\r")).toBe("");
    expect(desk.type("ATQ0V1\r")).toBe("\r\nOK\r\n");
  });

  it("takes several commands in one line, repeats the last with A/, and refuses what it does not know", () => {
    const desk = new Desk();
    desk.type("ATE0\r");
    expect(desk.type("AT &C1 &D2 X4 S7=45 S12=25\r")).toBe("\r\nOK\r\n");
    expect(desk.type("ATS7?\r")).toBe("\r\n045\r\n\r\nOK\r\n");
    expect(desk.type("A/")).toBe("\r\n045\r\n\r\nOK\r\n");
    for (const wrong of ["ATS7=256\r", "AT~\r", "ATS\r", "ATE0Y9\r"]) expect(desk.type(wrong)).toBe("\r\nERROR\r\n");
    expect(desk.type("ATX\x08\x08\r")).toBe(""); // taken back: no AT any more
    expect(desk.type("hello\r")).toBe("");
    expect(desk.type("ATZE0S7?\r")).toBe("\r\n050\r\n\r\nOK\r\n");
  });

  it.each<[Exclude<ExchangeAnswer["kind"], "connected">, string]>([
    ["busy", "BUSY"], ["no-answer", "NO ANSWER"], ["no-dial-tone", "NO DIALTONE"], ["no-carrier", "NO CARRIER"], ["delayed", "DELAYED"], ["ringing-in", "RING"],
  ])("tells %s", (kind, word) => {
    const desk = new Desk();
    expect(desk.type("ATE0DT0W0615,123\r").replace(/^AT.*\r(?!\n)/, "")).toBe("");
    expect(desk.dialled).toEqual(["0W0615,123"]);
    desk.said = "";
    desk.modem.answered({ kind });
    expect(desk.said).toBe(`\r\n${word}\r\n`);
    expect(desk.modem.mode).toBe("command");
  });

  it("stops dialling on any character", () => {
    const desk = new Desk();
    desk.type("ATE0DT1\r");
    expect(desk.type(" ")).toBe("\r\nNO CARRIER\r\n");
    desk.modem.answered({ kind: "connected", rate: 300 });
    expect(desk.modem.inCall).toBe(false);
  });

  it("gives every byte on while it is in a call, commands and escapes too", () => {
    const desk = new Desk().connected();
    expect(desk.type("ATH\r+++ +++ATH\r")).toBe("");
    expect(desk.sent).toBe("ATH\r+++ +++ATH\r");
    expect(desk.modem.mode).toBe("online");
  });

  describe("escape", () => {
    it("guard, +++, guard: commands; ATO goes back; ATH hangs up", () => {
      const desk = new Desk().connected();
      desk.type("data");
      desk.pass(1_000);
      desk.type("+++");
      expect(desk.pass(990)).toBe("");
      expect(desk.pass(20)).toBe("\r\nOK\r\n");
      expect(desk.type("ATO\r")).toBe("\r\nCONNECT 33600\r\n");
      desk.pass(1_000);
      desk.type("+++");
      desk.pass(1_000);
      expect(desk.type("ATH\r")).toBe("\r\nOK\r\n");
      expect(desk.hungUp).toBe(1);
    });
    it.each([
      ["no silence before", ["data", 900, "+++", 2_000]],
      ["no silence after", ["data", 1_000, "+++", 900, "x", 2_000]],
      ["four of them", ["data", 1_000, "++++", 2_000]],
      ["two of them", ["data", 1_000, "++", 2_000]],
      ["a pause within", ["data", 1_000, "+", 1_100, "++", 2_000]],
    ])("%s: none", (_title, steps) => {
      const desk = new Desk().connected();
      for (const step of steps) typeof step === "number" ? desk.pass(step) : desk.type(step);
      expect(desk.modem.mode).toBe("online");
    });
    it("is off above 127, and its time is in S12", () => {
      const off = new Desk();
      off.type("ATS2=255\r");
      off.connected().pass(2_000);
      off.type("+++");
      off.pass(2_000);
      expect(off.modem.mode).toBe("online");
      const quick = new Desk();
      quick.type("ATS12=2\r");
      quick.connected().pass(40);
      quick.type("+++");
      quick.pass(40);
      expect(quick.modem.mode).toBe("command");
    });
  });

  it("says NO CARRIER when the far end hangs up, and hangs up when DTR drops", () => {
    const desk = new Desk().connected();
    desk.said = "";
    desk.modem.carrierLost();
    expect(desk.said).toBe("\r\nNO CARRIER\r\n");
    const other = new Desk().connected();
    other.modem.dtrDropped();
    expect([other.hungUp, other.modem.inCall]).toEqual([1, false]);
  });
});
