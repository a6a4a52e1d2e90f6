import type { Section } from './drafts/draft.ts';
import type { DocumentKind } from './kinds.ts';

/** What a model may write of each kind of document. Its figures, decision, tables and commands are code's. */
export const sectionsOf: {
  readonly [K in DocumentKind]: { readonly sections: readonly Section[]; readonly hypotheses: boolean };
} = {
  checklist: {
    hypotheses: false,
    sections: [
      {
        id: 'focus',
        heading: 'What to look at in this release',
        asks: 'Which items of the checklist matter most for this release and why, going by the plan, by what Belay has observed and by which parts of the code change. No new items and no verdict.',
        required: true,
      },
    ],
  },
  'verification-script': {
    hypotheses: false,
    sections: [
      {
        id: 'focus',
        heading: 'What the script looks at',
        asks: 'What each chosen probe would show if the release were broken, and why it was chosen for this release. No shell and no command.',
        required: true,
      },
    ],
  },
  migration: {
    hypotheses: false,
    sections: [
      {
        id: 'review',
        heading: 'What a reviewer should look at',
        asks: 'Which steps of the migration deserve a second look: locks, rewrites, steps that lose data, the order of expand and contract. Only what the recorded checks say. No SQL.',
        required: true,
      },
    ],
  },
  'go-no-go': {
    hypotheses: false,
    sections: [
      {
        id: 'assessment',
        heading: 'Assessment',
        asks: 'How the recorded checks lead to the decision that stands above: what speaks for it, what against it. The decision itself is given and is not weighed again.',
        required: true,
      },
      {
        id: 'risks',
        heading: 'Risks',
        asks: 'What could still go wrong at the next weight that the recorded figures do not rule out: checks close to their limits, data that is missing, parts of the change that little traffic has reached.',
        required: true,
      },
      {
        id: 'what-would-change-it',
        heading: 'What to watch',
        asks: 'Which recorded figures a person should watch before they approve, and where to look them up. The conditions themselves are listed by code.',
        required: false,
      },
    ],
  },
  'stage-report': {
    hypotheses: false,
    sections: [
      {
        id: 'reading',
        heading: 'What this stage showed',
        asks: 'What the figures of the canary beside stable say about this stage, which checks moved, and what remains unknown after it.',
        required: true,
      },
    ],
  },
  incident: {
    hypotheses: false,
    sections: [
      {
        id: 'what-happened',
        heading: 'What happened',
        asks: 'The course of events in plain words for somebody who was not there: what was seen first, what followed, where it ended. In the order of time.',
        required: true,
      },
      {
        id: 'impact',
        heading: 'Impact',
        asks: 'Who could have noticed it and how: which share of the traffic the new version had, for how long, and which recorded metric shows it. Only what was recorded; say what was not.',
        required: true,
      },
      {
        id: 'what-was-done',
        heading: 'What was done',
        asks: 'What Belay did and what people did, and in what state that left the service.',
        required: true,
      },
      {
        id: 'what-to-look-at',
        heading: 'What to look at next',
        asks: 'Where the people who follow up should begin, going by the evidence. No causes: those belong into the root-cause analysis.',
        required: false,
      },
    ],
  },
  'root-cause': {
    hypotheses: true,
    sections: [
      {
        id: 'observations',
        heading: 'Observations',
        asks: 'What the evidence shows and what it rules out: which metrics differ between the versions, which do not, what changed in the code, and when it began. Causes stand only among the hypotheses.',
        required: true,
      },
    ],
  },
  report: {
    hypotheses: false,
    sections: [
      {
        id: 'summary',
        heading: 'In short',
        asks: 'The release for a director in a few sentences: what was released, how it went, what it cost in time and in intervention, and where it ended.',
        required: true,
      },
      {
        id: 'lessons',
        heading: 'Lessons',
        asks: 'What this release taught about the service, its checks and its plan, each with the recorded fact it comes from.',
        required: true,
      },
      {
        id: 'improvements',
        heading: 'Improvements',
        asks: 'What should be different at the next release: limits, holds, approvals, probes, tests. Each with the recorded fact it comes from, without blame of any person.',
        required: false,
      },
    ],
  },
  comparison: {
    hypotheses: false,
    sections: [
      {
        id: 'reading',
        heading: 'How the versions compare',
        asks: 'In which metrics the new version is better, worse or alike, how certain the recorded tests are of it, and what was not measured on both sides.',
        required: true,
      },
    ],
  },
  'customer-notice': {
    hypotheses: false,
    sections: [
      {
        id: 'message',
        heading: 'Message',
        asks: 'What customers need to know, in plain words without jargon: what they may notice, from when, what they need to do if anything, and where to turn. No names of persons, metrics, versions or systems, no promise and no blame.',
        required: true,
      },
    ],
  },
  answer: {
    hypotheses: false,
    sections: [
      {
        id: 'explanation',
        heading: 'Explanation',
        asks: 'The answer to the question from the recorded facts alone, beginning with the answer itself. Where nothing was recorded, that is the answer.',
        required: true,
      },
    ],
  },
};
