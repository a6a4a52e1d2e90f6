import type { Dispatch } from 'preact/hooks';
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import type { Reply } from '../../../src/core/reply.ts';
import type { Answer, Api } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { Me } from '../wire.ts';
import { coalesce } from './coalesce.ts';
import { defaultRollout } from './default-rollout.ts';
import { followEvents } from './follow-events.ts';
import type { ConsoleState, Happening, Session } from './state.ts';
import { initialState, reduce } from './state.ts';
import { takeToken } from './take-token.ts';
import { useSelection } from './use-selection.ts';

/** Sends a command; the answer also appears in the transcript. */
export type SendCommand = (text: string, key: string) => Promise<Answer<Reply>>;

export interface Console {
  readonly state: ConsoleState;
  /** The rollout to show: the chosen one, else the newest that is still live, else the newest. */
  readonly selected: string | null;
  readonly choose: (rollout: string) => void;
  readonly signIn: (token: string) => Promise<Answer<null>>;
  readonly send: SendCommand;
  readonly retrySession: () => void;
}

export function useConsole(api: Api, clock: Clock): Console {
  const [state, dispatch] = useReducer<ConsoleState, Happening>(reduce, initialState);
  const { chosen, choose } = useSelection();
  const selectedNow = useRef<string | null>(null);
  const selected = chosen ?? defaultRollout(state.rollouts ?? [], selectedNow.current);
  selectedNow.current = selected;

  const refresh = useMemo(() => refreshers(api, dispatch, selectedNow), [api]);
  const signedIn = state.session.kind === 'signed-in';

  useEffect(() => void begin(api, dispatch, refresh), [api, refresh]);
  useEffect(
    () => (signedIn ? follow(clock, dispatch, refresh, selectedNow) : undefined),
    [signedIn, clock, refresh],
  );
  useEffect(() => {
    if (signedIn && selected !== null) void refresh.view();
  }, [signedIn, selected, refresh]);

  const signIn = useCallback(
    async (token: string) => {
      const answer = await api.signIn(token);
      if (answer.kind === 'ok') await refresh.session();
      return answer;
    },
    [api, refresh],
  );

  const send = useCallback<SendCommand>(
    async (text, key) => {
      dispatch({ kind: 'sent', exchange: { key, at: clock.now(), text, answer: { kind: 'pending' } } });
      const answer = await api.command(text, key);
      if (answer.kind === 'signed-out') dispatch(signedOut(answer.sentence));
      dispatch({
        kind: 'answered',
        key,
        answer: answer.kind === 'ok' ? answer.value : failed(answer.sentence),
      });
      if (answer.kind === 'ok' && answer.value.kind === 'done') {
        if (answer.value.rollout !== null) choose(answer.value.rollout);
        void refresh.list();
        void refresh.view();
      }
      return answer;
    },
    [api, clock, choose, refresh],
  );

  return { state, selected, choose, signIn, send, retrySession: () => void refresh.session() };
}

async function begin(api: Api, dispatch: Dispatch<Happening>, refresh: Refreshers): Promise<void> {
  const token = takeToken();
  const answer = token === null ? null : await api.signIn(token);
  if (answer === null || answer.kind === 'ok') await refresh.session();
  else dispatch(signedOut(answer.sentence));
}

interface Refreshers {
  readonly session: () => Promise<void>;
  readonly list: () => Promise<void>;
  readonly view: () => Promise<void>;
}

type Current = { readonly current: string | null };

function refreshers(api: Api, dispatch: Dispatch<Happening>, selected: Current): Refreshers {
  return {
    session: coalesce(async () => dispatch({ kind: 'session', session: sessionOf(await api.me()) })),
    list: coalesce(async () => {
      const answer = await api.rollouts();
      if (answer.kind === 'ok') dispatch({ kind: 'rollouts', rollouts: answer.value.rollouts });
      if (answer.kind === 'signed-out') dispatch(signedOut(answer.sentence));
    }),
    view: coalesce(async () => {
      const rollout = selected.current;
      if (rollout === null) return;
      const answer = await api.rollout(rollout);
      if (answer.kind === 'ok') dispatch({ kind: 'view', view: answer.value });
      if (answer.kind === 'failed') dispatch({ kind: 'view-failed', rollout, sentence: answer.sentence });
      if (answer.kind === 'signed-out') dispatch(signedOut(answer.sentence));
    }),
  };
}

function follow(
  clock: Clock,
  dispatch: Dispatch<Happening>,
  refresh: Refreshers,
  selected: Current,
): () => void {
  let heardAt = clock.now();
  return followEvents('/api/events', {
    opened() {
      dispatch({ kind: 'link', link: { kind: 'live' } });
      void refresh.list();
      void refresh.view();
    },
    changed(rollouts) {
      void refresh.list();
      const everything = rollouts.length === 0;
      if (everything || rollouts.includes(selected.current ?? '')) void refresh.view();
    },
    heard() {
      heardAt = clock.now();
    },
    lost() {
      dispatch({ kind: 'link', link: { kind: 'lost', at: heardAt } });
      void refresh.list();
    },
  });
}

function sessionOf(answer: Answer<Me>): Session {
  switch (answer.kind) {
    case 'ok':
      return { kind: 'signed-in', me: answer.value };
    case 'signed-out':
      return { kind: 'signed-out', sentence: null };
    case 'failed':
      return { kind: 'unreachable', sentence: answer.sentence };
  }
}

function signedOut(sentence: string): Happening {
  return { kind: 'session', session: { kind: 'signed-out', sentence } };
}

function failed(sentence: string): { readonly kind: 'failed'; readonly sentence: string } {
  return { kind: 'failed', sentence };
}
