/** The charset of an XML file: by its first bytes or its declaration; UTF-8 where it has none (XML 1.0, appendix F). */
export function declaredCharset(head: Uint8Array): string {
  const [first, second] = head;
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "UTF-16BE";
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "UTF-16LE";
  const text = Buffer.from(head.subarray(0, 512)).toString("latin1");
  return (/^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(text)?.[1] ?? "UTF-8").toUpperCase();
}
