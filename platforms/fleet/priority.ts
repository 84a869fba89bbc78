/** Priority of a job if none is chosen: between the most urgent jobs and those that can wait. 1 is the most urgent. */
export const usualPriority = 1000;
