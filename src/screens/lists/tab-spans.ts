import { widthOf } from "../terminal/width.ts";
import type { Span } from "../widgets/line.tsx";

/** One of several lists on a screen, chosen by its number. */
export interface Tab {
  readonly title: string;
  /** Where there is little room. */
  readonly shortTitle: string;
  /** How many rows are in it; where the tabs count, 0 is dimmed and not written. */
  readonly count?: number | undefined;
}

/**
 * `1 profile [2 accounts] 3 signers`: the open one in brackets. Where there is little room the others have their short words, then only
 * those beside the open one have any: no word is ever cut.
 * @param room cells
 */
export function tabSpans(tabs: readonly Tab[], openAt: number, room: number): Span[] {
  // A number that counts must not run into the number of the next tab.
  const between = tabs.some(({ count }) => count !== undefined) ? 2 : 0;
  const counted = ({ count }: Tab): string => (count === undefined || count === 0 ? "" : ` ${count}`);
  const forms: readonly ((tab: Tab, at: number) => string)[] = [
    ({ title }) => title,
    ({ title, shortTitle }, at) => (at === openAt ? title : shortTitle),
    ({ shortTitle }) => shortTitle,
    ...tabs.map((_, nearer) => ({ shortTitle }: Tab, at: number) => (Math.abs(at - openAt) < tabs.length - 1 - nearer ? shortTitle : "")),
  ];
  const written = (form: (tab: Tab, at: number) => string): string[] => tabs.map((tab, at) => `${`${at + 1} ${form(tab, at)}`.trimEnd()}${form(tab, at) === "" ? "" : counted(tab)}`);
  // The brackets of the open one; or, where there are blanks between, they lie in those, and the last two may be missing.
  const cells = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + widthOf(text) + 1 + between, between === 0 ? 2 : -2);
  const all = forms.map(written);
  const texts = all.find((one) => cells(one) <= room) ?? all.at(-1) ?? [];
  return texts.flatMap((text, at): Span[] => {
    if (at === openAt) return [{ text: between === 0 ? ` [${text}]` : `[${text}] `, bold: true }];
    return [{ text: between === 0 ? ` ${text}` : ` ${text}  `, dim: tabs[at]?.count === 0 }];
  });
}
