import type { Outcome } from '../outcome.ts';
import type { Reading } from './reading.ts';
import { excerpt } from './reading.ts';

/** Advice and decisions: the decision line says it, and nothing else may. */
const advice =
  /\b(?:recommend\w*|advis(?:e|es|ed|able)|suggest(?:s|ed)? (?:to|that (?:we|you)|proceeding|promoting|rolling)|go ahead|green[ -]?light\w*|ship it|good to go|lgtm|sign(?:ed|s|ing)?(?: \w+)?[ -]?off|let the (?:rollout|release|canary)|(?:^|[.!?] |it is |it's )time to|press on|the nod|nod it|move it|pull the plug|undo it|stopping|carry on|keep (?:it )?going|merge it|merge this|continue (?:the|this)|moving (?:ahead|on|forward)|onwards?|skip(?:ped|ping|s)? (?:the|this|it|these|that)|formality|button|kindly|please|back to (?:bed|sleep)|gates? (?:can|may|should|must) (?:now )?(?:be )?(?:open|pass)\w*|can (?:safely )?(?:be trusted|trust|rely)|too late|a mistake to|(?:low|little|small|minor) risk|risk (?:is|was|remains) (?:low|little|small|minor)|rollback (?:is|was) (?:un|not)\w*|floodgates|thumbs up|give the go|all clear|safe (?:to|for|enough)|is safe|are safe|was safe|safely|ready (?:to|for)|fit for|should (?:now )?(?:be )?(?:proceed|promot|approv|roll|continu|ship|releas|go|advanc|wait|hold|stop|abort|pause)\w*|must (?:now )?(?:be )?(?:proceed|promot|approv|roll|continu|ship|advanc|abort)\w*|(?:we|you|they|people|let us|let's|please|just|simply|now) (?:can |may |could |should |must |will |now )*(?:proceed|promote|wait|approve|continue|advance|ship|roll back|abort|hold|release it|roll it)|verdict|decision is|decided to|it is (?:fine|ok|okay|safe|right) to|feel free|do not (?:wait|hold|stop|hesitate|worry|roll)|don't (?:wait|hold|stop|hesitate|worry|roll)|never ?mind|(?<!go\/)no-go|approve (?:it|this|the)|promote (?:it|this|the)|reject (?:it|this|the)|roll (?:it|this) back)\b/u;

/** The way back is always open, and nobody may be talked out of it. */
const wayBack =
  /\b(?:rollbacks? (?:would|will|may|might|could|can|should|must|loses?|costs?|breaks?|harms?|makes?|is (?:harm|danger|risk|point|use|bad)\w*)|rolling (?:it |this )?back (?:would|will|may|might|could|can|makes?|is|loses?|costs?|breaks?)|tak(?:e|ing) (?:it|this|them) back)\b/u;

/** Who agreed to what is recorded, and waiving is nobody's by prose. */
const authority =
  /\b(?:approved|authori[sz]ed|authori[sz]ation|waive[ds]?|waiver|exempt\w*|pre-?approved|consent\w*|okay(?:ed)?|objections?|(?:is|are|was|were) (?:ok|okay|fine|happy) with|(?:been|legal|compliance|security|has|have|was|were) cleared|has (?:agreed|confirmed|accepted)|(?:have|were|was) (?:agreed|confirmed|accepted)|permission (?:was|is|has)|on behalf of|cto|ceo|director|management|security team)\b/u;

/** Prose that turns what code has written into its opposite. */
const undermining =
  /\b(?:untrue|false|falsely|incorrect\w*|inaccurate\w*|mislead\w*|erroneous\w*|bogus|fabricated|invented|made up|fake[ds]?|outdated|obsolete|mistaken|disregard\w*|ignor(?:e|ed|es|ing)|overrul\w*|overrid\w*|bypass\w*|circumvent\w*|supersed\w*|disabl(?:e|ed|es|ing)|turn(?:ed)? off|switch(?:ed)? off|kidding|a lie|lies|lying|liar|joke|joking|sarcas\w*|pretend\w*|allegedly|glitch\w*|misfir\w*|believe\w*|rumou?r\w*|if only|or so it|except that|hearsay|(?:metrics?|meters?|counters?|exporters?|gauges?|measurements?|data|triggers?|checks?|figures?|numbers?|values?) (?:is|are|was|were|looks?) (?:broken|wrong|off|faulty|clean|unreliable|noise)|supposed(?:ly)?|so-called|opposite|contrary|reverse is|the reverse|the case|not (?:true|so|right|real|correct|valid|accurate|believed|meant)|(?:is|are|was|were) wrong|wrong (?:figures?|numbers?|values?|facts?|verdict|decision|measurements?|data)|(?:instead of|rather than) (?:the )?(?:above|below)|the following|see below|as follows|in reality|in truth|actually|in fact|the truth|system prompt|previous instructions?|instructions? (?:above|below)|language model|as an ai|the prompt)\b/u;

const proceeding =
  /\b(?:proceed\w*|promot(?:e|ed|ing|ion)|advanc(?:e|es|ed|ing)|healthy|(?:rollout|release|deployment|canary|stage|version|it)\b[^.!?]{0,20}\bsucce(?:ss|ssful|ssfully|eded|eds)|went well|going well|goes well|looks? (?:good|fine|great)|(?:is|are|was|were) (?:fine|good|great|ok|okay|well|stable)|moves? on|moved on|go(?:es)? on|continu(?:e|es|ed|ing) (?:to|with))\b/u;
const takingBack =
  /\b(?:(?:was|were|is|has been|had been|being|got|be) (?:rolled|taken|put|sent|moved|turned) back|rolled back|(?:is|are|am|be|being) rolling back|revert\w*|abort\w*|withdrawn|withdrew|backed out|pulled back)\b/u;
const holding =
  /\b(?:(?:is|was|stays?|remains?|been|be) (?:held|stopped|blocked|frozen|on hold|halted)|halted|stopp?ed the rollout)\b/u;
const unknowing = /\b(?:insufficient|inconclusive|undecided|not enough (?:data|evidence))\b/u;

/** Words of another outcome than the one code has computed, each as a statement. */
const contradicting: { readonly [O in Outcome]: readonly RegExp[] } = {
  proceed: [takingBack, holding, unknowing],
  hold: [proceeding, takingBack],
  roll_back: [proceeding, unknowing],
  insufficient_data: [proceeding, takingBack],
};

/** @param outcome null where there is nothing to decide */
export function decisionObjection({ folded, where }: Reading, outcome: Outcome | null): string | null {
  const found = advice.exec(folded) ?? wayBack.exec(folded) ?? authority.exec(folded);
  if (found !== null) {
    return `Text explains and never decides, advises or approves (${excerpt(found[0])}): the decision and approvals stand in the document already.`;
  }
  const undone = undermining.exec(folded);
  if (undone !== null) return `Text cannot call what is recorded into question (${excerpt(undone[0])}).`;
  // A hypothesis is about what may be the cause, and may name what would have been.
  if (outcome === null || where === 'hypothesis') return null;
  const other = contradicting[outcome].map((one) => one.exec(folded)).find((one) => one !== null);
  return other === undefined
    ? null
    : `The decision is ${outcome}; text cannot speak of another one (${excerpt(other[0])}).`;
}
