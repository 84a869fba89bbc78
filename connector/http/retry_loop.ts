/** Repeats an attempt until it succeeds or no attempt is left. Only this file uses axios-retry. */
import axiosRetry from "axios-retry";
import { bareClient } from "./axios_transport.js";

/** The value of one attempt, and whether another attempt should follow. */
export interface Tried<T> {
  readonly value: T;
  readonly again: boolean;
}

/** Carries a result through the library, which repeats only after errors. */
class Again<T> extends Error {
  readonly value: T;
  /** The library needs the request in the error to repeat it. */
  readonly config: unknown;

  constructor(value: T, config: unknown) {
    super("again");
    this.value = value;
    this.config = config;
  }
}

const client = bareClient();
axiosRetry(client, {
  retryCondition: (error: unknown) => error instanceof Again,
  // The attempt waits, since it knows the rate limit, the wait that the service asks for, and the deadline.
  retryDelay: () => 0,
  shouldResetTimeout: true,
});

/**
 * Runs the attempt up to `attempts` times while it asks for another one. Returns the last value.
 * @throws what the attempt throws, without a further attempt
 */
export async function retryLoop<T>(attempt: () => Promise<Tried<T>>, attempts: number): Promise<T> {
  // Nearly every call needs one attempt only, and the library costs more time than the rest of a call.
  const { value, again } = await attempt();
  return again && attempts > 1 ? repeatAttempt(attempt, attempts - 1) : value;
}

async function repeatAttempt<T>(attempt: () => Promise<Tried<T>>, attempts: number): Promise<T> {
  try {
    const response = await client.request<T>({
      "axios-retry": { retries: attempts - 1 },
      adapter: async (config) => {
        const { value, again } = await attempt();
        if (again) throw new Again(value, config);
        return { data: value, status: 200, statusText: "", headers: {}, config };
      },
      transformResponse: [],
    });
    return response.data;
  } catch (error) {
    if (error instanceof Again) return error.value as T;
    throw error;
  }
}
