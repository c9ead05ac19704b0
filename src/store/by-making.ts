import { sql } from "kysely";

/**
 * The order in which rows were made: by the time with which their id begins (`makeId`), and within one millisecond, where the rest of the id is
 * random, in the order in which they were written.
 */
export const byMaking = sql`substr(id, 1, 10), rowid`;
export const newestMadeFirst = sql`substr(id, 1, 10) desc, rowid desc`;
