import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/** Totality: whether it was everything is counted by code. */
const totality =
  /\b(?:all|every|everyone|everybody|everything|everywhere|each(?! other\b)|always|entire|entirely|wholly|whole|completely|totally|fully|full|utterly|altogether|unanimous(?:ly)?|universal(?:ly)?|throughout|across the board|without exception|invariably|constantly|continuously|both(?! (?:versions|sides|of them)\b))\b/u;

/** Zero is a number too. */
const zero =
  /\b(?:no(?! (?:longer|matter)\b|-go\b|t\b)|none|nobody|nothing|nowhere|never|neither|not (?:an?|any|one|once|even)|hardly|barely|scarcely|cannot (?:fail|break|go wrong)|nor)\b|\b(?:isn't|aren't|wasn't|weren't|is not|are not|was not|were not|did not see|didn't see) (?:an?|any)\b|\bwithout (?:any|an?|error|errors|failure|failures|fail|issue|issues|problem|problems|incident|incidents|impact|interruption|interruptions|downtime|trouble|delay|risk|exception|exceptions|doubt|hesitation|hiccup|hiccups|loss|losses|losing|data loss|side effects|regressions?)\b|\b\p{L}+-free\b|\b(?:error|issue|bug|risk|incident|trouble|problem|regression)less\b|\bnull (?:errors?|failures?|issues?|problems?)\b|\black(?:s|ed)? (?:of )?(?:errors|failures|issues|problems)\b|\babsence of\b|\b(?:nary|absent|non-?existent|spotless|free (?:of|from))\b/u;

/** Certainty: what was measured holds for what was measured. */
const certainty =
  /\b(?:guarantee\w*|certain|certainly|certainty|definite|definitely|undoubted\w*|doubtless|unquestionabl\w*|indisputabl\w*|impossible|inevitabl\w*|absolute(?:ly)?|perfect\w*|flawless\w*|faultless\w*|impeccabl\w*|proves?|proven|proof|bulletproof|foolproof|fail-?safe|risk[- ]free|harmless|ensures?|ensured|assured|rest assured|surely|for sure|obvious(?:ly)?|clearly (?:safe|fine|better)|beyond (?:any )?doubt|no doubt|trust (?:me|us)|bug-free|negligible|virtually|vanish\w*|little to fear|only noise|production-ready|rock-solid|forever|permanent(?:ly)?|ever)\b/u;

/** How values went is a comparison too, of two looks. That something got worse lulls nobody, and may be said. */
const trend =
  /\b(?:fell|fallen|dropped|declined|decreased|improved|recovered by itself|plunged|shrank|shrunk|beats?|wins|won)\b|\b(?:is|are|was|were|looks?|looked|performs?|performed|did|does|went|got|became) (?:\w+ )?(?:better|faster|lower|quicker|healthier)\b|\b(?:a|the) (?:drop|fall|decline|decrease|improvement) (?:in|of)\b/u;

/** How a value stands to another is written by code, in a comparison. Under hypotheses it is prose about what may be. */
const relation =
  /\b(?:more|less|greater|higher|lower|better|worse|faster|slower|larger|smaller|bigger|longer|shorter|later|earlier|quicker|healthier|cheaper|stronger|weaker) than\b|\b(?:equals?|equal to|identical|same as|as (?:good|bad|fast|slow|low|high|healthy|stable) as|on par|in line with|indistinguishable|unchanged|comparable|no different|outperform\w*|exceeds?|well (?:below|within|above|under)|far (?:below|above|under))\b/u;

export const absoluteClaims: TextGate = {
  gate: 'absolute-claim',
  objection: ({ folded, where }) => {
    const text = folded.replace(/\bnot (?:all|always|every|everything|everybody|certain)\b/gu, ' ');
    const found = totality.exec(text) ?? zero.exec(text) ?? certainty.exec(text);
    if (found !== null) {
      return `Claims about everything, nothing or certainty are written by code alone (${excerpt(found[0])}): cite a comparison or leave it out.`;
    }
    const compared = where === 'hypothesis' ? null : (relation.exec(text) ?? trend.exec(text));
    return compared === null
      ? null
      : `How values stand to each other is written by code (${excerpt(compared[0])}): cite a comparison.`;
  },
};
