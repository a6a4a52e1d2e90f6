import { versionWords } from '../../../src/core/card/version-words.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Api } from '../api.ts';
import type { OpenDocument } from '../open-document.ts';
import type { Console } from '../store/use-console.ts';
import type { Me, RolloutView } from '../wire.ts';
import { Announcer } from './announcer.tsx';
import { Charts } from './charts.tsx';
import { Documents } from './documents.tsx';
import { EmptyState } from './empty-state.tsx';
import { RolloutCard } from './rollout-card.tsx';
import { Timeline } from './timeline.tsx';

interface Props {
  readonly api: Api;
  readonly console: Console;
  readonly me: Me;
  readonly now: Instant;
  readonly onType: (text: string) => void;
  readonly onOpen: (opened: OpenDocument) => void;
}

export function RolloutPane({ api, console, me, now, onType, onOpen }: Props) {
  const { state, selected, send } = console;
  const view = state.view?.card.rollout === selected ? state.view : null;
  const card = view?.card ?? state.rollouts?.find((listed) => listed.rollout === selected) ?? null;
  const trouble = state.viewTrouble?.rollout === selected ? state.viewTrouble.sentence : null;

  if (card === null) {
    return (
      <main class="pane">
        {trouble === null ? null : <p class="notice">{trouble}</p>}
        {state.rollouts?.length === 0 ? <EmptyState me={me} onType={onType} /> : null}
      </main>
    );
  }
  return (
    <main class="pane">
      <Announcer card={card} />
      {trouble === null ? null : <p class="notice">{trouble}</p>}
      <RolloutCard
        key={card.rollout}
        card={card}
        verbs={me.verbs}
        now={now}
        onSend={send}
        furthest={view === null ? null : furthestWeight(view)}
      >
        {view === null ? null : (
          <Charts
            series={view.series}
            canary={versionWords(card.version)}
            stable={versionWords(card.stable)}
          />
        )}
      </RolloutCard>
      {view === null ? null : (
        <Rest key={`rest ${card.rollout}`} api={api} view={view} now={now} onOpen={onOpen} />
      )}
    </main>
  );
}

function furthestWeight({ series }: RolloutView): number {
  return Math.max(0, ...series.weights.map(({ weight }) => weight));
}

function Rest({ api, view, now, onOpen }: Pick<Props, 'api' | 'now' | 'onOpen'> & { view: RolloutView }) {
  return (
    <>
      <Documents api={api} rollout={view.card.rollout} documents={view.documents} onOpen={onOpen} />
      <Timeline entries={view.timeline} now={now} />
    </>
  );
}
