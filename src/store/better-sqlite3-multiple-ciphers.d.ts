/** The part of the driver that the store and the practice bank use; the package's own declarations are not reachable through its `exports`. */
declare module "better-sqlite3-multiple-ciphers" {
  class SqliteError extends Error {
    /** Primary or extended result code: `SQLITE_BUSY`. */
    readonly code: string;
    constructor(message: string, code: string);
  }
  namespace Database {
    interface Options {
      readonly fileMustExist?: boolean;
      /** Busy time, ms. */
      readonly timeout?: number;
    }
    interface Statement<Parameters extends unknown[], Row> {
      /** It gives rows. */
      readonly reader: boolean;
      /** It changes nothing in the file. */
      readonly readonly: boolean;
      run(parameters: Readonly<Parameters>): { readonly changes: number; readonly lastInsertRowid: number | bigint };
      get(parameters: Readonly<Parameters>): Row | undefined;
      all(parameters: Readonly<Parameters>): Row[];
    }
  }
  class Database {
    static readonly SqliteError: typeof SqliteError;
    constructor(file: string, options?: Database.Options);
    readonly inTransaction: boolean;
    prepare<Parameters extends unknown[], Row>(sql: string): Database.Statement<Parameters, Row>;
    exec(sql: string): this;
    pragma(text: string, options?: { readonly simple?: boolean }): unknown;
    key(key: Buffer): number;
    rekey(key: Buffer): number;
    defaultSafeIntegers(on?: boolean): this;
    close(): this;
  }
  export default Database;
}
