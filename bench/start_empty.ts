/** A process that does next to nothing: what Node itself costs. */
process.exitCode = 0;
