/**
 * Something the operator can do, as data: the keys, the footer, `?`, the palette, the `:` line and the reference all read it.
 * @typeParam Context what it works on: a screen's context, or the shell's for commands that work everywhere
 */
export interface Command<Context> {
  /** Dotted, unique, stable (key remapping and the journal refer to it): `order.sign`. */
  readonly id: string;
  /** Imperative, short, lower case, as in the footer: `sign`. */
  readonly title: string;
  /** Canonical or written as in `Ctrl-K`; the first is shown. At least one must be typable on every layout. */
  readonly keys: readonly string[];
  /** One sentence for `?` and the reference, when the title is not enough. */
  readonly description?: string | undefined;
  /** What follows the name on the `:` line: `<order number>`. */
  readonly argument?: string | undefined;
  /** False keeps it out of the footer, not out of the rest. Default true. */
  readonly inFooter?: boolean | undefined;
  /** False: it makes no sense here and is not shown. */
  readonly when?: ((context: Context) => boolean) | undefined;
  /** Why not now, as a sentence: shown in `?` and the palette, and as notice when its key is pressed. */
  readonly disabledReason?: ((context: Context) => string | undefined) | undefined;
  /** A rejection is shown to the operator as an error dialog. */
  readonly run: (context: Context, argument?: string) => void | Promise<void>;
}

/** A command tied to what it works on, in its state of this moment. */
export interface LiveCommand {
  readonly id: string;
  readonly title: string;
  /** Canonical names. */
  readonly keys: readonly string[];
  readonly description: string | undefined;
  readonly argument: string | undefined;
  readonly inFooter: boolean;
  /** `undefined` when it can be run now. */
  readonly disabledReason: string | undefined;
  readonly run: (argument?: string) => void | Promise<void>;
}

/** Other keys for a command, by its id: `{ "order.sign": ["f4"] }`. An empty list takes the keys away. */
export type KeyRemapping = Readonly<Record<string, readonly string[]>>;
