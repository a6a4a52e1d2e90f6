import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/** `@here`, `<@U012>`, `<!channel>`, `＠everyone`, and what places ping without a sign before it. */
const mention =
  /[@＠﹫]|<[!#&@]|\b(?:everyone|here|channel|group)>|\b(?:ping|page|notify|alert|tag|cc)\s+(?:everyone|everybody|all|the (?:whole|entire)|@)/iu;

export const mentions: TextGate = {
  gate: 'mention',
  objection: ({ written }) => {
    const found = mention.exec(written);
    return found === null
      ? null
      : `Nobody can be mentioned in text (${excerpt(found[0])}): cite a fact that names people.`;
  },
};
