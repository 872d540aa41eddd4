import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackSource } from '@ecommerce/platform/packaging';
import { parse } from 'yaml';
import { UsageError } from '../commandLine.ts';
import type { Stage } from './stageOptions.ts';

/** Returns the names of all stage parameters: those that stacks and shared fragments read with `param:`. */
export const stageParameterNames = (root: string): string[] => {
  const files = globSync(
    [
      '{*Service,shared/{events,gateway,graphql}}/serverless.yml',
      '{*Service,shared/{events,gateway,serverless}}/*.{cjs,yml}',
      'shared/serverless/*.ts',
    ],
    {
      cwd: root,
    },
  );
  const used = files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/param:(\w+)/g)]);
  return [...new Set(used.map(([, name = '']) => name))].toSorted();
};

/**
 * Returns the value of a stage parameter for one stack: the given one, otherwise the stack's own for the stage, otherwise its default.
 */
export const stageParameter = (root: string, { folder }: StackSource, name: string, at: Stage): string | undefined => {
  const given = at.params.findLast((pair) => pair.startsWith(`${name}=`));
  if (given !== undefined) return given.slice(name.length + 1);
  const text = readFileSync(join(root, folder, 'serverless.yml'), 'utf8');
  const { params = {} } = parse(text, { logLevel: 'silent' }) as { params?: Record<string, Record<string, unknown>> };
  const value = params[at.stage]?.[name] ?? params.default?.[name];
  return value === undefined ? undefined : String(value);
};

/** Checks the names of parameters. @throws {UsageError} for a parameter that no stack reads, such as a typing error */
export const checkParameters = (root: string, params: readonly string[]): void => {
  const names = stageParameterNames(root);
  const unknown = params.map((pair) => pair.slice(0, pair.indexOf('='))).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no stage parameter "${unknown}". These exist: ${names.join(', ')}.`);
};
