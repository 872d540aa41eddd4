import type { Context } from 'aws-lambda';
import { hash } from './random.ts';
import { type Activity, running, type World } from './world.ts';

/** The result of an invocation: a value as JSON, or the name and message of its error. */
export type Outcome = { value: string | undefined } | { errorType: string; errorMessage: string };

export type Handler = (event: unknown, context: Context) => Promise<unknown>;
export type SimulatedFunction = { name: string; timeoutSeconds: number; handler: Handler };

/** Duration of a warm and of a cold start (ms). */
const [WARM_MS, COLD_MS] = [4, 900];

/** If an invocation crashes, it does so during one of its first 12 requests. */
const CRASH_WITHIN = 12;

/** Simulates Lambda: invocations may crash, time out, or never start. */
export class Functions {
  readonly #world: World;
  readonly #functions: ReadonlyMap<string, SimulatedFunction>;
  /** How often each function was invoked. */
  readonly counts = new Map<string, number>();

  constructor(world: World, functions: ReadonlyMap<string, SimulatedFunction>) {
    this.#world = world;
    this.#functions = functions;
  }

  /**
   * Runs a function with an event, as JSON.
   *
   * @param cause identifies this invocation; the same in each replay
   * @param about for stories
   */
  invoke(name: string, event: string, cause: string, about = ''): Promise<Outcome> {
    const world = this.#world;
    const fn = this.#functions.get(name);
    if (!fn) throw new Error(`The simulation has no function ${name}`);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const short = name.slice(name.indexOf('.') + 1);
    const activity = world.activity(
      `${short}:${hash(cause, 0x9e3779b9).toString(36)}${hash(cause).toString(36)}`,
      about ? `${short}(${about})` : short,
    );
    if (world.injectsFault(activity.id, 'crash', activity.name, 0.5)) {
      const draw = world.draw(`${activity.id} moment`);
      activity.crash = {
        request: 1 + Math.floor(draw * CRASH_WITHIN),
        isAfter: world.draw(`${activity.id} after`) < 0.5,
      };
    }
    const isCold = world.draw(`${activity.id} cold`) < 0.02;
    return new Promise((resolve) => {
      world.after(isCold ? world.draw(`${activity.id} start`) * COLD_MS : WARM_MS, () =>
        this.#run(fn, activity, event, resolve),
      );
    });
  }

  #run(fn: SimulatedFunction, activity: Activity, event: string, resolve: (outcome: Outcome) => void): void {
    const world = this.#world;
    const deadline = world.now + fn.timeoutSeconds * 1000;
    const end = (outcome: Outcome, isCrash = false) => {
      if (activity.dead) return;
      activity.metFault ||= isCrash;
      activity.dead = true; // whatever it left running stays frozen
      cancel();
      if (world.hasStory && 'errorType' in outcome)
        world.record(`${activity.name} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
      resolve(outcome);
    };
    const cancel = world.after(fn.timeoutSeconds * 1000, () =>
      end({ errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${fn.timeoutSeconds} seconds` }, true),
    );
    activity.kill = () => end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' }, true);
    const context = {
      awsRequestId: activity.id,
      getRemainingTimeInMillis: () => Math.max(0, deadline - world.now),
    } as Context;
    running
      .run(activity, () => fn.handler(JSON.parse(event), context))
      .then(
        (value) => end({ value: JSON.stringify(value) }),
        (error: Error) => end({ errorType: error.name, errorMessage: error.message }),
      );
  }
}
