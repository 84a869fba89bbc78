/** Environment variable with the folder of further actions; `--actions` sets it on the command line. */
export const actionsVariable = "DEFENDER_ACTIONS";
