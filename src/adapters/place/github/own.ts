import { z } from 'zod';
import { markedKey } from '../../../render/github/marker.ts';

/** What must be known of a comment or an issue to tell whether this App wrote it. */
export const Written = z.object({
  body: z.string().nullish(),
  performed_via_github_app: z.object({ id: z.number() }).nullish(),
});

/** Whether it is the App's own, with that marker: anybody can begin a comment with a marker. */
export function isOwn(written: z.infer<typeof Written>, appId: number, key: string): boolean {
  return written.performed_via_github_app?.id === appId && markedKey(written.body ?? '') === key;
}
