/** What can be done with jobs. */
export const jobVerbs = ["list", "show", "cancel", "retry", "result", "schedules"] as const;
