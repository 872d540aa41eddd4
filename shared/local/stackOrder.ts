import { createResolver } from './cloudformation/resolve.ts';
import { type Template, TemplateError } from './cloudformation/template.ts';

interface NamedTemplate {
  name: string;
  template: Template;
}

/**
 * Puts stacks into an order in which each comes after those that write the parameters it reads. Stacks that do not need each other
 * keep their order.
 *
 * @throws {TemplateError} when stacks need each other's parameters in a circle
 */
export function orderStacks<Stack extends NamedTemplate>(
  stacks: readonly Stack[],
  place: { region: string; accountId: string },
): Stack[] {
  const writers = new Map(
    stacks.flatMap((stack) => writtenParameters(stack, place).map((name) => [name, stack] as const)),
  );
  const ordered: Stack[] = [];
  const visit = (stack: Stack, path: readonly Stack[]) => {
    if (ordered.includes(stack)) return;
    if (path.includes(stack)) {
      const circle = [...path.slice(path.indexOf(stack)), stack].map(({ name }) => name);
      throw new TemplateError(`Stacks read each other's parameters in a circle: ${circle.join(' → ')}.`);
    }
    for (const parameter of readParameters(stack.template)) {
      const writer = writers.get(parameter);
      if (writer && writer !== stack) visit(writer, [...path, stack]);
    }
    ordered.push(stack);
  };
  for (const stack of stacks) visit(stack, []);
  return ordered;
}

/** Names in Parameter Store that a deployment of the template reads. */
export function readParameters({ Parameters = {} }: Template): string[] {
  return Object.values(Parameters).flatMap(({ Type, Default }) =>
    Type.startsWith('AWS::SSM::Parameter::Value<') && Default !== undefined ? [String(Default)] : [],
  );
}

/** Names in Parameter Store that the template writes; they are made of text, account and region only. */
function writtenParameters({ name, template }: NamedTemplate, place: { region: string; accountId: string }): string[] {
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
}
