import { AsyncLocalStorage } from 'node:async_hooks';

/** What the actors did, in order: `cleanUp DeleteItem`. */
export type Trace = string[];

type Sendable = { prototype: { send(...args: never[]): unknown } };

const actor = new AsyncLocalStorage<string>();
let waitForTurn: (who: string, what: string) => Promise<void> = async () => {};

/** Makes every call of these AWS clients wait until its actor's turn has come. Calls outside of any actor go through. */
export const scheduleCallsOf = (...clients: Sendable[]): void => {
  for (const { prototype } of clients) {
    const send = prototype.send as (command: object) => Promise<unknown>;
    prototype.send = async function (this: unknown, command: object) {
      await turn(command.constructor.name.replace(/Command$/, ''));
      return send.call(this, command);
    } as typeof prototype.send;
  }
};

/** Waits for the turn of the actor that calls it; `what` goes into the trace. */
export const turn = async (what: string): Promise<void> => {
  const who = actor.getStore();
  if (who !== undefined) await waitForTurn(who, what);
};

/**
 * Runs actors at once, but only one call of one of them at a time, in the order that `pick` says.
 *
 * @param pick chooses among the actors that wait for their turn
 * @returns what was called in which order
 * @throws what an actor threw
 */
export const interleave = async (
  actors: Record<string, () => Promise<void>>,
  pick: (ready: string[]) => string | undefined,
): Promise<Trace> => {
  const trace: Trace = [];
  const waiting = new Map<string, { what: string; go: () => void }>();
  const running = new Set(Object.keys(actors));
  let changed = () => {};
  waitForTurn = (who, what) =>
    new Promise((go) => {
      waiting.set(who, { what, go });
      changed();
    });
  const done = Object.entries(actors).map(([name, act]) =>
    actor.run(name, act).finally(() => {
      running.delete(name);
      changed();
    }),
  );
  const settled = Promise.allSettled(done);
  while (running.size > 0) {
    if (waiting.size < running.size) {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
      continue;
    }
    const ready = [...waiting.keys()];
    const name = pick(ready) ?? ready[0] ?? '';
    const next = waiting.get(name);
    waiting.delete(name);
    trace.push(`${name} ${next?.what}`);
    next?.go();
  }
  for (const result of await settled) if (result.status === 'rejected') throw result.reason;
  return trace;
};
