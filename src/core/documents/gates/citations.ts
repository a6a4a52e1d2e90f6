import { comparisonMark, excerpt, factMark } from './reading.ts';
import type { TextGate } from './text-gate.ts';

/** Before a fact these change what it says: `not 5%`, `more than 5%`, `minus 5%`. */
const before = new RegExp(
  `(?:\\bnot(?: even| only)?|n't|\\bno|\\bminus|\\bnegative|\\bplus|\\btimes|\\bless than|\\bmore than|\\bover|\\bunder|\\babove|\\bbelow|\\bat least|\\bat most|\\bup to|\\bnearly|\\balmost|\\babout|\\bapproximately|\\broughly|\\baround|\\bcirca|\\bexceed\\w*|\\bnever|\\bfar from|\\bclose to|\\bother than|\\bexcept(?: for)?|\\binstead of|\\brather than|\\bbeyond|\\bwithin|\\bhalf of|\\bunlike|\\bonly|\\b(?:will|would|could|may|might|should|must) (?:be|have been|have|reach|fall to|rise to)|\\bif only it were|\\bmerely|\\bjust|\\bas (?:much|many|little|few|low|high) as|\\bfewer than|\\bgreater than|\\bhigher than|\\blower than|\\bbetter than|\\bworse than|[-–—/&]) *["“'‘(]*${factMark}`,
  'u',
);

/** After a fact these change what it measures: `5 % users`, `5 million`, `5 times`, `5-fold`, `5 or more`. */
const after = new RegExp(
  `${factMark}(?!['’]s\\b)["”'’)]* *\\(?(?:[-–—/&] *\\p{L}|["“'‘]|(?:k|m|b|g|t|x|bn|mn|ms|s|h|d|kb|mb|gb|tb|rps|qps|hz|times|fold|points?|basis|(?:milli|micro|nano)?seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|dollars?|euros?|cents?|pounds?|users?|customers?|people|persons?|tenants?|clients?|requests?|errors?|failures?|orders?|checks?|approvals?|stages?|files?|out of|or (?:more|less|so|fewer|higher|lower)|and (?:more|counting|rising|falling)|more|less|fewer|higher|lower|faster|slower|better|worse|greater|larger|smaller|above|below|under|over|off|squared|cubed|plus|minus|per|each|of (?:the |its |our )?(?:users?|customers?|people|tenants?|orders?|sessions?|clients?|accounts?))\\b)`,
  'u',
);

/** `5%.k`: what stands at a fact without a space is read with it. */
const attached = new RegExp(
  `${factMark}(?!['’]s\\b)[^\\s\\p{L}\u{E000}-\u{E002}]+[\\p{L}\u{E000}-\u{E002}]`,
  'u',
);

const between = new RegExp(
  `${factMark} *(?:[-–—/&.,:']|to|by|of|and a|point|times|per|over)? *${factMark}`,
  'u',
);

/** What code wrote as a sentence stands as one: nothing leads into it, nothing goes on with it. */
const ledInto = new RegExp(`[^\\s.!?${comparisonMark}] *${comparisonMark}`, 'u');
const goneOnWith = new RegExp(
  `${comparisonMark} *(?![\\s${comparisonMark}${factMark}\\p{Lu}\u{E002}“"(]|$)`,
  'u',
);
/** A sentence that says something of the sentence beside it. */
const pointing = new RegExp(
  `\\b(?:not|no longer|unless|if|were|would|could|might|may|only|hardly)\\b[^.!?]*[.!?] *${comparisonMark}|${comparisonMark} *(?:not|no|nope|wrong|never|hardly|or not|right)\\b|${comparisonMark} *(?:this|that|it|which|these|those|but|yet|however|nevertheless|although|except|unless|if|so they say|or so|well)\\b(?: (?:is|was|does|did|would|could|may|might|looks?|seems?|should|are|were|has|had))? *(?:not|n't|only|merely|wrong|hard|un\\p{L}+|in\\p{L}+ble)\\b`,
  'u',
);

export const citations: TextGate = {
  gate: 'citation',
  objection: ({ folded, written }) => {
    const near = before.exec(folded) ?? after.exec(folded) ?? attached.exec(folded) ?? between.exec(folded);
    if (near !== null) {
      return `A fact already says value and unit; nothing beside it may change them (${excerpt(near[0])}).`;
    }
    const aside = ledInto.exec(written) ?? goneOnWith.exec(written) ?? pointing.exec(folded);
    return aside === null
      ? null
      : `A comparison is a sentence of its own: end the sentence before it and begin a new one after it, saying nothing about the comparison itself (${excerpt(aside[0])}).`;
  },
};
