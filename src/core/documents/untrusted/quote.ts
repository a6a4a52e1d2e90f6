import type { Block } from '../tree.ts';
import { clean } from './clean.ts';

/** What somebody else wrote, on one line and marked as theirs. @param text without secrets */
export function quote(source: string, text: string): Block {
  const line = clean(text, { limit: 300 }).text.replaceAll(/\s+/gu, ' ');
  return { kind: 'quote', source, text: line };
}
