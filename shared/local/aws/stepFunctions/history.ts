/**
 * One event as GetExecutionHistory shows it; `timestamp` in epoch seconds. Which further field it has follows from its type.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export type HistoryEvent = {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  stateEnteredEventDetails?: { name: string; input: string };
  [details: string]: unknown;
};

/** AWS ends an execution whose history gets longer. */
export const maxEvents = 25_000;

/** The events of a running execution that are not stored yet. */
export type History = {
  /** Adds an event and returns its id. */
  add(type: string, details?: Record<string, unknown>): number;
  /** The events since the last `take`. */
  pending(): readonly HistoryEvent[];
  take(): HistoryEvent[];
};

const detailsField = (type: string): string => {
  const [, kind] = /State(Entered|Exited)$/.exec(type) ?? [];
  return kind ? `state${kind}EventDetails` : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
};

/** @param lastEventId id of the last event that is stored already; 0 for a new execution */
export const createHistory = (lastEventId: number): History => {
  let events: HistoryEvent[] = [];
  let last = lastEventId;
  return {
    add: (type, details) => {
      last += 1;
      const event = { id: last, previousEventId: last - 1, timestamp: Date.now() / 1000, type };
      events.push(details ? { ...event, [detailsField(type)]: details } : event);
      return last;
    },
    pending: () => events,
    take: () => {
      const taken = events;
      events = [];
      return taken;
    },
  };
};
