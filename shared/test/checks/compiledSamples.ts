import type { Template } from '@ecommerce/platform/template';
import { type CompiledStack, resolveStack } from '../../checks/templates/compiledStacks.ts';

/** A small stack for a check to find fault with. */
export const compiled = (Resources: Template['Resources'], name = 'sample', stage = 'dev'): CompiledStack => {
  const template = { Resources };
  return { name, stage, template, resources: resolveStack(name, template, new Map()) };
};
