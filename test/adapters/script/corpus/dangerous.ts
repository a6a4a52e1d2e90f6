import { dangerousCode } from './dangerous-code.ts';
import { dangerousReach } from './dangerous-reach.ts';
import type { Snippet } from './snippet.ts';

/** What no verification script may do, from public knowledge of shell and its tools. May talk to `shop.example` alone. */
export const dangerous: readonly Snippet[] = [...dangerousCode, ...dangerousReach];
