import { createStore } from './store.ts';

/** Why the shop does not respond as it should: no network, no response, too many requests, or a slow response. */
export type Trouble = 'offline' | 'down' | 'busy' | 'slow';

/** What is wrong right now, for the notice on every page. */
export const trouble = createStore<Trouble | undefined>(undefined);

/** How long a failure is shown if nothing is heard of the service any more. */
const SHOWN_MS = 20_000;
const SLOW_MS = 4_000;

const failing = new Map<string, { kind: 'down' | 'busy'; timer: ReturnType<typeof setTimeout> }>();
let slow = 0;

const update = (): void => {
  const kinds = [...failing.values()].map(({ kind }) => kind);
  const found = !navigator.onLine
    ? 'offline'
    : kinds.includes('down')
      ? 'down'
      : kinds.includes('busy')
        ? 'busy'
        : slow > 0
          ? 'slow'
          : undefined;
  if (found !== trouble.get()) trouble.set(found);
};

addEventListener('online', update);
addEventListener('offline', update);

const serviceOf = (url: string): string => /\/api\/(\w+)\//.exec(url)?.[1] ?? '';

const recovered = (service: string): void => {
  clearTimeout(failing.get(service)?.timer);
  failing.delete(service);
  update();
};

const failed = (service: string, kind: 'down' | 'busy'): void => {
  clearTimeout(failing.get(service)?.timer);
  failing.set(service, { kind, timer: setTimeout(recovered, SHOWN_MS, service) });
  update();
};

/** Sends a request, and notes how its service does. */
export const watchedFetch = async (request: Request, init: { signal: AbortSignal }): Promise<Response> => {
  const service = serviceOf(request.url);
  let isSlow = false;
  const timer = setTimeout(() => {
    isSlow = true;
    slow += 1;
    update();
  }, SLOW_MS);
  try {
    const response = await fetch(request, init);
    if (response.status === 429) failed(service, 'busy');
    else if (response.status >= 500) failed(service, 'down');
    else recovered(service);
    return response;
  } catch (error) {
    if (!request.signal.aborted) failed(service, 'down');
    throw error;
  } finally {
    clearTimeout(timer);
    if (isSlow) slow -= 1;
    update();
  }
};
