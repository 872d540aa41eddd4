import { createResolver } from '../cloudformation/resolve.ts';
import { type Template, TemplateError } from '../cloudformation/template.ts';

type NamedTemplate = {
  name: string;
  template: Template;
};

/**
 * Returns for each stack those that write parameters it reads.
 *
 * @throws {TemplateError} if stacks need each other's parameters in a circle
 */
export const stackNeeds = <Stack extends NamedTemplate>(
  stacks: readonly Stack[],
  place: { region: string; accountId: string },
): Map<Stack, Stack[]> => {
  const writers = new Map(
    stacks.flatMap((stack) => writtenParameters(stack, place).map((name) => [name, stack] as const)),
  );
  const needs = new Map(
    stacks.map((stack) => {
      const writing = readParameters(stack.template).flatMap((parameter) => writers.get(parameter) ?? []);
      return [stack, [...new Set(writing)].filter((writer) => writer !== stack)] as const;
    }),
  );
  refuseCircles(needs);
  return needs;
};

/**
 * Sorts stacks so that each comes after those that write the parameters it reads. Independent stacks keep their order.
 *
 * @throws {TemplateError} if stacks need each other's parameters in a circle
 */
export const orderStacks = <Stack extends NamedTemplate>(
  stacks: readonly Stack[],
  place: { region: string; accountId: string },
): Stack[] => {
  const needs = stackNeeds(stacks, place);
  const ordered = new Set<Stack>();
  const visit = (stack: Stack) => {
    needs.get(stack)?.forEach(visit);
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
};

const refuseCircles = <Stack extends NamedTemplate>(needs: ReadonlyMap<Stack, readonly Stack[]>): void => {
  const visit = (stack: Stack, path: readonly Stack[]) => {
    if (path.includes(stack)) {
      const circle = [...path.slice(path.indexOf(stack)), stack].map(({ name }) => name);
      throw new TemplateError(`Stacks read each other's parameters in a circle: ${circle.join(' → ')}.`);
    }
    for (const needed of needs.get(stack) ?? []) visit(needed, [...path, stack]);
  };
  for (const stack of needs.keys()) visit(stack, []);
};

/** Returns the names in Parameter Store that a deployment of the template reads. */
const readParameters = ({ Parameters = {} }: Template): string[] =>
  Object.values(Parameters).flatMap(({ Type, Default }) =>
    Type.startsWith('AWS::SSM::Parameter::Value<') && Default !== undefined ? [String(Default)] : [],
  );

/** Returns the names in Parameter Store that the template writes; they may contain only text, account and region. */
const writtenParameters = (
  { name, template }: NamedTemplate,
  place: { region: string; accountId: string },
): string[] => {
  const { resolve } = createResolver({
    ...place,
    stack: name,
    template,
    identity: (logicalId) => {
      throw new TemplateError(
        `${name}: the name of a parameter depends on ${logicalId}; the local platform needs it earlier.`,
      );
    },
    storedParameter: () => undefined,
  });
  return Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::SSM::Parameter' ? [String(resolve(Properties?.Name))] : [],
  );
};
