import { z } from 'zod';
import { Root } from './schema/root.ts';
import type { SchemaNode } from './schema-walk.ts';

/** The language for editors; `docs/belay.schema.json` is this, written out. */
export function jsonSchema(): object {
  return { ...z.toJSONSchema(Root, { io: 'input', reused: 'ref' }), title: 'belay.yml' };
}

/** The same without references, for walking along a path. */
export function schemaTree(): SchemaNode {
  return z.toJSONSchema(Root, { io: 'input' }) as SchemaNode;
}
