import { useState } from 'preact/hooks';
import type { Instant } from '../../../src/core/time.ts';
import type { Api } from '../api.ts';
import type { OpenDocument } from '../open-document.ts';
import type { Exchange } from '../store/state.ts';
import type { SendCommand } from '../store/use-console.ts';
import type { Me } from '../wire.ts';
import { ChatLine } from './chat-line.tsx';
import { Transcript } from './transcript.tsx';

interface Props {
  readonly api: Api;
  readonly transcript: readonly Exchange[];
  readonly now: Instant;
  readonly me: Me;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onSend: SendCommand;
  readonly onChoose: (rollout: string) => void;
  readonly onOpen: (opened: OpenDocument) => void;
}

/** Beside the card on wide screens; at the bottom with the last answer on narrow ones, whole on demand. */
export function Chat({ api, transcript, now, me, draft, onDraft, onSend, onChoose, onOpen }: Props) {
  const [whole, setWhole] = useState(false);
  return (
    <aside class="chat" aria-label="Chat with Belay" data-whole={whole}>
      <header class="chat-head">
        <h2>Chat</h2>
        <span class="faint">
          as {me.person} · <kbd>/</kbd> to type
        </span>
      </header>
      {transcript.length === 0 ? null : (
        <button type="button" class="chat-toggle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Conversation (${transcript.length})`}
        </button>
      )}
      <Transcript transcript={transcript} now={now} onChoose={onChoose} onOpen={onOpen} />
      <ChatLine
        api={api}
        draft={draft}
        sent={transcript.map((exchange) => exchange.text)}
        onDraft={onDraft}
        onSend={onSend}
      />
    </aside>
  );
}
