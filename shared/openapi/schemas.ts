import * as z from 'zod';
import type { Json } from './description.ts';

type Named = Readonly<Record<string, z.ZodType>>;

/** The named schemas of a document. */
export type Schemas = {
  components: Record<string, Json>;
  /** Returns the `{ $ref }` of a named schema. @throws Error for a schema without a name */
  reference(schema: z.ZodType): Json;
};

const uri = (name: string): string => `#/components/schemas/${name}`;

/** Converts a schema to JSON Schema (draft 2020-12, as in OpenAPI 3.1), either of the input or of the output. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, override: readable }) as Json;
  return json;
};

/**
 * Collects all named schemas of a service. Requests are described by their input, answers by their output.
 *
 * @throws Error when a request and an answer have the same name
 */
export const namedSchemas = (requests: Named, answers: Named): Schemas => {
  const names = new Map<z.ZodType, string>();
  const convert = (schemas: Named, io: 'input' | 'output'): Record<string, Json> => {
    const registry = z.registry<{ id: string }>();
    for (const [id, schema] of Object.entries(schemas)) {
      registry.add(schema, { id });
      names.set(schema, id);
    }
    const converted = z.toJSONSchema(registry, { io, uri, override: readable }).schemas as Record<string, Json>;
    return Object.fromEntries(
      Object.entries(converted).map(([name, { $schema: _, $id: __, ...json }]) => [name, json]),
    );
  };
  const both = Object.keys(requests).filter((name) => name in answers);
  if (both.length > 0) throw new Error(`A request and an answer have one name: ${both.join(', ')}`);
  const components = { ...convert(requests, 'input'), ...convert(answers, 'output') };
  return {
    components,
    reference(schema) {
      const name = names.get(schema);
      if (name === undefined) throw new Error('A schema of a route has no name: add it to requests or answers.');
      return { $ref: uri(name) };
    },
  };
};

/** Simplifies a schema for readers without losing facts: an `override` of `z.toJSONSchema`. */
export const readable = ({ zodSchema, jsonSchema: json }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }): void => {
  const { def } = zodSchema._zod;
  // A text that is trimmed before it is validated as an email address is still documented as an address.
  if (def.type === 'pipe' && (def.out._zod.def as { format?: string }).format === 'email') json.format = 'email';
  if (typeof json.format === 'string') delete json.pattern; // The format says the same in one word
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
};
