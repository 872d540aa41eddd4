import type { History } from './history.ts';
import { type InterpreterEvent, nextMark, type Step } from './machine.ts';

/**
 * Writes what goes on inside a Map or Parallel state into the history.
 * @returns once the interpreter has no more events
 */
export const recordNestedEvents = async (
  step: Step,
  events: AsyncGenerator<InterpreterEvent>,
  history: History,
): Promise<void> => {
  for await (const event of events) {
    switch (event.type) {
      case 'StateEntered':
        if (isOwn(event.state.name, step)) break;
        history.add(`${event.state.type}StateEntered`, {
          name: event.state.name,
          input: JSON.stringify(event.state.input),
        });
        break;
      case 'StateExited':
        if (isOwn(event.state.name, step)) break;
        history.add(`${event.state.type}StateExited`, {
          name: event.state.name,
          output: JSON.stringify(event.state.output),
        });
        break;
      case 'MapIterationStarted':
      case 'MapIterationSucceeded':
      case 'MapIterationFailed':
        history.add(event.type, { name: event.parentState.name, index: event.index });
        break;
    }
  }
};

/** The step itself is in the history already; the marks after it are no states. */
const isOwn = (name: string, step: Step): boolean => name === step.name || name.startsWith(nextMark);
