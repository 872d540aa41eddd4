/** Something that runs until it is closed. */
type Closable = {
  close(): Promise<void>;
};

export type RunningSources<Spec> = {
  /** Starts new sources, closes removed ones, and does not touch unchanged ones. */
  replace(specs: readonly Spec[]): Promise<void>;
  close(): Promise<void>;
};

/** Runs one source for each spec of a changing list. Two specs are equal if their JSON is. */
export const createRunningSources = <Spec>(
  start: (spec: Spec) => Closable | Promise<Closable>,
): RunningSources<Spec> => {
  let running = new Map<string, Closable>();
  return {
    async replace(specs) {
      const wanted = new Map(specs.map((spec) => [JSON.stringify(spec), spec]));
      const gone = [...running].filter(([key]) => !wanted.has(key));
      await Promise.all(gone.map(([, source]) => source.close()));
      const next = new Map<string, Closable>();
      for (const [key, spec] of wanted) next.set(key, running.get(key) ?? (await start(spec)));
      running = next;
    },
    async close() {
      await Promise.all([...running.values()].map((source) => source.close()));
      running = new Map();
    },
  };
};
