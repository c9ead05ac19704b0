import { type ReactNode, useLayoutEffect, useState } from "react";

/** Tells when that which an event has changed is drawn. One per session. */
export class Drawn {
  #draw: (() => void) | undefined;
  #waiting: (() => void)[] = [];

  /**
   * Calls back once all state that was set before this call, in the same run of code, has been drawn, and its widgets have the keyboard.
   * @param then called at once when nothing is drawn any more
   */
  after(then: () => void): void {
    if (this.#draw === undefined) {
      then();
      return;
    }
    this.#waiting.push(then);
    this.#draw();
  }

  /** @param draw asks for a drawing. @returns takes it back; whoever waits is called */
  attach(draw: () => void): () => void {
    this.#draw = draw;
    return () => {
      this.#draw = undefined;
      this.settle();
    };
  }

  settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const then of waiting) then();
  }
}

/**
 * Draws nothing. Its state is set behind the state of the screen, so both come to the screen in one commit, whenever that is:
 * React's scheduler is one for the whole process, and with several busy operators in it a commit may be many turns away.
 */
export function DrawnMark({ drawn }: { readonly drawn: Drawn }): ReactNode {
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => drawn.attach(() => setTurn((before) => before + 1)), [drawn]);
  useLayoutEffect(() => {
    if (turn > 0) drawn.settle();
  }, [drawn, turn]);
  return null;
}
