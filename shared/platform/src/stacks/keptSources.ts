/** Something that runs until it is closed. */
type Closable = {
  close(): Promise<void>;
};

export type KeptSources<Spec> = {
  /** Starts what is new, closes what is no longer wanted, leaves alone what stays the same. */
  replace(specs: readonly Spec[]): Promise<void>;
  close(): Promise<void>;
};

/** Keeps one running thing for each of a changing list of descriptions; two descriptions are the same when their JSON is. */
export const keepSources = <Spec>(start: (spec: Spec) => Closable | Promise<Closable>): KeptSources<Spec> => {
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
