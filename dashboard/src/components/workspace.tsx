import { useCallback, useState } from 'preact/hooks';
import type { Api } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { OpenDocument } from '../open-document.ts';
import type { Console } from '../store/use-console.ts';
import { useNow } from '../store/use-now.ts';
import type { Me } from '../wire.ts';
import { Chat } from './chat.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DocumentDialog } from './document-dialog.tsx';
import { HeaderBar } from './header-bar.tsx';
import { RolloutList } from './rollout-list.tsx';
import { RolloutPane } from './rollout-pane.tsx';
import { StaleBanner } from './stale-banner.tsx';

interface Props {
  readonly api: Api;
  readonly clock: Clock;
  readonly console: Console;
  readonly me: Me;
}

export function Workspace({ api, clock, console, me }: Props) {
  const { state, selected } = console;
  const now = useNow(clock);
  const [draft, setDraft] = useState('');
  const [delivery, setDelivery] = useState(false);
  const [document, setDocument] = useState<OpenDocument | null>(null);
  const type = useCallback((text: string) => {
    setDraft(text);
    focusChatLine();
  }, []);

  // Without news from the server its clock stands still here too: no countdown runs on old knowledge.
  const shownNow = state.link.kind === 'lost' ? state.link.at : now;
  return (
    <div class="workspace" data-link={state.link.kind}>
      <button class="skip" type="button" onClick={focusChatLine}>
        Skip to the command line
      </button>
      <HeaderBar me={me} link={state.link} onDelivery={() => setDelivery(true)} />
      <StaleBanner link={state.link} now={now} />
      <RolloutList rollouts={state.rollouts} selected={selected} now={shownNow} onChoose={console.choose} />
      <RolloutPane api={api} console={console} me={me} now={shownNow} onType={type} onOpen={setDocument} />
      <Chat
        api={api}
        transcript={state.transcript}
        now={now}
        me={me}
        draft={draft}
        onDraft={setDraft}
        onSend={console.send}
        onChoose={console.choose}
        onOpen={setDocument}
      />
      {delivery ? <DeliveryDialog api={api} onClose={() => setDelivery(false)} /> : null}
      {document === null ? null : <DocumentDialog opened={document} onClose={() => setDocument(null)} />}
    </div>
  );
}

function focusChatLine(): void {
  window.document.getElementById('chat-line')?.focus();
}
