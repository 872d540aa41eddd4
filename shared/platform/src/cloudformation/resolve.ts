import { type Identity, type Template, TemplateError, type TemplateParameter } from './template.ts';

/** The context that a template's expressions may refer to. */
export type ResolveContext = {
  /** The stack's name, for error messages and `AWS::StackName`. */
  stack: string;
  template: Template;
  region: string;
  accountId: string;
  /** Returns the identity of one of the template's resources. Called on first use, so resources may refer to each other in any order. */
  identity(logicalId: string): Identity;
  /** Returns a parameter of Parameter Store; `undefined` if it does not exist. */
  storedParameter(name: string): string | undefined;
  /** Returns a value that another stack exports; `undefined` if it does not exist. */
  exportedValue?(name: string): string | undefined;
};

export type Resolver = {
  /** Resolves every intrinsic function in a value. `AWS::NoValue` members are left out. */
  resolve(value: unknown): unknown;
  /** Returns whether the named condition of the template is true. */
  condition(name: string): boolean;
};

type IntrinsicFunction = (argument: unknown) => unknown;

/**
 * Resolves the intrinsic functions of one template.
 *
 * @throws {TemplateError} for anything that cannot be resolved, with the stack's name and the missing reference
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const createResolver = (context: ResolveContext): Resolver => {
  const fail = (message: string): never => {
    throw new TemplateError(`${context.stack}: ${message}`);
  };
  const lookUp = createLookUp(context, fail);
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (!isRecord(value)) return value;
    const keys = Object.keys(value);
    const [only] = keys;
    if (keys.length === 1 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::'))) {
      const intrinsic = functions[only] ?? fail(`${only} is not a function that the local platform knows.`);
      return intrinsic(value[only]);
    }
    const entries = Object.entries(value).map(([key, member]) => [key, resolve(member)] as const);
    return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
  };
  const evaluate = createConditions(context.template, resolve, fail);
  const functions = createFunctions(context, { resolve, lookUp, condition: evaluate, fail });
  return { resolve, condition: (name) => evaluate({ Condition: name }) };
};

type Fail = (message: string) => never;

type LookUp = {
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): string;
};

const createLookUp = (context: ResolveContext, fail: Fail): LookUp => {
  const { template, region, accountId, stack } = context;
  const pseudo: Record<string, unknown> = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stack}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': undefined,
  };
  const identity = (logicalId: string): Identity =>
    template.Resources[logicalId]
      ? context.identity(logicalId)
      : fail(`there is no parameter or resource named ${logicalId}.`);
  return {
    ref(name) {
      if (name in pseudo) return pseudo[name];
      const parameter = template.Parameters?.[name];
      return parameter ? parameterValue(context, name, parameter, fail) : identity(name).ref;
    },
    attribute(logicalId, attribute) {
      const value = identity(logicalId).attributes[attribute];
      const type = template.Resources[logicalId]?.Type;
      return value ?? fail(`${logicalId} (${type}) has no attribute ${attribute} on the local platform.`);
    },
  };
};

const parameterValue = (context: ResolveContext, name: string, parameter: TemplateParameter, fail: Fail): unknown => {
  const { Type: type, Default: given } = parameter;
  if (given === undefined) return fail(`parameter ${name} has no default value.`);
  const text = String(given);
  if (!type.startsWith('AWS::SSM::Parameter::Value<')) return isList(type) ? splitList(text) : text;
  const stored = context.storedParameter(text);
  if (stored === undefined) {
    return fail(`reads the parameter ${text} (as ${name}), but no stack that runs here writes it.`);
  }
  return isList(type) ? splitList(stored) : stored;
};

const isList = (type: string) => /CommaDelimitedList|List</.test(type);
const splitList = (text: string) => text.split(',').map((item) => item.trim());

const createConditions = (template: Template, resolve: (value: unknown) => unknown, fail: Fail) => {
  const all = (value: unknown) => (Array.isArray(value) ? value : [value]);
  return function evaluate(expression: unknown): boolean {
    if (!isRecord(expression)) return fail(`${JSON.stringify(expression)} is not a condition.`);
    const [[name, argument] = ['', undefined]] = Object.entries(expression);
    switch (name) {
      case 'Condition': {
        const named = template.Conditions?.[String(argument)];
        return named === undefined ? fail(`there is no condition named ${argument}.`) : evaluate(named);
      }
      case 'Fn::Equals': {
        const [left, right] = all(argument).map(resolve);
        return JSON.stringify(left) === JSON.stringify(right);
      }
      case 'Fn::Not':
        return !all(argument).every(evaluate);
      case 'Fn::And':
        return all(argument).every(evaluate);
      case 'Fn::Or':
        return all(argument).some(evaluate);
      default:
        return fail(`${name} is not a condition function that the local platform knows.`);
    }
  };
};

type FunctionParts = {
  resolve(value: unknown): unknown;
  lookUp: LookUp;
  condition(expression: unknown): boolean;
  fail: Fail;
};

const createFunctions = (context: ResolveContext, parts: FunctionParts): Record<string, IntrinsicFunction> => {
  const { resolve, lookUp, condition, fail } = parts;
  const list = (value: unknown, of: string): unknown[] => {
    const resolved = resolve(value);
    return Array.isArray(resolved) ? resolved : fail(`${of} needs a list, not ${JSON.stringify(value)}.`);
  };
  const pair = (argument: unknown, of: string): unknown[] =>
    Array.isArray(argument) ? argument : fail(`${of} needs a list, not ${JSON.stringify(argument)}.`);
  return {
    Ref: (name) => lookUp.ref(String(name)),
    'Fn::GetAtt': (argument) => {
      const [logicalId, ...attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
      return lookUp.attribute(String(logicalId), attribute.join('.'));
    },
    'Fn::Sub': (argument) => {
      const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
      return substitute(String(text), isRecord(variables) ? variables : {}, { resolve, lookUp });
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = pair(argument, 'Fn::Join');
      return list(parts, 'Fn::Join').join(String(separator));
    },
    'Fn::Split': (argument) => {
      const [separator, text] = pair(argument, 'Fn::Split');
      return String(resolve(text)).split(String(separator));
    },
    'Fn::Select': (argument) => {
      const [index, parts] = pair(argument, 'Fn::Select');
      return list(parts, 'Fn::Select')[Number(resolve(index))] ?? fail(`Fn::Select finds nothing at index ${index}.`);
    },
    'Fn::If': (argument) => {
      const [name, yes, no] = pair(argument, 'Fn::If');
      return resolve(condition({ Condition: name }) ? yes : no);
    },
    'Fn::FindInMap': (argument) => {
      const [map, top, second] = list(argument, 'Fn::FindInMap').map(String);
      const found = context.template.Mappings?.[map ?? '']?.[top ?? '']?.[second ?? ''];
      return found ?? fail(`Fn::FindInMap finds nothing at ${map}.${top}.${second}.`);
    },
    'Fn::ImportValue': (argument) => {
      const name = String(resolve(argument));
      return context.exportedValue?.(name) ?? fail(`imports ${name}, but no stack that runs here exports it.`);
    },
    'Fn::Base64': (argument) => Buffer.from(String(resolve(argument))).toString('base64'),
  };
};

/** Replaces `${Name}`, `${Resource.Attribute}` and `${!Literal}` in the text of an `Fn::Sub`. */
const substitute = (
  text: string,
  variables: Record<string, unknown>,
  { resolve, lookUp }: Pick<FunctionParts, 'resolve' | 'lookUp'>,
): string =>
  text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return String(resolve(variables[name]));
    const dot = name.indexOf('.');
    return String(dot < 0 ? lookUp.ref(name) : lookUp.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
