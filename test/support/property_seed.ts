/** The seed of property tests: another one for each process, or FC_SEED to repeat a run that failed. */
export const seed = Number(process.env["FC_SEED"] ?? Math.floor(Date.now() % 2 ** 31));
