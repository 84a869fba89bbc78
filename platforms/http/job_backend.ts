/** What the routes of jobs need: jobs in memory, or in the database of a fleet. */
import type { FastifyReply, FastifyRequest } from "fastify";

/** A job as its caller sees it. */
export interface SeenJob {
  readonly id: string;
  /** The object of the job in responses. */
  readonly status: object;
}

/** A job that its caller asks for. */
export interface FoundJob extends SeenJob {
  /** @throws NotFinished */
  sendResult(reply: FastifyReply): FastifyReply | Promise<FastifyReply>;
  /** Cancels an active job and returns its object, or removes one that has ended. */
  end(): object | undefined | Promise<object | undefined>;
}

/** The jobs of a service. A caller sees its own jobs only. */
export interface JobBackend {
  /** Reads the input, and starts or queues the job. */
  start(request: FastifyRequest): Promise<SeenJob>;
  /** Returns the objects of the jobs, the oldest first. */
  list(caller: string | undefined): object[] | Promise<object[]>;
  /** @throws UnknownJob */
  find(id: string, caller: string | undefined): FoundJob | Promise<FoundJob>;
}
