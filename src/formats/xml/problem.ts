/** Why an XML text cannot be read on: thrown inside this folder only, handed out as a finding. */
export class XmlProblem extends Error {
  readonly code: string;
  /** Byte offset in the current block. */
  readonly at: number;

  constructor(code: string, message: string, at: number) {
    super(message);
    this.code = code;
    this.at = at;
  }
}
