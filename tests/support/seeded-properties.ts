import fc from "fast-check";

/** Properties are tried with the same cases in every run, so that only a change turns one red. `KONTOR_SEED=$RANDOM npm test` tries others; a failure names its seed. */
fc.configureGlobal({ seed: Number(process.env.KONTOR_SEED ?? 1) });
