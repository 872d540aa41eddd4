import * as z from 'zod';

/**
 * The supported part of the Amazon States Language, as strict schemas: unknown fields are rejected, never ignored. Left out because the
 * interpreter does not know them: JSONata, variables (`Assign`), `Credentials`, timeouts by path, distributed maps. Left out because an
 * Express state machine cannot have them: callbacks, and with them `HeartbeatSeconds`.
 * @see https://states-language.net/spec.html
 */

/** The longest wait of a timer of Node, in seconds: a little over 24 days. */
export const maxTimerSeconds = 2_147_483;

const path = z.string().startsWith('$');
const nullablePath = path.nullable();
const seconds = z.int().min(1).max(99_999_999);
const template = z.looseObject({});

const anyState = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
};
const flow = { Next: z.string().optional(), End: z.literal(true).optional() };
const inputAndOutput = { InputPath: nullablePath.optional(), OutputPath: nullablePath.optional() };

const Errors = z.array(z.string().min(1)).min(1);
const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: Errors,
  IntervalSeconds: seconds.optional(),
  MaxAttempts: z.int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(maxTimerSeconds).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: Errors,
  Next: z.string(),
  ResultPath: nullablePath.optional(),
});

/** `States.ALL` must be alone and last, as on AWS. */
const wildcardAlone = (rules: { ErrorEquals: string[] }[]) =>
  rules.every(({ ErrorEquals }, index) => {
    if (!ErrorEquals.includes('States.ALL')) return true;
    return ErrorEquals.length === 1 && index === rules.length - 1;
  });
const wildcardMessage = 'States.ALL must stand alone in ErrorEquals of the last rule';

const work = {
  ...anyState,
  ...flow,
  ...inputAndOutput,
  ResultSelector: template.optional(),
  ResultPath: nullablePath.optional(),
  Retry: z.array(Retrier).refine(wildcardAlone, wildcardMessage).optional(),
  Catch: z.array(Catcher).refine(wildcardAlone, wildcardMessage).optional(),
};

const Task = z.strictObject({
  Type: z.literal('Task'),
  ...work,
  Resource: z.string(),
  Parameters: template.optional(),
  TimeoutSeconds: seconds.optional(),
});
const Pass = z.strictObject({
  Type: z.literal('Pass'),
  ...anyState,
  ...flow,
  ...inputAndOutput,
  Result: z.json().optional(),
  Parameters: z.json().optional(),
  ResultPath: nullablePath.optional(),
});
const Wait = z.strictObject({
  Type: z.literal('Wait'),
  ...anyState,
  ...flow,
  ...inputAndOutput,
  Seconds: z.int().min(0).max(maxTimerSeconds).optional(),
  SecondsPath: path.optional(),
  Timestamp: z.iso.datetime({ offset: true }).optional(),
  TimestampPath: path.optional(),
});
const Succeed = z.strictObject({ Type: z.literal('Succeed'), ...anyState, ...inputAndOutput });
const Fail = z.strictObject({
  Type: z.literal('Fail'),
  ...anyState,
  Error: z.string().optional(),
  ErrorPath: path.optional(),
  Cause: z.string().optional(),
  CausePath: path.optional(),
});

const order = '(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?';
const tests = [
  new RegExp(`^(String|Numeric|Timestamp)${order}$`),
  /^(BooleanEquals(Path)?|StringMatches)$/,
  /^Is(Null|Present|Numeric|String|Boolean|Timestamp)$/,
];

/** A rule of a Choice state: one test of a variable, or And, Or, Not of rules; only the outermost has a Next. */
export type ChoiceRule = {
  Comment?: string;
  Variable?: string;
  And?: ChoiceRule[];
  Or?: ChoiceRule[];
  Not?: ChoiceRule;
  Next?: string;
  [test: string]: unknown;
};

const structure = ['Comment', 'Variable', 'Next', 'And', 'Or', 'Not'];
const isTest = (field: string) => tests.some((test) => test.test(field));

const ChoiceRule: z.ZodType<ChoiceRule> = z
  .looseObject({
    Comment: z.string().optional(),
    Variable: path.optional(),
    Next: z.string().optional(),
    get And() {
      return z.array(ChoiceRule).min(1).optional();
    },
    get Or() {
      return z.array(ChoiceRule).min(1).optional();
    },
    get Not() {
      return ChoiceRule.optional();
    },
  })
  .superRefine((rule, context) => {
    const fields = Object.keys(rule);
    for (const field of fields.filter((key) => !structure.includes(key) && !isTest(key))) {
      context.addIssue({ code: 'custom', path: [field], message: `Unrecognized key: "${field}"` });
    }
    if (fields.filter((key) => isTest(key) || ['And', 'Or', 'Not'].includes(key)).length !== 1) {
      context.addIssue({ code: 'custom', message: 'A choice rule has exactly one test' });
    }
  }) as z.ZodType<ChoiceRule>;

const Choice = z.strictObject({
  Type: z.literal('Choice'),
  ...anyState,
  ...inputAndOutput,
  Choices: z.array(ChoiceRule).min(1),
  Default: z.string().optional(),
});

const nested = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE').optional() }).optional(),
  StartAt: z.string(),
  get States() {
    return States;
  },
});
const Parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...work,
  Parameters: template.optional(),
  get Branches() {
    return z.array(nested).min(1);
  },
});
const MapOver = z.strictObject({
  Type: z.literal('Map'),
  ...work,
  ItemsPath: path.optional(),
  Parameters: template.optional(),
  ItemSelector: template.optional(),
  MaxConcurrency: z.int().min(0).optional(),
  get ItemProcessor() {
    return nested.optional();
  },
  get Iterator() {
    return nested.optional();
  },
});

/** A state of a definition. */
export type State = {
  Type: 'Task' | 'Pass' | 'Wait' | 'Choice' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
  Next?: string;
  End?: true;
  Resource?: string;
  Parameters?: unknown;
  TimeoutSeconds?: number;
  Retry?: { ErrorEquals: string[]; IntervalSeconds?: number; BackoffRate?: number; MaxDelaySeconds?: number }[];
  Catch?: { ErrorEquals: string[]; Next: string; ResultPath?: string | null }[];
  Choices?: ChoiceRule[];
  Default?: string;
  Branches?: Definition[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
  [field: string]: unknown;
};

/** A state machine, or the part of one inside a Map or Parallel state. */
export type Definition = { StartAt: string; States: Record<string, State>; TimeoutSeconds?: number };

const States: z.ZodType<Record<string, State>> = z.record(
  z.string().min(1).max(80),
  z.discriminatedUnion('Type', [Task, Pass, Wait, Choice, Succeed, Fail, Parallel, MapOver]),
) as unknown as z.ZodType<Record<string, State>>;

const StateMachineDefinition = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  TimeoutSeconds: seconds.optional(),
  StartAt: z.string(),
  States,
});

/**
 * Reads a definition's JSON.
 * @throws Error that names each unsupported field, value or kind of state
 */
export const readDefinition = (json: string): Definition => {
  const parsed = StateMachineDefinition.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data as Definition;
  throw new Error(`Not supported in a state machine on this platform:\n${z.prettifyError(parsed.error)}`);
};
