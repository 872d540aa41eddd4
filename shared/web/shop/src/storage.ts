import { createStore, type Store } from './store.ts';

/** Reads JSON from a storage of the browser. What is absent, damaged or forbidden is `undefined`. */
const read = (storage: () => Storage, key: string): unknown => {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
};

const write = (storage: () => Storage, key: string, value: unknown): void => {
  try {
    if (value === undefined) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {} // a full or forbidden storage: the value lasts as long as the page
};

const keptIn =
  (storage: () => Storage) =>
  <Value>(key: string, accept: (stored: unknown) => Value): Store<Value> => {
    const store = createStore(accept(read(storage, key)));
    globalThis.addEventListener('storage', (event) => {
      if (event.key === key) store.set(accept(read(storage, key))); // another tab has changed it
    });
    return {
      ...store,
      set: (value) => {
        write(storage, key, value);
        store.set(value);
      },
    };
  };

/**
 * Creates a value that survives the browser's end and is the same in all tabs.
 *
 * @param accept turns what was stored, possibly nothing or nonsense, into a value
 */
export const createKept = keptIn(() => localStorage);

/** Returns whether a stored value is an object with fields to look at. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Creates a value that survives a reload, but not the end of the tab: for personal data. */
export const createKeptInTab = keptIn(() => sessionStorage);
