/** One request of the story that the Postman collection tells. */
export type Step = {
  /** Unique in the story. */
  name: string;
  /** A route of a service: what is not said here comes from its document. */
  service?: string;
  route?: string;
  /** A request to something else than a service. */
  request?: {
    method: string;
    url: string;
    /** The AWS service that it is signed for, with the environment's key. */
    signedFor?: string;
    description?: string;
  };
  /** Values of path parameters and of a query. */
  path?: Record<string, string>;
  query?: Record<string, string>;
  /** Instead of the document's example; fields that are not named are the example's. */
  body?: Record<string, unknown>;
  /** Instead of the document's example: no body at all. */
  withoutBody?: true;
  /** A form in the place of JSON. */
  form?: Record<string, string>;
  /** A file below `docs`. */
  file?: string;
  /** The variable that holds the token. */
  token?: string;
  /** Further headers. */
  headers?: Record<string, string>;
  /** Whether an `Idempotency-Key` goes with it. */
  idempotencyKey?: true;
  /** Lines of JavaScript that run before it. */
  before?: readonly string[];
  status: number;
  /** JavaScript over the answer `json`: asked again until it holds, for up to half a minute. */
  until?: string;
  /** JavaScript over the answer `json` that has to hold, by what it says. */
  holds?: Record<string, string>;
  /** Variables that keep a value of the answer: JavaScript over `json`. */
  save?: Record<string, string>;
};

/** Makes steps that call routes of a service; with status 200, and with the token if one is named, unless they say otherwise. */
export const stepsOf =
  (service: string, token?: string) =>
  (name: string, route: string, more: Omit<Partial<Step>, 'name' | 'service' | 'route'> = {}): Step => ({
    name,
    service,
    route,
    ...(token === undefined ? {} : { token }),
    status: 200,
    ...more,
  });

/** A folder of the collection: a part of the story. */
export type Chapter = {
  name: string;
  description: string;
  steps: readonly Step[];
};
