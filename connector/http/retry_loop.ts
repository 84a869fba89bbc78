/** The one file that knows axios-retry: repeats an attempt until it needs no other, or none is left. */
import axiosRetry from "axios-retry";
import { bareClient } from "./axios_transport.js";

/** What one attempt came to, and whether another should follow. */
export interface Tried<T> {
  readonly value: T;
  readonly again: boolean;
}

/** Carries a result that asks for another attempt through the library, which repeats on errors only. */
class Again<T> extends Error {
  readonly value: T;
  /** The library repeats an error that carries the request it belongs to. */
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
  // The wait is the attempt's own: it knows the budget, the service's wish and the deadline.
  retryDelay: () => 0,
  shouldResetTimeout: true,
});

/**
 * Runs the attempt up to `attempts` times while it asks for another. Gives the last value; throws what the
 * attempt throws, at once.
 */
export async function retryLoop<T>(attempt: () => Promise<Tried<T>>, attempts: number): Promise<T> {
  // Nearly every call needs one attempt only, and the library costs more than all the rest of a call.
  const { value, again } = await attempt();
  return again && attempts > 1 ? repeating(attempt, attempts - 1) : value;
}

async function repeating<T>(attempt: () => Promise<Tried<T>>, attempts: number): Promise<T> {
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
