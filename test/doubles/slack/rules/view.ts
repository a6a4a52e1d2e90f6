import { z } from 'zod';
import type { Block } from './block.ts';
import { checkBlocks, say } from './blocks.ts';
import { plain } from './text.ts';

const View = z.strictObject({
  type: z.enum(['modal', 'home']),
  title: plain(24).optional(),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().min(1).max(255).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
export type View = Omit<z.infer<typeof View>, 'blocks'> & { readonly blocks: readonly Block[] };

export type CheckedView =
  | { readonly kind: 'fine'; readonly view: View }
  | { readonly kind: 'refused'; readonly messages: readonly string[] };

export function checkView(given: unknown, type: View['type']): CheckedView {
  const parsed = View.safeParse(given);
  if (!parsed.success) return { kind: 'refused', messages: say(parsed.error) };
  const view = parsed.data;
  const checked = checkBlocks(view.blocks, 100);
  if (checked.kind === 'refused') return { kind: 'refused', messages: [checked.error, ...checked.messages] };
  const asks = checked.blocks.some((block) => block.type === 'input');
  if (view.type !== type) return { kind: 'refused', messages: [`must be a ${type}`] };
  if (type === 'modal' && view.title === undefined) {
    return { kind: 'refused', messages: ['missing required field: title'] };
  }
  if (type === 'modal' && asks && view.submit === undefined) {
    return { kind: 'refused', messages: ['submit is required when an input block is within blocks'] };
  }
  return { kind: 'fine', view: { ...view, blocks: checked.blocks } };
}
