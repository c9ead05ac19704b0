/** What is used of two packages without types. */
declare module "blessed" {
  interface Screen {
    /** Rows of cells: colours, and the character. */
    readonly lines: readonly (readonly (readonly [attributes: number, character: string])[])[];
    append(widget: unknown): void;
    render(): void;
    destroy(): void;
  }
  const blessed: { screen(options: Readonly<Record<string, unknown>>): Screen };
  export default blessed;
}
declare module "blessed-contrib" {
  interface Series {
    readonly x: readonly string[];
    readonly y: readonly number[];
    readonly style?: { readonly line: string };
  }
  const contrib: { line(options: Readonly<Record<string, unknown>>): { setData(series: readonly Series[]): void } };
  export default contrib;
}
