import type { Desk } from '../../commands/command.ts';
import { commands } from '../../commands/registry.ts';
import { createAnswerOnce } from '../../handlers/hear/answer-once.ts';
import { createKnowTokens } from '../../handlers/http/api/know-tokens.ts';
import { createChanges } from '../../handlers/http/changes.ts';
import { advance } from '../../handlers/jobs/advance.ts';
import { createMoveBlindly } from '../../handlers/jobs/move-blindly.ts';
import { createMoveTraffic } from '../../handlers/jobs/move-traffic.ts';
import { createKillSwitch } from '../../handlers/ops/kill-switch.ts';
import { createSpeak } from '../../handlers/speak/speak.ts';
import { createTakeBackBlindly } from '../../handlers/speak/take-back-blindly.ts';
import { runProbe } from '../adapters/metrics/probes.ts';
import { createMeasureBudget } from '../adapters/metrics/prometheus/budgets.ts';
import type { Config } from '../config/config.ts';
import type { PlaceName, RolloutId } from '../core/ids.ts';
import type { Rollout } from '../core/rollout/state.ts';
import { createBudgets } from '../ledger/budgets.ts';
import { createCards } from '../ledger/cards.ts';
import { createDeliveries } from '../ledger/deliveries.ts';
import { createFindStable } from '../ledger/find-stable.ts';
import { createHasten } from '../ledger/hasten.ts';
import { createLastKnown, remembering } from '../ledger/last-known.ts';
import { createLedger } from '../ledger/ledger.ts';
import { openStandstill } from './block-sources.ts';
import { openCodeHosts } from './code-hosts.ts';
import { openJobs } from './jobs.ts';
import { metricSources } from './metric-sources.ts';
import { openMigrations } from './migrations.ts';
import { openPapers } from './papers.ts';
import { openPeople } from './people.ts';
import { openPlaces } from './places.ts';
import { newErrorId, newRolloutId, newTrainId } from './random-ids.ts';
import { rememberSecrets } from './secrets.ts';
import { openWatches } from './watches.ts';
import type { Wiring } from './wiring.ts';

/** Puts bot and worker together: everything gets the narrow slice that it needs. @throws Failure secret-missing */
export function wire(wiring: Wiring) {
  const parts = { ...wiring, ...rememberSecrets(wiring.secretOf) };
  const { config, clock, store, queue, routerOf, log } = parts;
  const { access } = config;

  const places = openPlaces(parts);
  const codeHosts = openCodeHosts(parts, places);
  const { personName, speakers, roles, outside } = openPeople(parts, places);

  const findStable = createFindStable(config, store);
  const written = createLedger({ store, queue, personName, log });
  const lastKnown = createLastKnown(store, written, log);
  const ledger = remembering(written, lastKnown);
  const measureBudget = createMeasureBudget({ fetch, sources: metricSources(config, parts.secretOf) });
  const budgets = createBudgets({ config, measure: measureBudget, levels: store.budgets, clock });
  const standstill = openStandstill({ ...parts, ledger });
  const deliveries = createDeliveries(store);
  const cards = createCards(access, speakers, personName, ({ plan }) => routerOf(plan.routing), outside);
  const papers = openPapers({ ...parts, ledger, codeHosts });
  const migrations = openMigrations();

  const moveTraffic = createMoveTraffic(({ plan }) => routerOf(plan.routing));
  const moveBlindly = createMoveBlindly(({ plan }) => routerOf(plan.routing));
  const moveNow = async (rollout: Rollout): Promise<string | null> => {
    const found = await moveTraffic(rollout);
    return found?.kind === 'route-refused' ? found.sentence : null;
  };
  const takeBack = createTakeBackBlindly({ ledger, moveBlindly, answers: lastKnown.answers, log });

  const desk: Desk = {
    ...papers,
    ...codeHosts,
    ...standstill,
    config,
    access,
    personName,
    ledger,
    store,
    findStable,
    budgets,
    deliveries,
    roles,
    cards,
    migrations,
    runProbe,
    newRolloutId,
    newTrainId,
    moveNow,
    blind: { ...lastKnown, takeBack: takeBack.order },
  };
  const speak = createSpeak({ commands, desk, clock, newErrorId, log });
  const specs = commands.map(({ spec }) => spec);

  const jobs = openJobs({
    ...parts,
    ...papers,
    ledger,
    standstill,
    findStable,
    budgets,
    cards,
    outside,
    personName,
    moveTraffic,
    placeOf: places.placeOf,
    readCi: codeHosts.readCi,
  });
  const { draftDocument, readTexts, printPaper } = papers;
  return {
    access,
    places,
    ledger,
    cards,
    personName,
    roles,
    deliveries,
    migrations,
    draftDocument,
    readTexts,
    printPaper,
    speak,
    answerOnce: createAnswerOnce({ inbox: store.inbox, speak, specs, clock, log }),
    knownTokens: createKnowTokens(store.tokens, clock, log),
    killSwitch: createKillSwitch(desk, clock),
    changes: createChanges(store.messages, consoleOf(config), log),
    hasten: createHasten({ store, queue, clock, log }),
    jobs,
    ...openWatches({ ...parts, ledger, findStable, budgets }),
    lastKnown,
    guard: {
      ...jobs.advance,
      lastKnown,
      moveBlindly,
      advance: (id: RolloutId) => advance(jobs.advance, id, true),
    },
    takeBack,
  };
}

/** The page shows one console place; without one it still shows cards, but learns of changes only when it asks. */
function consoleOf(config: Config): PlaceName {
  return config.places.find(({ kind }) => kind === 'console')?.name ?? ('console' as PlaceName);
}
