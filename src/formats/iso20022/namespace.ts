/** The message a namespace stands for: `pain.001.001.09`, `pain.001.001.03.ch.02`; undefined for others (xsi, head.001 …). */
export function messageOf(namespace: string): string | undefined {
  return /(?:^|[:/$])((?:pain|camt)\.\d{3}\.\d{3}\.\d{2}(?:\.[a-z]{2}\.\d{2})?)(?:\.xsd)?$/.exec(namespace)?.[1];
}

/** What the beginning of a file says it is. */
export interface MessageInHead {
  /** Of the first namespace that names one. */
  readonly message: string | undefined;
  /** Their local names, in the order of the file. */
  readonly elements: readonly string[];
}

export function messageInHead(head: Uint8Array): MessageInHead {
  const text = headText(head).replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  let message: string | undefined;
  for (const match of text.matchAll(/\bxmlns(?::[\w.-]+)?\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    message ??= messageOf((match[1] ?? match[2] ?? "").trim());
  }
  const elements = Array.from(text.matchAll(/<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/g), (match) => match[1] ?? "");
  return { message, elements };
}

function headText(head: Uint8Array): string {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return new TextDecoder("utf-16le").decode(head);
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return new TextDecoder("utf-16be").decode(head);
  return Buffer.from(head).toString("latin1");
}
