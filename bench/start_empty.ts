/** An empty program: the cost of Node itself. */
process.exitCode = 0;
