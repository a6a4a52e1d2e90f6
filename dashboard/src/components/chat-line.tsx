import { useRef, useState } from 'preact/hooks';
import type { Api } from '../api.ts';
import { freshKey } from '../fresh-key.ts';
import type { SendCommand } from '../store/use-console.ts';
import { useHistory } from '../store/use-history.ts';
import { useSlashKey } from '../store/use-slash-key.ts';
import { useSuggestions } from '../store/use-suggestions.ts';
import { optionId, Suggestions } from './suggestions.tsx';

interface Props {
  readonly api: Api;
  readonly draft: string;
  /** Lines sent before, oldest first. */
  readonly sent: readonly string[];
  readonly onDraft: (text: string) => void;
  readonly onSend: SendCommand;
}

const listId = 'chat-suggestions';

export function ChatLine({ api, draft, sent, onDraft, onSend }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [hints, setHints] = useState(false);
  const [marked, setActive] = useState(-1);
  const history = useHistory(sent);
  const lines = useSuggestions(api, draft, hints);
  const active = Math.min(marked, lines.length - 1);
  const submit = useSubmit(draft, onDraft, onSend, setBusy);
  useSlashKey(field);

  function typed(text: string, wantsHints: boolean): void {
    setActive(-1);
    setHints(wantsHints);
    onDraft(text);
  }

  function accept(place: number): void {
    const line = lines[place];
    if (line === undefined) return;
    typed(line.text.endsWith(' ') ? line.text : `${line.text} `, true);
    field.current?.focus();
  }

  function walk(line: string | null): void {
    if (line !== null) typed(line, false);
  }

  function keyed(event: KeyboardEvent): void {
    const open = lines.length > 0;
    const action = keyAction(event.key, open, active, draft === '' || history.walking());
    if (action === null || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (action === 'close') setHints(false);
    if (action === 'accept') accept(Math.max(0, active));
    if (action === 'up') setActive(active <= 0 ? lines.length - 1 : active - 1);
    if (action === 'down') setActive(active >= lines.length - 1 ? 0 : active + 1);
    if (action === 'back') walk(history.back(draft));
    if (action === 'forward') walk(history.forward());
  }

  return (
    <form
      class="chat-line"
      onSubmit={(event) => {
        event.preventDefault();
        history.leave();
        setHints(false);
        if (!busy) void submit();
      }}
    >
      <Suggestions id={listId} lines={lines} active={active} onAccept={accept} />
      <label class="unseen" for="chat-line">
        Command
      </label>
      <input
        id="chat-line"
        ref={field}
        class="chat-field"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={lines.length > 0}
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? optionId(listId, active) : undefined}
        autocomplete="off"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        maxLength={2000}
        placeholder="deploy shop v2"
        value={draft}
        onInput={(event) => {
          history.leave();
          typed(event.currentTarget.value, true);
        }}
        onBlur={() => setHints(false)}
        onKeyDown={keyed}
      />
      <button class="send" type="submit" disabled={busy || draft.trim() === ''} aria-label="Send">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 13V3.5M3.8 7.5 8 3.3l4.2 4.2" />
        </svg>
      </button>
    </form>
  );
}

type KeyAction = 'close' | 'accept' | 'up' | 'down' | 'back' | 'forward';

/** Arrows walk the suggestions while there are some, otherwise what was sent before. Enter sends unless one is chosen. */
function keyAction(key: string, open: boolean, active: number, mayWalk: boolean): KeyAction | null {
  if (open) {
    if (key === 'Escape') return 'close';
    if (key === 'Tab' || (key === 'Enter' && active >= 0)) return 'accept';
    if (key === 'ArrowUp') return 'up';
    if (key === 'ArrowDown') return 'down';
  }
  if (!open && mayWalk && key === 'ArrowUp') return 'back';
  if (!open && mayWalk && key === 'ArrowDown') return 'forward';
  return null;
}

/** A refused or lost line stays in the field; a lost one goes out again under its key, so that it runs once. */
function useSubmit(
  draft: string,
  onDraft: (text: string) => void,
  onSend: SendCommand,
  onBusy: (busy: boolean) => void,
): () => Promise<void> {
  const unanswered = useRef<{ text: string; key: string } | null>(null);
  const newest = useRef(draft);
  newest.current = draft;
  return async () => {
    const text = draft.trim();
    if (text === '') return;
    const attempt = unanswered.current?.text === text ? unanswered.current : { text, key: freshKey() };
    unanswered.current = attempt;
    onBusy(true);
    const answer = await onSend(text, attempt.key);
    onBusy(false);
    if (answer.kind !== 'ok') return;
    unanswered.current = null;
    const untouched = newest.current === draft;
    if (answer.value.kind !== 'refused' && untouched) onDraft('');
  };
}
