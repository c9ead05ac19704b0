/**
 * How long a test waits for what must come, in ms: so long that only what never comes is told. The machine may be slow and busy with other tests;
 * how fast something is, is said by the benches.
 */
export const patienceMs = 240_000;
