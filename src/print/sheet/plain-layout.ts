/** What pdfkit and its fontkit make of a font; reached for here only, since neither package has types for it. */
interface EmbeddedFont {
  readonly font: { readonly unitsPerEm: number; glyphForCodePoint(codePoint: number): Glyph };
  readonly scale: number;
  layoutRun(text: string, features?: unknown): GlyphRun;
}
interface Glyph {
  readonly advanceWidth: number;
  readonly path: { toSVG(): string };
}
interface GlyphRun {
  readonly glyphs: readonly Glyph[];
  readonly positions: readonly GlyphPosition[];
  readonly advanceWidth: number;
}
interface GlyphPosition {
  readonly xAdvance: number;
  readonly yAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
  readonly advanceWidth: number;
}

/** Scripts whose letters stand side by side, one glyph each. Combining marks are of script Inherited, so they are not among them. */
const plain = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]*$/u;

/**
 * Lets the document's current font lay out plain text glyph by glyph. fontkit walks all the font's ligature and kerning tables for every
 * word: three quarters of the time of a long list, and a cache of it is what leaks. All else (Arabic, combining marks) still goes there.
 */
export function layOutPlainly(document: PDFKit.PDFDocument): void {
  const { _font: font } = document as unknown as { _font: EmbeddedFont };
  const shape = font.layoutRun.bind(font);
  const known = new Map<number, { glyph: Glyph; position: GlyphPosition }>();
  const lookUp = (codePoint: number): { glyph: Glyph; position: GlyphPosition } => {
    const found = known.get(codePoint);
    if (found !== undefined) return found;
    const glyph = font.font.glyphForCodePoint(codePoint);
    const width = glyph.advanceWidth * font.scale;
    const made = { glyph, position: { xAdvance: width, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: width } };
    known.set(codePoint, made);
    return made;
  };
  font.layoutRun = (text, features) => {
    if (!plain.test(text)) return shape(text, features);
    const glyphs: Glyph[] = [];
    const positions: GlyphPosition[] = [];
    let advanceWidth = 0;
    for (const character of text) {
      const { glyph, position } = lookUp(character.codePointAt(0) ?? 0);
      glyphs.push(glyph);
      positions.push(position);
      advanceWidth += position.advanceWidth;
    }
    return { glyphs, positions, advanceWidth };
  };
}

/**
 * Draws a word's outline, centred at the origin, in the document's current font: a shape that is no text, so that it gets into nobody's
 * way who searches the page or copies a certificate off it.
 */
export function drawOutline(document: PDFKit.PDFDocument, word: string, size: number, colour: string): void {
  const { _font: { font } } = document as unknown as { _font: EmbeddedFont };
  const glyphs = [...word].map((character) => font.glyphForCodePoint(character.codePointAt(0) ?? 0));
  const scale = size / font.unitsPerEm;
  document.save().scale(scale, -scale).translate(-glyphs.reduce((sum, glyph) => sum + glyph.advanceWidth, 0) / 2, -font.unitsPerEm * 0.36);
  for (const glyph of glyphs) {
    document.path(glyph.path.toSVG()).fill(colour);
    document.translate(glyph.advanceWidth, 0);
  }
  document.restore();
}
