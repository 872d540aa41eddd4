import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import {
  type GraphQLError,
  getNamedType,
  getNullableType,
  isIntrospectionType,
  isListType,
  NoSchemaIntrospectionCustomRule,
  type ValidationRule,
} from 'graphql';
import { type ComplexityEstimator, createComplexityRule } from 'graphql-query-complexity';
import type { Plugin } from 'graphql-yoga';

/** Limits of one operation. */
const LIMITS = { depth: 6, aliases: 15, cost: 2500 };

/** The assumed length of a list without a `limit`. */
const LIST_LENGTH = 20;

/** Returns how many entries a field has at most; the entries of a page count at the page, which has the `limit`. */
const lengthOf = ({ type, field, args }: Parameters<ComplexityEstimator>[0]): number => {
  if (typeof args.limit === 'number') return Math.max(args.limit, 1);
  return isListType(getNullableType(field.type)) && !type.name.endsWith('Page') ? LIST_LENGTH : 1;
};

/** Estimates the cost of a field: nothing for the schema's own, whose depth graphql-js limits, else one, its children for each of its entries, and the entries that have to be read to be skipped. */
const estimate: ComplexityEstimator = (field) => {
  if (isIntrospectionType(getNamedType(field.field.type))) return 0;
  const { offset } = field.args;
  return 1 + lengthOf(field) * field.childComplexity + (typeof offset === 'number' ? Math.max(offset, 0) : 0);
};

const withRule = (rule: (variables: Record<string, unknown>) => ValidationRule): Plugin => ({
  onValidate({ addValidationRule, context }) {
    const { params } = context as { params?: { variables?: Record<string, unknown> } };
    addValidationRule(rule(params?.variables ?? {}));
  },
});

/** Rejects operations that are too deep, too expensive or have too many aliases. */
export const limits = (): Plugin[] => [
  maxDepthPlugin({ n: LIMITS.depth, flattenFragments: true, ignoreIntrospection: true }) as Plugin,
  maxAliasesPlugin({ n: LIMITS.aliases }) as Plugin,
  withRule((variables) => createComplexityRule({ maximumComplexity: LIMITS.cost, variables, estimators: [estimate] })),
];

/** Removes the names that graphql-js suggests for misspelt fields, arguments, types and enum values, also those in variables. */
const noSuggestions: Plugin = {
  onResultProcess({ result }) {
    for (const { errors = [] } of [result].flat() as { errors?: GraphQLError[] }[]) {
      for (const error of errors) error.message = error.message.replaceAll(/ Did you mean .+?\?/g, '');
    }
  },
};

/** Hides the schema: no introspection, and no names in the errors of misspelt ones. */
export const hiddenSchema = (): Plugin[] => [withRule(() => NoSchemaIntrospectionCustomRule), noSuggestions];
