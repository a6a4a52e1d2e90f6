import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CardAction } from '../../../src/core/card/card.ts';

interface Props {
  readonly action: CardAction;
  readonly busy: boolean;
  readonly onSend: (reason: string) => void;
  readonly onCancel: () => void;
}

export function ReasonForm({ action, busy, onSend, onCancel }: Props) {
  const [reason, setReason] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const ready = reason.trim() !== '' && !busy;
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSend(reason);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <label class="ask-label" for="action-reason">
        Why? The reason is recorded with <code>{action.command}</code>
      </label>
      <input
        id="action-reason"
        ref={field}
        class="ask-field"
        maxLength={500}
        autocomplete="off"
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <button type="submit" class={`button ${action.style}`} disabled={!ready}>
        {action.label}
      </button>
      <button type="button" class="button plain" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}
