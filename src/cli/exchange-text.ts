import { visibleText } from "../domain/text.ts";
import { returnCode } from "../ebics/index.ts";

/** An exchange as both sides' traces show it; outside text in it is filtered here. */
export interface ShownExchange {
  /** `PRACTICE bank, exchange 12, 2026-11-23T08:00:00Z, H005`. */
  readonly title: string;
  /** Who, what, where in the transaction; one after the other, left out where unknown. */
  readonly about: readonly (string | undefined)[];
  readonly requestBytes: number | undefined;
  readonly answerBytes: number | undefined;
  readonly technical: string | undefined;
  readonly business: string | undefined;
  /** More than the codes say. */
  readonly reason: string | undefined;
}

/** A block of a few lines. */
export function exchangeBlock(shown: ShownExchange): string {
  const { requestBytes, answerBytes, technical, business, reason } = shown;
  const size = (bytes: number | undefined): string => (bytes === undefined ? "none" : `${bytes.toLocaleString("en-GB")} bytes`);
  const lines = [
    shown.about.filter((part) => part !== undefined && part !== "").join(" · "),
    `request ${size(requestBytes)}, answer ${size(answerBytes)}`,
    technical === undefined ? undefined : `technical ${codeText(technical)}`,
    business === undefined || (business === "000000" && technical !== undefined && technical !== "000000") ? undefined : `business  ${codeText(business)}`,
    reason === undefined ? undefined : `why       ${reason}`,
  ];
  return `${visibleText(shown.title)}\n${lines.filter((line) => line !== undefined && line !== "").map((line) => `  ${visibleText(line ?? "")}\n`).join("")}`;
}

/** XML with a line per element, indented; every line filtered: what came from the other side may hold anything. */
export function prettyXml(xml: string): string {
  const tokens = xml.match(/<[^>]*>|[^<]+/g) ?? [];
  const lines: string[] = [];
  let depth = 0;
  const put = (text: string): void => void lines.push(`${"  ".repeat(Math.min(depth, 40))}${visibleText(text)}`);
  for (let at = 0; at < tokens.length; at++) {
    const token = (tokens[at] ?? "").trim();
    const [next = "", after = ""] = tokens.slice(at + 1, at + 3);
    if (token === "") continue;
    if (token.startsWith("</")) {
      depth = Math.max(0, depth - 1);
      put(token);
    } else if (!/^<[^/!?]/.test(token) || token.endsWith("/>")) put(token);
    else if (next.startsWith("</")) {
      put(token + next);
      at += 1;
    } else if (!next.startsWith("<") && after.startsWith("</")) {
      put(token + next.trim() + after);
      at += 2;
    } else {
      put(token);
      depth++;
    }
  }
  return lines.join("\n");
}

function codeText(code: string): string {
  const { name, sentence } = returnCode(code);
  return `${code} ${name}: ${sentence}`;
}
