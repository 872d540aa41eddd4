/** One request of the Postman collection's story. */
export type Step = {
  /** Unique in the story. */
  name: string;
  /** The service of the route; everything not given here comes from its document. */
  service?: string;
  route?: string;
  /** A request to something other than a service. */
  request?: {
    method: string;
    url: string;
    /** The AWS service for which the request is signed, with the environment's key. */
    signedFor?: string;
    description?: string;
  };
  /** Values of the path and query parameters; one of a group of them has its own name, `attr.Size`. */
  path?: Record<string, string>;
  query?: Record<string, string>;
  /** Changes to the document's example; all other fields are the example's. */
  body?: Record<string, unknown>;
  /** Sends no body instead of the document's example. */
  withoutBody?: true;
  /** A form instead of JSON. */
  form?: Record<string, string>;
  /** A file below `docs`. */
  file?: string;
  /** The variable that holds the token. */
  token?: string;
  /** Further headers. */
  headers?: Record<string, string>;
  /** Whether an `Idempotency-Key` is sent. */
  idempotencyKey?: true;
  /** Lines of JavaScript that run before the request. */
  before?: readonly string[];
  status: number;
  /** JavaScript condition on the answer `json`: the request is repeated until it is true, for up to half a minute. */
  until?: string;
  /** JavaScript conditions on the answer `json` that must be true, by their descriptions. */
  holds?: Record<string, string>;
  /** Variables to save, each with a JavaScript expression on `json`. */
  save?: Record<string, string>;
};

/**
 * Returns a function that creates steps for a service's routes: with status 200, and with the token if one is given, unless a step
 * overrides them.
 */
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
