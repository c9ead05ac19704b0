import { visibleText } from "../domain/text.ts";
import type { SessionTrace } from "../workflows/session-trace.ts";
import { exchangeBlock, prettyXml } from "./exchange-text.ts";

/** Sessions as text for a person, or for a bank's support: a block per exchange. @param withMessages also what was said, indented */
export function sessionTraceText(traces: readonly SessionTrace[], withMessages: boolean): string {
  return traces.map((trace) => sessionText(trace, withMessages)).join("\n");
}

function sessionText({ session, connection, exchanges }: SessionTrace, withMessages: boolean): string {
  const head = `Session ${session.number}, ${connection}, ${session.startedAt} to ${session.endedAt ?? "?"}: ${session.outcome}. ${session.summary}`;
  const blocks = exchanges.map((one) => {
    const codes = [...(one.answer ?? "").matchAll(/ReturnCode[^>]*>\s*(\d{6})\s*</g)].map((match) => match[1]);
    const block = exchangeBlock({
      title: `${one.at}, ${one.step}`, about: [], requestBytes: one.requestBytes, answerBytes: one.answerBytes, technical: codes[0], business: codes[1],
      reason: one.problem === undefined ? undefined : `no answer: ${one.problem}`,
    });
    if (!withMessages) return block;
    return `${block}  >>> we\n${indented(one.request)}\n  <<< bank, after ${one.tookMs} ms\n${one.answer === undefined ? "  (none)" : indented(one.answer)}\n`;
  });
  const log = session.log.map((line) => `  ${visibleText(line)}\n`).join("");
  return `${visibleText(head)}\n${log}${blocks.length === 0 ? "  What was said is not kept any more.\n" : `\n${blocks.join("\n")}`}`;
}

function indented(xml: string): string {
  return prettyXml(xml).replace(/^/gm, "  ");
}
