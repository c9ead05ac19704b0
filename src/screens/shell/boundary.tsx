import { Component, type ReactNode } from "react";

interface BoundaryProps {
  readonly children: ReactNode;
  readonly onCrash: (error: unknown) => void;
}

/** A screen that fails while it is drawn takes nothing else with it. */
export class Boundary extends Component<BoundaryProps, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown): void {
    // Not while React is still committing.
    setImmediate(() => this.props.onCrash(error));
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children;
  }
}
