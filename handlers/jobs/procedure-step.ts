import { causeClause } from '../../src/core/card/cause.ts';
import type { PersonName } from '../../src/core/card/names.ts';
import { versionWords } from '../../src/core/card/version-words.ts';
import { debugInformation } from '../../src/core/documents/debug-information.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Announcement } from '../../src/core/notify/announcement.ts';
import { listed } from '../../src/core/prose.ts';
import type { Recorded } from '../../src/core/rollout/events.ts';
import { causeOf } from '../../src/core/rollout/procedure.ts';
import { byTheRouter, type ProcedureStep } from '../../src/core/rollout/procedure-plan.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { RunCommand } from '../../src/ports/command-runner.ts';
import type { Documents } from '../../src/ports/documents.ts';
import type { Place } from '../../src/ports/place.ts';
import type { Redact } from '../../src/ports/redact.ts';
import { fillArguments } from './fill-arguments.ts';
import { redactTree } from './redact-tree.ts';

export interface StepParts {
  readonly run: RunCommand;
  readonly documents: Documents;
  readonly redact: Redact;
  readonly placeOf: (name: PlaceName) => Place | null;
  readonly personName: PersonName;
  readonly clock: () => Instant;
}

interface Asked {
  readonly rollout: Rollout;
  readonly events: readonly Recorded[];
  /** The same when the step is tried again by another worker. */
  readonly key: string;
  readonly step: ProcedureStep;
}

interface Taken {
  readonly succeeded: boolean;
  readonly sentence: string;
  readonly says: readonly Announcement[];
}

const done = (sentence: string, says: readonly Announcement[] = []): Taken => ({
  succeeded: true,
  sentence,
  says,
});

/** Takes one step. @throws Failure of a place */
export async function takeStep(parts: StepParts, asked: Asked): Promise<Taken> {
  const { rollout, step, key } = asked;
  const stable = versionWords(rollout.stable?.version ?? 'stable');
  if (byTheRouter.has(step.do)) {
    return done(`All traffic is on ${stable}; that was done before anything else (${step.do}).`);
  }
  switch (step.do) {
    case 'tell':
      return tellOthers(asked);
    case 'page':
      return pageOthers(asked);
    case 'incident-report':
      return done('The incident report is being written.', [
        {
          key: `document/${rollout.id}/incident/once`,
          item: { kind: 'draft', rollout: rollout.id, document: 'incident', part: '' },
        },
      ]);
    case 'incident-ticket':
      return openTicket(parts, asked);
    case 'capture-debug-information': {
      const tree = await captured(parts, asked);
      const kept = { rollout: rollout.id, document: 'incident', part: 'debug' } as const;
      await parts.documents.save({ ...kept, tree, at: tree.at });
      return done(
        'Debug information was captured and kept with the rollout.',
        rollout.plan.places.map((place) => ({
          key: `${key}/document/${place}`,
          item: { kind: 'document', ...kept, place },
        })),
      );
    }
    default:
      return runIt(parts, asked);
  }
}

/** A step that Belay cannot do by itself is what its command says. */
async function runIt({ run }: StepParts, { rollout, step }: Asked): Promise<Taken> {
  if (step.run === undefined) {
    return {
      succeeded: false,
      sentence: `Belay cannot do ${step.do} by itself, and belay.yml says no command for it. Do it by hand.`,
      says: [],
    };
  }
  const result = await run(fillArguments(step.run, rollout), step.timeout, AbortSignal.timeout(step.timeout));
  const { succeeded, sentence } = result;
  const how = succeeded ? 'done' : 'not done: do it by hand';
  return { succeeded, sentence: `${step.do} is ${how}; its command ${sentence}.`, says: [] };
}

function whatHappened(rollout: Rollout): string {
  const { plan, stable } = rollout;
  const cause = causeOf(rollout);
  const why = cause === null ? '' : ` ${causeClause(cause)}`;
  return `${plan.service} ${versionWords(plan.canary.version)} in ${plan.environment} was rolled back to ${versionWords(stable?.version ?? 'stable')}${why}. All traffic is safe.`;
}

function tellOthers(asked: Asked): Taken {
  const { rollout, step, key } = asked;
  const text = whatHappened(rollout);
  const places = step.tell.length > 0 ? step.tell : rollout.plan.places;
  const known = new Set(rollout.plan.places);
  const says = places.flatMap((place): Announcement[] => [
    ...(known.has(place) ? [] : [cardOn(rollout, place)]),
    { key: `${key}/${place}`, item: { kind: 'line', rollout: rollout.id, place, text } },
  ]);
  const called = step.pagers.length === 0 ? null : pageOthers(asked);
  const sentence = `People were told on ${listed(places)}.`;
  return called === null
    ? done(sentence, says)
    : { ...called, sentence: `${sentence} ${called.sentence}`, says: [...says, ...called.says] };
}

/** A line needs a card to hang on. */
function cardOn({ id }: Rollout, place: PlaceName): Announcement {
  return { key: `card/${id}/${place}`, item: { kind: 'card', rollout: id, place } };
}

/** Whoever was called when the order was given is not called again for the same. */
function pageOthers({ rollout, step, events }: Asked): Taken {
  const wanted = step.pagers.length > 0 ? step.pagers : (rollout.plan.alerts?.onCall ?? []);
  const ordered = events.findLastIndex(({ event }) => event.kind === 'rollback-ordered');
  const called = new Set(
    events
      .slice(ordered)
      .flatMap(({ event }) => (event.kind === 'paged' && event.succeeded ? [event.place] : [])),
  );
  const others = wanted.filter((place) => !called.has(place));
  if (wanted.length === 0) {
    return { succeeded: false, sentence: 'Nobody was paged: this plan knows no pager.', says: [] };
  }
  if (others.length === 0) return done(`Whoever is on call was paged through ${listed(wanted)} already.`);
  const seq = events[ordered]?.seq ?? 0;
  // The same incident as the order's own page: a pager that has it calls nobody twice.
  const incident = `belay/${rollout.id}/${seq}`;
  const page = { severity: 'critical', state: 'trigger', incident, sentence: whatHappened(rollout) } as const;
  return done(
    `Whoever is on call is being paged through ${listed(others)}.`,
    others.map((place) => ({
      key: `page/${incident}/trigger/${place}`,
      item: { kind: 'page', rollout: rollout.id, place, ...page },
    })),
  );
}

async function openTicket(parts: StepParts, asked: Asked): Promise<Taken> {
  const { rollout, step } = asked;
  const found = step.tell.map((name) => parts.placeOf(name)).find((place) => place?.ticket !== undefined);
  if (found?.ticket === undefined) {
    return {
      succeeded: false,
      sentence: 'No ticket was opened: no place of this step opens tickets.',
      says: [],
    };
  }
  const tree = await captured(parts, asked);
  const title = `Incident: ${rollout.plan.service} ${versionWords(rollout.plan.canary.version)} in ${rollout.plan.environment} was rolled back`;
  const summary = (await parts.redact(whatHappened(rollout))).text;
  const where = await found.ticket(`ticket/${rollout.id}`, rollout.id, { ...tree, title, summary });
  return done(`An incident ticket is open: ${where}.`);
}

/** @returns without anything that looks like a secret */
function captured(
  { redact, clock, personName }: StepParts,
  { rollout, events }: Pick<Asked, 'rollout' | 'events'>,
): Promise<DocumentTree> {
  return redactTree(redact, debugInformation(rollout, events, clock(), personName));
}
